package dev.tutti.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A program that a test started. Its output, of both streams, is collected by line with the time of each; every wait is bounded and fails with
 * all output so far. Closing kills it.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration DEATH = Duration.ofSeconds(20);

    /**
     * One line of output.
     *
     * @param nanoTime when it was read, in {@link System#nanoTime()}
     */
    public record Line(long nanoTime, String text) {}

    private final String name;
    private final Process process;
    private final Thread reader;
    private final long started = System.nanoTime();
    private final List<Line> lines = new ArrayList<>();
    private boolean ended;
    private int next;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::collect, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code builder}; {@code name} is for messages. */
    public static ChildProcess start(String name, ProcessBuilder builder) throws IOException {
        return new ChildProcess(name, builder.redirectErrorStream(true).start());
    }

    private void collect() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output ended: " + e + ")");
        }
        synchronized (lines) {
            ended = true;
            lines.notifyAll();
        }
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(new Line(System.nanoTime(), line));
            lines.notifyAll();
        }
    }

    /** Its process number. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All output so far. */
    public List<Line> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The next line, after those that earlier waits returned, that begins with {@code prefix}. */
    public String awaitLine(String prefix, Duration timeout) throws InterruptedException {
        return await(line -> line.startsWith(prefix), "a line that begins with \"" + prefix + "\"", timeout);
    }

    /** The next line, after those that earlier waits returned, that {@code wanted} accepts. */
    public String awaitLine(Predicate<String> wanted, Duration timeout) throws InterruptedException {
        return await(wanted, "a certain line", timeout);
    }

    private String await(Predicate<String> wanted, String what, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (lines) {
            while (true) {
                while (next < lines.size()) {
                    String line = lines.get(next++).text();
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError(
                            (ended ? "ended without " : timeout + " passed without ") + what + "\n" + report());
                }
                TimeUnit.NANOSECONDS.timedWait(lines, left);
            }
        }
    }

    /** Writes one line to its standard input. */
    public void send(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    /** Ends its standard input. */
    public void closeInput() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
    }

    /** Waits for its end; returns its exit status. */
    public int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError(timeout + " passed and it still runs\n" + report());
        }
        reader.join(DEATH.toMillis());
        return process.exitValue();
    }

    /** Waits for its end and fails unless it ended with status 0. */
    public void awaitSuccess(Duration timeout) throws InterruptedException {
        int status = awaitExit(timeout);
        if (status != 0) {
            throw new AssertionError("exit status " + status + "\n" + report());
        }
    }

    /** Kills it with SIGKILL at once, and nothing that it started; waits for nothing. */
    public void strike() {
        process.destroyForcibly();
    }

    /** Kills it with SIGKILL and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit(DEATH);
    }

    /** Name, process number and all output so far, each line with its time since the start in seconds. */
    public String report() {
        return lines().stream()
                .map(line -> String.format(Locale.ROOT, "  %8.3f %s", (line.nanoTime() - started) / 1e9, line.text()))
                .collect(Collectors.joining("\n", name + ", pid " + pid() + ", output:\n", "\n"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(DEATH.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "ChildProcess[" + name + ", pid " + pid() + (isAlive() ? "]" : ", ended]");
    }
}
