package dev.tutti.cli.live;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.change.TypeName;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.run.Stop;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Outcome;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends what arrives on standard input to a live dataset. */
@CommandLine.Command(name = "record", description = "append standard input (csv, or raw float64) to a dataset, live")
public final class RecordInput extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    /** What arrives. */
    enum Format {
        csv,
        f64
    }

    @Parameters(
            arity = "1..2",
            paramLabel = "FILE/PATH",
            description = "a dataset that can grow; made if missing, and the file too")
    private List<String> words = List.of();

    @Option(
            names = "--every",
            converter = OptionValues.Period.class,
            paramLabel = "TIME",
            description = "how often others see what has come (100ms)")
    private Duration every = Duration.ofMillis(100);

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}: lines of numbers, or raw little-endian float64 (csv)")
    private Format format = Format.csv;

    @Option(
            names = "--columns",
            converter = OptionValues.Several.class,
            paramLabel = "N",
            description = "values in a row, for raw input (1)")
    private int columns = 1;

    @Option(names = "--type", paramLabel = "TYPE", description = "element type of a new dataset (f64)")
    private @Nullable String type;

    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    public RecordInput(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the resource is only there to be closed
    protected int run() throws IOException {
        Address address = Address.parse(words);
        if (address.isRoot() || address.slice() != null) {
            throw CommandFailure.usage("record FILE/PATH: a dataset without a slice is expected");
        }
        Recorder recorder = new Recorder(address, type == null ? null : TypeName.parse(type));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tutti-publish");
            thread.setDaemon(true);
            return thread;
        });
        try (Stop stop = new Stop(() -> {
            clock.shutdownNow();
            recorder.close();
        })) {
            long nanos = Math.max(1, every.toNanos());
            ScheduledFuture<?> unused =
                    clock.scheduleAtFixedRate(() -> publish(recorder), nanos, nanos, TimeUnit.NANOSECONDS);
            try (Progress shown = progress("record", "rows", -1, recorder::rows)) {
                if (format == Format.csv) {
                    csv(recorder);
                } else {
                    raw(recorder);
                }
            }
        }
        throwFailure();
        outcome.with("dataset", address.toString()).with("rows", recorder.rows());
        done(outcome::print, recorder.rows() + " rows recorded in " + address);
        return 0;
    }

    private void publish(Recorder recorder) {
        try {
            recorder.publish();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private void throwFailure() {
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void csv(Recorder recorder) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(console().in(), StandardCharsets.UTF_8));
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            throwFailure();
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            double[] row = row(Csv.split(line));
            if (row != null) {
                recorder.add(row);
            } else if (number > 1) {
                throw new CommandFailure(ExitStatus.FAILED, "line " + number + " is no row of numbers: " + line);
            }
        }
    }

    private static double @Nullable [] row(List<String> fields) {
        double[] row = new double[fields.size()];
        for (int i = 0; i < row.length; i++) {
            Double value = Csv.number(fields.get(i));
            if (value == null) {
                return null;
            }
            row[i] = value;
        }
        return row;
    }

    private void raw(Recorder recorder) throws IOException {
        InputStream in = new BufferedInputStream(console().in(), 1 << 16);
        int rowBytes = Math.multiplyExact(columns, 8);
        for (byte[] bytes = in.readNBytes(rowBytes); bytes.length > 0; bytes = in.readNBytes(rowBytes)) {
            if (bytes.length < rowBytes) {
                throw new CommandFailure(
                        ExitStatus.FAILED, "the input ends inside a row: " + bytes.length + " bytes left over");
            }
            throwFailure();
            double[] row = new double[columns];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(row);
            recorder.add(row);
        }
    }
}
