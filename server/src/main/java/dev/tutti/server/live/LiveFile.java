package dev.tutti.server.live;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.hdf5.SharedStatus;
import dev.tutti.server.file.View;
import dev.tutti.server.file.Views;
import dev.tutti.server.text.Json;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A file that pages listen to. It is looked at once for all of them; what they see of a dataset in the same steps is read once. A writer that dies, comes back,
 * or makes the file anew is nothing to end for: what is there is told. Guarded by itself.
 */
final class LiveFile {
    private final Path file;
    private final Views views;
    private final Map<String, Series> series = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private long version = -1;
    private long lastNews = System.nanoTime();
    private long publishedVersion;
    private double lagMillis = Double.NaN;
    private String trouble = "";
    private long idleSince = System.nanoTime();
    private final AtomicLong rows = new AtomicLong();
    private volatile int listening;

    LiveFile(Path file, Views views) {
        this.file = file;
        this.views = views;
    }

    /** Rows that were seen to come. */
    long rows() {
        return rows.get();
    }

    int listeners() {
        return listening;
    }

    /** For how long nobody has listened. */
    synchronized long idleNanos() {
        return listeners.isEmpty() ? System.nanoTime() - idleSince : 0;
    }

    static Dataset series(H5File file, String path) {
        if (!(file.get(path) instanceof Dataset dataset) || !LiveHub.isSeries(dataset)) {
            throw Refusal.meaningless(path + " is not a dataset of real numbers with one dimension");
        }
        return dataset;
    }

    /** A range of rows; from a negative number on it is that many of the last ones. */
    synchronized Series.Range range(String path, long from, long to, long points) {
        try (View view = views.newest(file)) {
            Dataset dataset = series(view.file(), path);
            Series known = series.computeIfAbsent(path, Series::new);
            known.look(dataset);
            long end = to < 0 ? known.length() : Math.min(to, known.length());
            long start = from < 0 ? Math.max(0, end + from) : Math.min(from, end);
            return known.range(dataset, start, end, Series.step(end - start, points));
        }
    }

    synchronized void add(Listener listener) {
        listeners.add(listener);
        listening = listeners.size();
    }

    /** What one look at the file gives to all who listen. */
    private static final class Look {
        final H5File now;
        final Map<String, byte[]> told = new HashMap<>();

        Look(H5File now) {
            this.now = now;
        }

        /** What came of a series, as JSON. */
        byte[] news(Series of, long from, long step) {
            return told.computeIfAbsent(of.path() + '\n' + from + '\n' + step, key -> {
                Series.Range range = of.range(series(now, of.path()), from, of.length(), step);
                return Json.bytes(json -> LiveHub.write(json, of.path(), range));
            });
        }
    }

    /** Looks at the file, and tells those who listen what came. */
    synchronized void tick() {
        listeners.removeIf(Listener::isOver);
        listening = listeners.size();
        if (listeners.isEmpty()) {
            return;
        }
        idleSince = System.nanoTime();
        try (View view = views.newest(file)) {
            if (view.version() != version) {
                version = view.version();
                lastNews = System.nanoTime();
                measureLag();
            }
            for (String path : listeners.stream()
                    .flatMap(l -> l.paths().stream())
                    .distinct()
                    .toList()) {
                look(view.file(), path);
            }
            trouble = "";
            tellAll(new Look(view.file()));
        } catch (H5Exception | Refusal | IllegalStateException e) {
            trouble = String.valueOf(e.getMessage());
        }
        tellStatus();
    }

    private void look(H5File now, String path) {
        if (!now.contains(path)) {
            return;
        }
        Series known = series.computeIfAbsent(path, Series::new);
        long before = known.length();
        if (known.look(series(now, path))) {
            for (Listener listener : listeners) {
                for (int i = 0; i < listener.paths().size(); i++) {
                    if (listener.paths().get(i).equals(path)) {
                        listener.told(i, 0);
                    }
                }
            }
        } else if (before > 0) {
            rows.addAndGet(known.length() - before);
        }
    }

    private void tellAll(Look look) {
        for (Iterator<Listener> each = listeners.iterator(); each.hasNext(); ) {
            Listener listener = each.next();
            if (!listener.isReady()) {
                continue;
            }
            List<byte[]> news = new ArrayList<>();
            for (int i = 0; i < listener.paths().size(); i++) {
                Series known = series.get(listener.paths().get(i));
                if (known != null && known.length() != listener.told(i)) {
                    long step = listener.step(i);
                    news.add(look.news(known, Math.min(listener.told(i), known.length()) / step * step, step));
                    listener.told(i, known.length());
                }
            }
            if (!news.isEmpty()) {
                listener.send("news", joined(news));
            }
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        int length = 1;
        for (byte[] part : parts) {
            length += part.length + 1;
        }
        byte[] all = new byte[length];
        int at = 0;
        all[at++] = '[';
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
            all[at++] = ',';
        }
        all[at - 1] = ']';
        return all;
    }

    private void measureLag() {
        LiveStatus status = H5.status(file);
        Instant published = status.published();
        if (published != null && status.version() != publishedVersion) {
            publishedVersion = status.version();
            lagMillis = Math.max(0, Duration.between(published, Instant.now()).toNanos() / 1e6);
        }
    }

    private void tellStatus() {
        long now = System.nanoTime();
        byte[] report = null;
        for (Listener listener : listeners) {
            if (listener.isReady() && listener.isStatusDue(now)) {
                if (report == null) {
                    report = Json.bytes(this::status);
                }
                listener.send("status", report);
            }
        }
    }

    private void status(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", Math.max(0, version));
        json.writeNumberField("listeners", listeners.size());
        json.writeNumberField("quiet_s", (System.nanoTime() - lastNews) / 1e9);
        json.writeFieldName("lag_ms");
        Json.number(json, lagMillis);
        json.writeStringField("trouble", trouble);
        writer(json);
        json.writeArrayFieldStart("series");
        for (Series known : series.values()) {
            json.writeStartObject();
            json.writeStringField("path", known.path());
            json.writeNumberField("length", known.length());
            json.writeFieldName("rate");
            Json.number(json, known.rate());
            json.writeBooleanField("ready", known.isReady());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writer(JsonGenerator json) throws IOException {
        String state = "missing";
        String writer = "";
        long log = 0;
        long size = 0;
        long published = 0;
        @Nullable SharedStatus shared = null;
        try {
            LiveStatus status = H5.status(file);
            shared = H5.shared(file);
            state = status.live()
                    ? "live"
                    : shared.sealed() || !shared.processes().isEmpty() ? "shared" : "quiet";
            writer = status.writer();
            log = shared.logBytes();
            size = Files.size(file);
            published = status.version();
        } catch (H5Exception | IOException e) {
            state = "missing";
        }
        json.writeStringField("state", state);
        json.writeStringField("writer", writer);
        json.writeNumberField("published", published);
        json.writeNumberField("log_bytes", log);
        json.writeNumberField("size", size);
        json.writeArrayFieldStart("processes");
        for (SharedStatus.Member member : shared == null ? List.<SharedStatus.Member>of() : shared.processes()) {
            json.writeNumber(member.pid());
        }
        json.writeEndArray();
    }

    /** Ends all answers. */
    synchronized void close() {
        listeners.forEach(Listener::finish);
        listeners.clear();
        listening = 0;
    }
}
