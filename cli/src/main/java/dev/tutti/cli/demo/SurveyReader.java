package dev.tutti.cli.demo;

import dev.tutti.hdf5.Append;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * What one reader has seen. Each update is looked at as one version: all channels of the first run have the length that the publish says, and every new value is
 * compared with the signal. Updates come from one thread; the questions at the end from another, hence the locks.
 */
final class SurveyReader {
    /** How far a channel has been seen. */
    private static final class Seen {
        private final String channel;
        private final long first;
        private long rows;

        Seen(String channel, long first) {
            this.channel = channel;
            this.first = first;
        }
    }

    private final Signal signal;
    private final Consumer<String> out;
    private final Map<String, Seen> channels = new LinkedHashMap<>();
    private final List<String> runs = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Histogram lags = new Histogram(3);
    private long publishes;
    private long samples;
    private long updates;

    SurveyReader(Signal signal, Consumer<String> out) {
        this.signal = signal;
        this.out = out;
    }

    /** One update: the publishes that came since the last. */
    synchronized void accept(Append append) {
        long now = Survey.now();
        try {
            long[] rows = append.read(long[].class);
            long lag = 0;
            for (int i = 0; i < rows.length; i += 3) {
                if (rows[i] != publishes + 1) {
                    fault("publish " + rows[i] + " came after publish " + publishes);
                }
                publishes = rows[i];
                lag = Math.max(0, now - rows[i + 1]);
                if (updates > 0) { // what was there before this reader looked for the first time says nothing
                    lags.recordValue(lag / 1000);
                }
            }
            updates++;
            long before = samples;
            int known = runs.size();
            look(append.dataset().file(), rows[rows.length - 1], false);
            if (runs.size() > known) {
                out.accept(String.format(
                        Locale.ROOT,
                        "U version %d: %d runs, %d channels, %d samples (+%d), lag %.2f ms",
                        append.version(),
                        runs.size(),
                        channels.size(),
                        samples,
                        samples - before,
                        lag / 1e6));
            }
        } catch (RuntimeException e) {
            fault("reading failed: " + e);
        }
    }

    /** Every channel once more, in the newest version. */
    synchronized void lookAtAll(H5File view) {
        look(view, -1, true);
    }

    /** Looks for new runs and channels, and at the new rows of those that may still grow. */
    private void look(H5File view, long mainRows, boolean all) {
        Group station = view.group(Survey.STATION);
        List<String> names =
                station.names().stream().filter(name -> name.startsWith("run_")).toList();
        for (String run : names) {
            if (!runs.contains(run)) {
                runs.add(run);
                for (LinkInfo link : station.group(run).links()) {
                    String path = Survey.path(run, link.name());
                    channels.put(path, new Seen(link.name(), Survey.first(view, path)));
                }
            }
        }
        String firstRun = Survey.path(Survey.run(1), "");
        List<String> open = names.subList(Math.max(0, names.size() - 3), names.size());
        channels.forEach((path, seen) -> {
            boolean main = path.startsWith(firstRun);
            if (all || main || open.stream().anyMatch(run -> path.startsWith(Survey.path(run, "")))) {
                compare(view.dataset(path), path, seen);
                if (main && mainRows >= 0 && seen.rows != mainRows) {
                    fault(path + " has " + seen.rows + " rows where the publish says " + mainRows);
                }
            }
        });
    }

    private void compare(Dataset dataset, String path, Seen seen) {
        long length = dataset.shape()[0];
        if (length < seen.rows) {
            fault(path + " has shrunk from " + seen.rows + " to " + length + " rows");
            return;
        }
        if (length > seen.rows) {
            Object found = dataset.read(Slice.rows(seen.rows, length));
            Object expected = signal.rows(seen.channel, seen.first + seen.rows, seen.first + length);
            if (!Objects.deepEquals(found, expected)) {
                fault(path + ": rows " + seen.rows + " to " + length + " are not what was written");
            }
            samples += length - seen.rows;
            seen.rows = length;
        }
    }

    private void fault(String text) {
        if (faults.size() < 20) {
            faults.add(text);
        }
    }

    /** Whether at least these rows of these datasets were seen. */
    synchronized boolean hasSeen(Map<String, Long> committed) {
        return missing(committed).isEmpty();
    }

    private List<String> missing(Map<String, Long> committed) {
        List<String> missing = new ArrayList<>();
        committed.forEach((path, rows) -> {
            Seen seen = channels.get(path);
            long have = path.equals(Survey.PUBLISHES) ? publishes : seen == null ? 0 : seen.rows;
            if (have < rows) {
                missing.add(path + ": " + have + " of " + rows + " committed rows were seen");
            }
        });
        return missing;
    }

    /** Lines for the parent process: faults, what was missed, lags, and the counts. */
    synchronized List<String> verdict(Map<String, Long> committed) {
        List<String> lines = new ArrayList<>();
        missing(committed).forEach(text -> lines.add("M " + text));
        faults.forEach(text -> lines.add("F " + text));
        ByteBuffer buffer = ByteBuffer.allocate(lags.getNeededByteBufferCapacity());
        int length = lags.encodeIntoCompressedByteBuffer(buffer);
        lines.add("L " + Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
        lines.add("D " + samples + " " + runs.size() + " " + channels.size() + " " + publishes + " " + updates);
        return lines;
    }
}
