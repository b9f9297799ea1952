package dev.tutti.server.live;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Node;
import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.file.View;
import dev.tutti.server.file.Views;
import dev.tutti.server.text.Json;
import dev.tutti.server.text.Numbers;
import dev.tutti.server.web.Answer;
import dev.tutti.server.web.Query;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** All that the dashboard of live files asks: what can be drawn, ranges of it, pictures, and news as they come. Thread-safe. */
public final class LiveHub implements AutoCloseable {
    private static final int MOST_FOLLOWERS = 256;
    private static final int MOST_SERIES = 32;
    private static final int MOST_DATASETS = 5000;
    private static final long TICK_MILLIS = 200;
    private static final long KEPT_NANOS = Duration.ofSeconds(60).toNanos();

    private final ServedFolder folder;
    private final Views views;
    private final Map<Path, LiveFile> files = new ConcurrentHashMap<>();
    private final AtomicLong rowsBefore = new AtomicLong();
    private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "tutti-live");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> ticking;

    public LiveHub(ServedFolder folder, Views views) {
        this.folder = folder;
        this.views = views;
        this.ticking = ticks.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        for (Iterator<LiveFile> each = files.values().iterator(); each.hasNext(); ) {
            LiveFile file = each.next();
            try {
                file.tick();
                if (file.idleNanos() > KEPT_NANOS) {
                    rowsBefore.addAndGet(file.rows());
                    each.remove();
                }
            } catch (RuntimeException e) {
                file.close(); // its pages ask again
                each.remove();
            }
        }
    }

    private LiveFile file(Path path) {
        return files.computeIfAbsent(path, name -> new LiveFile(name, views));
    }

    public int followers() {
        return files.values().stream().mapToInt(LiveFile::listeners).sum();
    }

    public int files() {
        return files.size();
    }

    /** Rows that were seen to come, of all files ever. */
    public long rows() {
        return rowsBefore.get()
                + files.values().stream().mapToLong(LiveFile::rows).sum();
    }

    static boolean isSeries(Dataset dataset) {
        return dataset.shape().length == 1 && isReal(dataset);
    }

    static boolean isImage(Dataset dataset) {
        int rank = dataset.shape().length;
        return (rank == 2 || rank == 3) && isReal(dataset);
    }

    private static boolean isReal(Dataset dataset) {
        return Numbers.of(dataset.type())
                .map(numbers -> "iuf".indexOf(numbers.sent().charAt(1)) >= 0 && numbers.units() == 1)
                .orElse(false);
    }

    /** The datasets that can be drawn: where, how long, of which type, and how many samples there are in a second if that is written beside them. */
    public Answer datasets(Path path) {
        try (View view = views.newest(path)) {
            List<Dataset> found = new ArrayList<>();
            try (Stream<Node> nodes = view.file().walk()) {
                nodes.filter(Dataset.class::isInstance)
                        .map(Dataset.class::cast)
                        .filter(dataset -> isSeries(dataset) || isImage(dataset))
                        .limit(MOST_DATASETS)
                        .forEach(found::add);
            }
            return Answer.json(Json.bytes(json -> {
                json.writeStartObject();
                json.writeStringField("file", folder.name(path));
                json.writeNumberField("version", view.version());
                json.writeArrayFieldStart("datasets");
                for (Dataset dataset : found) {
                    describe(json, dataset);
                }
                json.writeEndArray();
                json.writeEndObject();
            }));
        }
    }

    private static void describe(JsonGenerator json, Dataset dataset) throws IOException {
        Attributes attributes = dataset.attrs();
        json.writeStartObject();
        json.writeStringField("path", dataset.path());
        long[] shape = dataset.shape();
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeBooleanField("grows", dataset.maxShape()[0] < 0 || dataset.maxShape()[0] > shape[0]);
        json.writeStringField("type", dataset.type().toString());
        json.writeStringField("units", word(attributes, "units", "unit"));
        for (String name : List.of("sample_rate_hz", "sample_rate", "sampling_rate", "rate_hz")) {
            if (attributes.contains(name) && attributes.get(name) instanceof Number rate && rate.doubleValue() > 0) {
                json.writeNumberField("sample_rate", rate.doubleValue());
                break;
            }
        }
        json.writeEndObject();
    }

    private static String word(Attributes attributes, String... names) {
        for (String name : names) {
            if (attributes.contains(name) && attributes.get(name) instanceof String text) {
                return text;
            }
        }
        return "";
    }

    /** A range of rows of one dataset, as least and largest values. */
    public Answer range(Path path, Query query) {
        String dataset = query.required("path");
        long from = query.number("from", 0, -1L << 40, 1L << 60);
        long to = query.number("to", -1, -1, 1L << 60);
        long points = query.number("points", 1000, 10, 20_000);
        Series.Range range = file(path).range(dataset, from, to, points);
        return Answer.json(Json.bytes(json -> write(json, dataset, range)));
    }

    static void write(JsonGenerator json, String path, Series.Range range) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", path);
        json.writeNumberField("from", range.from());
        json.writeNumberField("to", range.to());
        json.writeNumberField("step", range.step());
        numbers(json, "low", range.low());
        if (range.step() > 1) {
            numbers(json, "high", range.high());
        }
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (double value : values) {
            if ((float) value == value) {
                json.writeNumber((float) value); // the shorter text
            } else {
                Json.number(json, value);
            }
        }
        json.writeEndArray();
    }

    /** A picture of data with two or three dimensions. */
    public Answer image(Path path, Query query) {
        try (View view = views.newest(path)) {
            if (!(view.file().get(query.required("path")) instanceof Dataset dataset)) {
                throw Refusal.meaningless(query.required("path") + " is not a dataset");
            }
            Picture picture = Picture.of(
                    dataset, query.number("rows", 512, 1, 1 << 20), query.number("plane", -1, -1, Long.MAX_VALUE), (int)
                            query.number("pixels", 512, 16, 2048));
            return Answer.json(Json.bytes(json -> {
                json.writeStartObject();
                json.writeNumberField("first", picture.first());
                json.writeNumberField("rows", picture.rows());
                json.writeNumberField("columns", picture.columns());
                json.writeNumberField("width", picture.width());
                json.writeNumberField("height", picture.height());
                json.writeFieldName("least");
                Json.number(json, picture.least());
                json.writeFieldName("most");
                Json.number(json, picture.most());
                json.writeBinaryField("pixels", picture.pixels());
                json.writeEndObject();
            }));
        }
    }

    /**
     * Tells what comes, for as long as the page listens. {@code path}, {@code from} and {@code step} come as often as there are series.
     *
     * @throws Refusal if too many listen, or the question has no meaning
     */
    public void follow(Path path, Query query, Response response, Callback callback) {
        List<String> paths = query.all("path");
        List<String> from = query.all("from");
        List<String> step = query.all("step");
        if (paths.size() > MOST_SERIES || from.size() != paths.size() || step.size() != paths.size()) {
            throw Refusal.meaningless(
                    "path, from and step are expected equally often, and at most " + MOST_SERIES + " times");
        }
        if (followers() >= MOST_FOLLOWERS) {
            throw new Refusal(503, "already " + MOST_FOLLOWERS + " pages listen; close one");
        }
        long[] told = new long[paths.size()];
        long[] steps = new long[paths.size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = number(from.get(i), 0);
            steps[i] = number(step.get(i), 1);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream").put("X-Accel-Buffering", "no");
        response.setStatus(200);
        Listener listener = new Listener(response, callback, paths, told, steps);
        listener.send("hello", Json.bytes(json -> json.writeString(folder.name(path))));
        file(path).add(listener);
    }

    private static long number(String text, long least) {
        try {
            return Math.max(least, Math.min(1L << 40, Long.parseLong(text)));
        } catch (NumberFormatException e) {
            throw Refusal.meaningless("a whole number is expected, found '" + text + "'");
        }
    }

    @Override
    public void close() {
        ticking.cancel(false);
        ticks.shutdownNow();
        files.values().forEach(LiveFile::close);
        files.clear();
    }
}
