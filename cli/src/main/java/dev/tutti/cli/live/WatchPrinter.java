package dev.tutti.cli.live;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Block;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Nested;
import dev.tutti.cli.text.Sizes;
import dev.tutti.cli.text.Values;
import dev.tutti.hdf5.Append;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Prints one change after the other, and keeps count of rows and lags. Used by one thread at a time. */
final class WatchPrinter {
    /**
     * What is printed.
     *
     * @param shapeOnly no values
     * @param fields members of a compound type, all if empty
     * @param label names of members too
     * @param simple one element a line
     * @param width of a line, 0 for no limit
     * @param jsonl one JSON object for each change
     * @param until row to end at
     */
    record Settings(
            boolean shapeOnly,
            List<String> fields,
            boolean label,
            boolean simple,
            int width,
            boolean jsonl,
            long until) {}

    private final Console console;
    private final Follower follower;
    private final Settings settings;
    private final String path;
    private final Histogram lags = new Histogram(3);
    private final long began = System.nanoTime();
    private long before = began;
    private long length;
    private long rows;

    WatchPrinter(Console console, Follower follower, Settings settings, String path, long start) {
        this.console = console;
        this.follower = follower;
        this.settings = settings;
        this.path = path;
        this.length = start;
    }

    /** Prints the new rows; false when the last wanted one was among them. */
    boolean print(Append append) throws IOException {
        long to = Math.min(append.to(), settings.until);
        long now = System.nanoTime();
        double rate = (to - append.from()) / Math.max(1e-9, (now - before) / 1e9);
        double lag = lagMillis();
        before = now;
        rows += to - append.from();
        if (lag >= 0) {
            lags.recordValue(Math.round(lag * 1000));
        }
        if (settings.jsonl) {
            json(append, to, rate, lag);
        } else {
            text(append, to);
            if (console.showsProgress()) {
                console.err()
                        .print("\r" + String.format(Locale.ROOT, "%d rows, %.0f/s, lag %.2f ms ", to, rate, lag)
                                + "\r");
            }
        }
        length = to;
        console.out().flush();
        return to < settings.until;
    }

    private void text(Append append, long to) throws IOException {
        if (settings.shapeOnly) {
            console.out().println("dimension 0: " + length + "->" + to);
            return;
        }
        long[] shape = append.dataset().shape();
        shape[0] = to - append.from();
        long[] first = new long[shape.length];
        first[0] = append.from();
        Block block = new Block(console.out(), shape, first, "", settings.width == 0 ? 65535 : settings.width);
        Elements.forEach(append.dataset(), Slice.rows(append.from(), to), element -> {
            Object chosen = chosen(element);
            if (settings.simple) {
                console.out().println(settings.label ? Values.text(chosen) : Csv.line(chosen));
            } else {
                block.next(chosen);
            }
        });
        block.end();
    }

    /** The members that are asked for, with their names if these are. */
    private @Nullable Object chosen(@Nullable Object element) {
        Map<String, @Nullable Object> members = Values.members(element);
        if (members == null) {
            return element;
        }
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (settings.fields.isEmpty() || settings.fields.contains(name)) {
                kept.put(name, value);
            }
        });
        return settings.label || settings.jsonl || settings.simple
                ? kept
                : kept.values().toArray();
    }

    private void json(Append append, long to, double rate, double lag) throws IOException {
        try (JsonGenerator json = Json.lines(console.out())) {
            json.writeStartObject();
            json.writeStringField("path", path);
            json.writeNumberField("from", append.from());
            json.writeNumberField("to", to);
            json.writeNumberField("version", append.version());
            json.writeStringField("time", Instant.now().toString());
            json.writeFieldName("rate");
            Json.value(json, rate);
            json.writeFieldName("lag_ms");
            Json.value(json, lag < 0 ? null : lag);
            if (!settings.shapeOnly) {
                json.writeFieldName("data");
                long[] shape = append.dataset().shape();
                shape[0] = to - append.from();
                Nested nested = new Nested(json, shape);
                Elements.forEach(
                        append.dataset(), Slice.rows(append.from(), to), element -> nested.next(chosen(element)));
            }
            json.writeEndObject();
        }
        console.out().println();
    }

    /** From the publish to now, negative if the writer does not say when it published. */
    private double lagMillis() {
        long published = follower.publishedNanos();
        if (published == 0) {
            return -1;
        }
        Instant now = Instant.now();
        long nanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        return Math.max(0, (nanos - published) / 1e6);
    }

    /** Rows, rate and lags of the whole time, or null if nothing came. */
    @Nullable
    String summary() {
        if (rows == 0) {
            return null;
        }
        double seconds = (before - began) / 1e9;
        String text = String.format(
                Locale.ROOT,
                "%d rows in %s, %.0f/s",
                rows,
                Sizes.duration(Duration.ofNanos(before - began)),
                rows / Math.max(1e-9, seconds));
        return lags.getTotalCount() == 0
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                ", lag p50 %.2f ms, p99 %.2f ms",
                                lags.getValueAtPercentile(50) / 1e3,
                                lags.getValueAtPercentile(99) / 1e3);
    }
}
