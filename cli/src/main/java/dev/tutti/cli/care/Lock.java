package dev.tutti.cli.care;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.look.LiveBanner;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Style;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.errors.H5Exception;
import dev.tutti.locks.Hold;
import dev.tutti.locks.Holder;
import dev.tutti.locks.LockMode;
import dev.tutti.locks.LockOptions;
import dev.tutti.locks.Locks;
import dev.tutti.locks.RedisLocks;
import dev.tutti.locks.SharedLock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says who has the lock of a file, or holds it while another command runs. */
@CommandLine.Command(
        name = "lock",
        description = {
            "who holds the lock of a file and who waits, since when, from where, alive or not",
            "With a command behind --: run that command while holding the lock"
        },
        footer = {
            "",
            "  tutti lock run.h5",
            "  tutti lock run.h5 --read --timeout 1m -- cp run.h5 /backup/",
            "  tutti lock run.h5 --redis redis://lab-1:6379 -- ./ingest.sh",
            "",
            "The command's exit status is handed on; 4 if the lock was not had in time. It finds the",
            "lock's token in TUTTI_LOCK_TOKEN, and is ended if the lock is lost while it runs."
        })
public final class Lock extends Command {
    @Parameters(index = "0", paramLabel = "FILE", description = "the file; it need not exist yet")
    private Path file = Path.of("");

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "what to run, behind --")
    private List<String> command = List.of();

    @Option(names = "--read", description = "hold it to read, beside others who read")
    private boolean read;

    @Option(names = "--write", description = "hold it to write, alone (the default)")
    private boolean write;

    @Option(names = "--fair", description = "in the order of arrival instead of writers first")
    private boolean fair;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "the lock that this Redis server keeps for many hosts, instead of this host's")
    private @Nullable URI redis;

    @Option(
            names = "--timeout",
            converter = OptionValues.Time.class,
            paramLabel = "TIME",
            description = "how long to wait (10s)")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(names = "--break", description = "first remove holders of this host whose process has ended, and say so")
    private boolean breaks;

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    public Lock(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException, InterruptedException {
        if (read && write) {
            throw CommandFailure.usage("--read and --write exclude each other");
        }
        LockOptions options = fair ? LockOptions.fair() : LockOptions.writerPreferring();
        if (redis == null) {
            return with(Locks.file(file, options));
        }
        try (RedisLocks server = Locks.redis(redis, options)) {
            return with(server.lock(file));
        }
    }

    private int with(SharedLock lock) throws IOException, InterruptedException {
        if (breaks) {
            List<Holder> dead = lock.removeDead();
            dead.forEach(holder -> hint(file + ": removed " + holder.describe() + ", which runs no more"));
            if (dead.isEmpty() && !lock.holders().isEmpty()) {
                hint(file + ": nothing is removed: who holds it is alive, or on another host");
            }
        }
        if (command.isEmpty()) {
            show(lock);
            return ExitStatus.OK;
        }
        LockMode mode = read ? LockMode.READ : LockMode.WRITE;
        try (Hold hold = mode == LockMode.READ ? lock.read(timeout) : lock.write(timeout)) {
            return new LockedCommand(console(), command).run(hold);
        }
    }

    private void show(SharedLock lock) throws IOException {
        List<Holder> holders = lock.holders();
        List<Holder> waiting = lock.waiting();
        if (json) {
            try (JsonGenerator out = Json.document(console().out())) {
                out.writeStartObject();
                out.writeStringField("resource", lock.resource());
                array(out, "holders", holders);
                array(out, "waiting", waiting);
                writers(out);
                out.writeEndObject();
            }
            console().out().println();
        } else if (holders.isEmpty() && waiting.isEmpty()) {
            console().out().println("free");
        } else {
            Stream.concat(holders.stream(), waiting.stream())
                    .forEach(holder -> console().out().println(line(holder)));
        }
        // Who writes live or in shared mode does not take this lock: "free" alone would mislead.
        String writers = json ? null : writers();
        if (writers != null) {
            hint(writers);
        }
    }

    private @Nullable String writers() {
        try {
            return Files.isRegularFile(file) ? LiveBanner.line(file) : null;
        } catch (H5Exception e) {
            return null; // any file can be locked, also one that is no HDF5 file
        }
    }

    private void writers(JsonGenerator out) throws IOException {
        try {
            if (Files.isRegularFile(file)) {
                LiveBanner.write(out, file);
            }
        } catch (H5Exception e) {
            out.writeNullField("live"); // any file can be locked, also one that is no HDF5 file
        }
    }

    private String line(Holder holder) {
        String what = holder.token() == 0 ? "waits" : "holds";
        String alive = holder.isAlive() ? "" : Style.BAD.of(console(), ", runs no more");
        return String.format(Locale.ROOT, "%s  %-5s  pid %d on %s", what, name(holder), holder.pid(), holder.host())
                + ", since " + holder.since().truncatedTo(ChronoUnit.SECONDS) + ", thread " + holder.thread()
                + (holder.token() == 0 ? "" : ", token " + holder.token()) + alive;
    }

    private static String name(Holder holder) {
        return holder.mode().name().toLowerCase(Locale.ROOT);
    }

    private static void array(JsonGenerator out, String name, List<Holder> holders) throws IOException {
        out.writeArrayFieldStart(name);
        for (Holder holder : holders) {
            out.writeStartObject();
            out.writeStringField("mode", name(holder));
            out.writeStringField("host", holder.host());
            out.writeNumberField("pid", holder.pid());
            out.writeStringField("thread", holder.thread());
            out.writeStringField("since", holder.since().toString());
            out.writeBooleanField("alive", holder.isAlive());
            if (holder.token() != 0) {
                out.writeNumberField("token", holder.token());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
