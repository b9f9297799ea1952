package dev.tutti.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes that a program starts: each runs the same main class, with {@code --worker} and its number in front of the arguments. */
final class Crew implements AutoCloseable {
    /** How long to wait for others: all begin at once, on a machine that may have far fewer cores than they are. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The exit status of a process that was ended by SIGKILL. */
    static final int KILLED = 128 + 9;

    private final List<Process> workers = new ArrayList<>();

    /** Starts {@code number} of them. */
    Crew(Class<?> program, int number, Object... args) throws IOException {
        for (int i = 0; i < number; i++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx192m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    program.getName(),
                    "--worker",
                    Integer.toString(i)));
            for (Object arg : args) {
                command.add(arg.toString());
            }
            workers.add(new ProcessBuilder(command).inheritIO().start());
        }
    }

    /** Waits for all; returns how each ended. */
    List<Integer> await() throws InterruptedException {
        List<Integer> ends = new ArrayList<>();
        for (Process worker : workers) {
            ends.add(worker.waitFor());
        }
        return ends;
    }

    /** Ends this process at once, as nothing in it can prevent. */
    static void die() throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -KILL " + ProcessHandle.current().pid()).start();
        Thread.sleep(60_000);
    }

    @Override
    public void close() {
        workers.forEach(Process::destroyForcibly);
    }
}
