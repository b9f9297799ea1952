package dev.tutti.cli.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of the demonstration: the same Java, the same jars, another command. Its lines are handed to a consumer as they come. */
final class Child implements AutoCloseable {
    private final Process process;
    private final CountDownLatch read = new CountDownLatch(1);

    /** Since when Java says something when native code is loaded. */
    private static final int NATIVE_ASKED = 24;

    Child(String name, List<String> command, Consumer<String> lines) throws IOException {
        List<String> words = new ArrayList<>(List.of(java(), "-Xshare:auto", "-Xlog:disable", "-Xlog:all=off"));
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"));
        String archive = System.getProperty("tutti.archive", "");
        if (!archive.isEmpty()) {
            words.add("-XX:SharedArchiveFile=" + archive);
        }
        if (Runtime.version().feature() >= NATIVE_ASKED) {
            words.add("--enable-native-access=ALL-UNNAMED"); // as the manifest says for this process
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tutti.cli.Main"));
        words.addAll(command);
        process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(() -> read(lines), "tutti-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            lines.accept("E " + e);
        } finally {
            read.countDown();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends one line to the process. */
    void tell(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** SIGKILL: no handler runs, no buffer is written. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        await(10);
    }

    /** Waits for the end of the process and of what it has printed; false if that takes too long. */
    boolean await(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) && read.await(10, TimeUnit.SECONDS);
    }

    int status() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
