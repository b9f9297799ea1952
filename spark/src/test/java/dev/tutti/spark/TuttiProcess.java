package dev.tutti.spark;

import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process of {@link TuttiMain}, with Tutti's own libraries, none of which is Spark's. */
final class TuttiProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ChildProcess process;

    /** Starts one that works on the tables in a folder. */
    TuttiProcess(Path folder) throws IOException {
        String tutti = System.getProperty("tutti.classpath");
        if (tutti == null) {
            throw new IllegalStateException("the property tutti.classpath names no command line that was built");
        }
        Path classes = Path.of(TuttiMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        process = ChildJvm.of(TuttiMain.class)
                .classPath(tutti + File.pathSeparator + classes)
                .heap("256m")
                .args(folder)
                .start();
    }

    /** Sends words, to be done after those of before. */
    void send(String words) throws IOException {
        process.send(words);
    }

    /** Waits for the next answer. */
    String answer() throws InterruptedException {
        return process.awaitLine("ok ", LIMIT).substring(3);
    }

    /** Has something done, and waits for it. */
    String ask(String words) throws IOException, InterruptedException {
        send(words);
        return answer();
    }

    /** Ends it. */
    @Override
    public void close() {
        process.close();
    }
}
