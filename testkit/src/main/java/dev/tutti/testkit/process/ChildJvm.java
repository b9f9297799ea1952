package dev.tutti.testkit.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts a main class of the test's class path in a JVM of its own:
 *
 * <pre>{@code
 * try (ChildProcess child = ChildJvm.of(WriterMain.class).heap("64m").args(path).start()) {
 *     child.awaitLine("ready", Duration.ofSeconds(30));
 *     child.kill();
 * }
 * }</pre>
 */
public final class ChildJvm {
    /** Quick to start and modest beside others: tests run several at once. */
    private static final List<String> QUICK =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private final String main;
    private final List<String> options = new ArrayList<>();
    private final List<String> args = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String heap = "128m";
    private String classPath = classPath();

    private ChildJvm(String main) {
        this.main = main;
    }

    /** A JVM for {@code main}, with a heap of 128 MiB. */
    public static ChildJvm of(Class<?> main) {
        return new ChildJvm(main.getName());
    }

    /** Sets the largest heap, as behind {@code -Xmx}. */
    public ChildJvm heap(String size) {
        heap = size;
        return this;
    }

    /** Adds an option of the JVM. */
    public ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    /** Sets a variable of its environment. */
    public ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Starts with classes that were archived before. */
    public ChildJvm archive(ClassArchive archive) {
        archive.addTo(this);
        return this;
    }

    /**
     * Lets the processes that it starts be as quick to start as it is itself: they find the options in their environment, of which each JVM says a line that begins with
     * {@code NOTE:} on its standard error.
     */
    public ChildJvm family() {
        return environment("JDK_JAVA_OPTIONS", String.join(" ", QUICK) + " " + String.join(" ", options));
    }

    /** Sets the class path; by itself it is the test's. */
    public ChildJvm classPath(String path) {
        classPath = path;
        return this;
    }

    /** The class path of the test that runs. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Adds arguments, by their {@code toString}. */
    public ChildJvm args(Object... values) {
        for (Object value : values) {
            args.add(value.toString());
        }
        return this;
    }

    /** Starts it. */
    public ChildProcess start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        command.addAll(QUICK);
        command.addAll(options);
        command.add(main);
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        // By the environment, because a class path may be longer than a command line can be.
        builder.environment().put("CLASSPATH", classPath);
        return ChildProcess.start(main.substring(main.lastIndexOf('.') + 1) + " " + args, builder);
    }
}
