package dev.tutti.cli.demo;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Stop;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One writer process and several reader processes on one live file, and a verdict that was checked. */
@CommandLine.Command(
        name = "demo",
        description = "one process records a live survey file, others follow it; ends with a checked verdict")
public final class Demo extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    private static final long BURST_MILLIS = 300;

    @Mixin
    private DemoOptions options = new DemoOptions();

    @Option(
            names = "--readers",
            converter = OptionValues.Several.class,
            paramLabel = "N",
            description = "reader processes (3)")
    private int readers = 3;

    @Option(names = "--kill-writer", description = "kill the writer (SIGKILL) in mid-write; another one takes over")
    private boolean killWriter;

    @Option(names = "--keep", paramLabel = "FILE", description = "keep the file under this name")
    private @Nullable Path keep;

    private final Journal journal = new Journal();
    private final Readers seen = new Readers();
    private final List<Child> children = new ArrayList<>();

    public Demo(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // some resources are only there to be closed
    protected int run() throws Exception {
        if (keep != null && Files.exists(keep)) {
            throw new CommandFailure(ExitStatus.FAILED, keep + " exists already; --keep takes a new name");
        }
        options.check();
        Path folder = Files.createTempDirectory("tutti-demo");
        Path file = keep == null ? folder.resolve("live_survey.h5") : keep.toAbsolutePath();
        options.file(file);
        try (Stop stop = new Stop(() -> {
            closeChildren();
            remove(folder);
        })) {
            play();
            Verdict verdict = new Verdict(console(), outcome, options, journal, seen, readers);
            boolean good = verdict.check();
            outcome.with("file", keep == null ? null : keep.toString()).print(console());
            if (keep != null) {
                hint("kept: " + keep);
            }
            return good ? ExitStatus.OK : ExitStatus.FAILED;
        }
    }

    private void play() throws IOException, InterruptedException {
        for (int i = 1; i <= readers; i++) {
            int number = i;
            start("reader-" + i, "__demo-reader", line -> fromReader(number, line));
        }
        Child writer = startWriter();
        say("writer " + writer.pid() + " is live in " + options.file());
        if (killWriter) {
            writer = kill(writer);
        }
        boolean ended = writer.await(options.duration().toSeconds() * 3 + 60);
        if (!ended || writer.status() != 0) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "the writer process " + (ended ? "left with status " + writer.status() : "did not end"));
        }
        say("writer " + writer.pid() + " has closed the file: " + journal.publishes() + " publishes, "
                + journal.samples() + " samples");
        String committed = journal.line();
        for (Child child : children) {
            if (child.isAlive()) {
                child.tell(committed);
            }
        }
        for (Child child : children) {
            child.await(60);
        }
    }

    private Child kill(Child first) throws IOException, InterruptedException {
        Thread.sleep(options.duration().toMillis() / 2);
        first.tell("burst");
        Thread.sleep(BURST_MILLIS + (System.nanoTime() >>> 10) % 50);
        first.kill();
        say("writer " + first.pid() + " was killed (SIGKILL) after publish " + journal.publishes());
        Child second = startWriter();
        say("writer " + second.pid() + " has taken over");
        return second;
    }

    private Child startWriter() throws IOException, InterruptedException {
        CountDownLatch live = journal.nextWriter();
        Child writer = start("writer", "__demo-writer", journal::accept);
        while (!live.await(100, TimeUnit.MILLISECONDS)) {
            if (!writer.isAlive()) {
                throw new CommandFailure(ExitStatus.FAILED, "the writer process left before it was live");
            }
        }
        return writer;
    }

    private Child start(String name, String command, java.util.function.Consumer<String> lines) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(options.words());
        Child child = new Child(name, words, lines);
        synchronized (children) {
            children.add(child);
        }
        return child;
    }

    private void fromReader(int number, String line) {
        if (line.startsWith("U ")) {
            say("  reader " + number + "  " + line.substring(2));
        } else if (!line.isEmpty()) {
            seen.accept(number, line);
        }
    }

    private void say(String line) {
        synchronized (children) {
            if (outcome.isWanted()) {
                return;
            }
            console().out().println(line);
            console().out().flush();
        }
    }

    private void closeChildren() {
        synchronized (children) {
            children.forEach(Child::close);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            folder.toFile().deleteOnExit(); // somebody else has put something there; leave it to the system
        }
    }
}
