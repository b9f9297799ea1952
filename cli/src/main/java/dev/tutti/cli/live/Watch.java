package dev.tutti.cli.live;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Stop;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.hdf5.Append;
import dev.tutti.hdf5.FollowOptions;
import dev.tutti.hdf5.FollowedDataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows the growth of a dataset and prints what was added. */
@CommandLine.Command(name = "watch", description = "follow a dataset while another process appends to it")
public final class Watch extends Command {
    @Parameters(arity = "1..2", paramLabel = "FILE/PATH", description = "a dataset; the file may not be there yet")
    private List<String> words = List.of();

    @Option(
            names = {"-d", "--dim"},
            description = "changes of the shape only, no values")
    private boolean shapeOnly;

    @Option(
            names = {"-f", "--fields"},
            split = ",",
            paramLabel = "NAME,…",
            hideParamSyntax = true,
            description = "members of a compound type to print")
    private List<String> fields = List.of();

    @Option(
            names = {"-l", "--label"},
            description = "print the names of members")
    private boolean label;

    @Option(
            names = {"-S", "--simple"},
            description = "one element a line, without indices")
    private boolean simple;

    @Option(
            names = {"-w", "--width"},
            converter = OptionValues.Any.class,
            paramLabel = "N",
            description = "width of a line; 0 for no limit")
    private int width = 80;

    @Option(
            names = {"-p", "--polling"},
            converter = OptionValues.Tolerance.class,
            paramLabel = "N",
            description = "print at most every N seconds; all that came is printed then")
    private double polling;

    @Option(
            names = "--from",
            converter = OptionValues.Rows.class,
            paramLabel = "ROW",
            description = "begin with this row; by default with what comes next")
    private long from = -1;

    @Option(
            names = "--until",
            converter = OptionValues.Rows.class,
            paramLabel = "N",
            description = "leave when the dataset has N rows")
    private long until = Long.MAX_VALUE;

    @Option(
            names = "--timeout",
            converter = OptionValues.Time.class,
            paramLabel = "TIME",
            description = "how long to wait for file and dataset (60s)")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = {"--jsonl", "--json"},
            description = "one JSON object for each change: rows, version, rate, lag, values")
    private boolean jsonl;

    @Option(names = "--plot", description = "draw the newest rows instead of printing values")
    private boolean plot;

    @Option(
            names = "--last",
            converter = OptionValues.Rows.class,
            paramLabel = "ROWS",
            description = "how many rows are drawn (2000)")
    private long last = 2000;

    public Watch(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // some resources are only there to be closed
    protected int run() throws Exception {
        Address address = Address.parse(words);
        if (address.isRoot() || address.slice() != null) {
            throw CommandFailure.usage("watch FILE/PATH: a dataset without a slice is expected");
        }
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (Follower follower =
                H5.follow(address.file(), FollowOptions.defaults().timeout(timeout))) {
            FollowedDataset dataset = follower.dataset(address.object());
            refuseScalar(address, dataset);
            refuseFields(address, dataset);
            WatchPrinter.Settings settings =
                    new WatchPrinter.Settings(shapeOnly, fields, label, simple, width, jsonl, until);
            long start = from < 0 ? Math.min(dataset.length(), until) : from;
            LivePlot picture = new LivePlot(console(), Math.max(2, last), start, until);
            if (plot && start > 0) {
                picture.draw(new Append(dataset.now(), start, start, follower.version())); // what is there already
            }
            WatchPrinter printer = new WatchPrinter(console(), follower, settings, address.object(), start);
            try (Stop stop = new Stop(done::countDown);
                    AutoCloseable subscription = dataset.onAppend(start, append -> {
                        try {
                            if (done.getCount() > 0 && !(plot ? picture.draw(append) : printer.print(append))) {
                                done.countDown();
                            } else if (polling > 0) {
                                Thread.sleep((long) (polling * 1000));
                            }
                        } catch (Exception e) {
                            failure.compareAndSet(null, e);
                            done.countDown();
                        }
                    })) {
                if (start < until) {
                    waitFor(done, follower);
                }
            }
            String summary = printer.summary();
            if (summary != null) {
                hint(summary);
            }
        }
        Throwable thrown = failure.get();
        if (thrown instanceof Exception exception) {
            throw exception;
        }
        return 0;
    }

    private static void refuseScalar(Address address, FollowedDataset dataset) {
        if (dataset.now().shape().length == 0) {
            throw CommandFailure.usage(address + " is a scalar, which has no rows to come; tutti get prints it");
        }
    }

    private void refuseFields(Address address, FollowedDataset dataset) {
        Set<String> known = dataset.now().type().members().keySet();
        if (!known.containsAll(fields)) {
            throw CommandFailure.usage("--fields: " + address
                    + (known.isEmpty() ? " has elements without members" : " has the members " + known)
                    + ", found " + fields);
        }
    }

    /** Until somebody wants an end; a follower that has failed says so here. */
    private static void waitFor(CountDownLatch done, Follower follower) throws InterruptedException {
        while (!done.await(500, TimeUnit.MILLISECONDS)) {
            follower.view();
        }
    }
}
