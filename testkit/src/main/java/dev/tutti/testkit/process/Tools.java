package dev.tutti.testkit.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * Foreign programs that tests compare with: python3 with h5py, and the tools that come with the HDF5 C library. Each is looked for on the
 * {@code PATH}, python also in {@code /usr/bin} and where the environment variable {@value #PYTHON} says. A test that needs one
 * which is not there skips with the reason.
 */
public final class Tools {
    /** The environment variable that may name the python with h5py. */
    public static final String PYTHON = "TUTTI_PYTHON";

    /** Longest run of a tool. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * How a tool ended.
     *
     * @param status its exit status
     * @param output the lines of both its output streams
     */
    public record Result(int status, String output) {
        /** The output, if the tool ended well; fails the test otherwise. */
        public String success() {
            if (status != 0) {
                throw new AssertionError("exit status " + status + ":\n" + output);
            }
            return output;
        }
    }

    private Tools() {}

    /** Where {@code tool} is, for example {@code h5dump}. */
    public static Optional<Path> find(String tool) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path path = Path.of(directory.isEmpty() ? "." : directory, tool);
            if (Files.isExecutable(path) && !Files.isDirectory(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** A python3 that has h5py. */
    public static Optional<Path> python() {
        return Found.PYTHON;
    }

    /** Asked once, because starting python takes its time. */
    private static final class Found {
        static final Optional<Path> PYTHON = look();

        private static Optional<Path> look() {
            Set<Path> candidates = new LinkedHashSet<>();
            String named = System.getenv(Tools.PYTHON);
            if (named != null) {
                candidates.add(Path.of(named));
            }
            find("python3").ifPresent(candidates::add);
            candidates.add(Path.of("/usr/bin/python3"));
            return candidates.stream()
                    .filter(Files::isExecutable)
                    .filter(python -> imports(python))
                    .findFirst();
        }

        private static boolean imports(Path python) {
            try {
                return run(List.of(python.toString(), "-c", "import h5py")).status() == 0;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Skips the test unless python3 with h5py is there. */
    public static void assumeH5py() {
        Assumptions.assumeTrue(
                python().isPresent(), "needs python3 with h5py (on the PATH, or named by " + PYTHON + "); not found");
    }

    /** Skips the test unless {@code tool} is there, for example {@code h5dump}. */
    public static void assume(String tool) {
        Assumptions.assumeTrue(find(tool).isPresent(), "needs " + tool + " on the PATH; not found");
    }

    /** Runs a tool with bounded time. Skips the test if it is not there. */
    public static Result run(String tool, Object... args) throws IOException {
        assume(tool);
        List<String> command = new ArrayList<>();
        command.add(find(tool).orElseThrow().toString());
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return run(command);
    }

    /** Runs a python script, given as its text, with bounded time; {@code args} are in {@code sys.argv[1:]}. Skips the test if there is no h5py. */
    public static Result python(String script, Object... args) throws IOException {
        return run(pythonCommand(script, args));
    }

    /** Starts a python script, given as its text. Skips the test if there is no h5py. */
    public static ChildProcess startPython(String script, Object... args) throws IOException {
        return startPython(Map.of(), script, args);
    }

    /** Starts a python script with some variables in its environment. Skips the test if there is no h5py. */
    public static ChildProcess startPython(Map<String, String> environment, String script, Object... args)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(pythonCommand(script, args));
        builder.environment().putAll(environment);
        return ChildProcess.start("python3", builder);
    }

    private static List<String> pythonCommand(String script, Object... args) {
        assumeH5py();
        List<String> command = new ArrayList<>();
        command.add(python().orElseThrow().toString());
        command.add("-u"); // Lines are to come when they are printed.
        command.add("-c");
        command.add(script);
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return command;
    }

    /** Runs a command with bounded time. */
    public static Result run(List<String> command) throws IOException {
        try (ChildProcess process = ChildProcess.start(command.get(0), new ProcessBuilder(command))) {
            int status = process.awaitExit(LIMIT);
            return new Result(
                    status,
                    process.lines().stream().map(ChildProcess.Line::text).collect(Collectors.joining("\n")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        }
    }
}
