package dev.tutti.server.grove;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Slice;
import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.file.View;
import dev.tutti.server.file.Views;
import dev.tutti.server.text.Json;
import dev.tutti.server.text.Numbers;
import dev.tutti.server.web.Answer;
import dev.tutti.server.web.Query;
import dev.tutti.server.web.Refusal;
import dev.tutti.server.web.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The API of h5grove 4, which the explorer speaks: {@code meta}, {@code attr}, {@code data}, {@code paths}, {@code stats}, with a parameter more:
 * {@code version}, so that all answers of one refresh are of one version of the file. Thread-safe.
 */
public final class Grove {
    private static final long MOST_JSON = 256L << 20;
    private static final long MOST_BINARY = 2L << 30;
    private static final long MOST_FILE = 64L << 30;
    private static final long MOST_NUMBERS = 1L << 26;
    private static final long MOST_COUNTED = 4L << 30;
    private static final int MOST_PATHS = 1_000_000;
    private static final int MOST_DEPTH = 500;
    private static final int TRIES = 4;

    private final ServedFolder folder;
    private final Views views;

    public Grove(ServedFolder folder, Views views) {
        this.folder = folder;
        this.views = views;
    }

    /** Answers one question about one version of a file. */
    private interface Work {
        Answer answer(View view, String path) throws IOException;
    }

    /**
     * Answers a question.
     *
     * @param name last part of its address
     * @param tag what the asker has already, or an empty text
     * @throws Refusal if there is no answer
     */
    public Answer answer(String name, Query query, String tag) throws IOException {
        Work work =
                switch (name) {
                    case "meta" -> (view, path) -> meta(view.file(), path, query);
                    case "attr" -> (view, path) -> attributes(view.file(), path, query);
                    case "data" -> (view, path) -> data(view.file(), path, query);
                    case "paths" -> (view, path) -> paths(view.file(), path, query);
                    case "stats" -> (view, path) -> statistics(view.file(), path, query);
                    default -> throw Refusal.notFound("no such question: " + name);
                };
        Path file = folder.file(query.required("file"));
        String path = query.text("path", "/");
        if (!path.startsWith("/")) {
            path = "/" + path;
        }
        long version = query.number("version", -1, -1, Long.MAX_VALUE);
        RuntimeException failure = null;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            View view = views.view(file, version);
            boolean given = false;
            try {
                String own = "W/\"" + view.tag() + "\"";
                if (!tag.isEmpty() && tag.contains(own)) {
                    return new Answer(304, "application/json", 0, out -> {}, Map.of("ETag", own));
                }
                Answer answer = work.answer(view, path);
                if (view.held()) {
                    given = true;
                    return answer.with("ETag", own)
                            .with("X-Tutti-Version", String.valueOf(view.version()))
                            .closing(view::close);
                }
                answer.body().close();
            } catch (Refusal e) {
                throw e;
            } catch (H5Exception | IllegalStateException e) {
                if (view.held()) {
                    throw e;
                }
                failure = e;
            } finally {
                if (!given) {
                    view.close();
                }
            }
        }
        throw failure == null
                ? new Refusal(
                        503, "the file is changed faster than it can be read; a live or shared writer lets it be read")
                : failure;
    }

    private static Answer json(Json.Writer writer) throws IOException {
        Spool spool = new Spool(MOST_JSON);
        boolean done = false;
        try {
            try (JsonGenerator json = Json.to(spool)) {
                writer.write(json);
            }
            done = true;
            return spool.answer("application/json");
        } finally {
            if (!done) {
                spool.abandon();
            }
        }
    }

    private static Answer meta(H5File file, String path, Query query) throws IOException {
        Found found = Found.at(file, path, Found.Links.of(query.text("resolve_links")));
        return json(json -> new Meta(json, file).write(found, path));
    }

    private static Found.Thing thing(H5File file, String path, Query query) {
        Found found = Found.at(file, path, Found.Links.of(query.text("resolve_links")));
        if (found instanceof Found.Thing thing) {
            return thing;
        }
        throw Refusal.notFound(path + " is a link that leads nowhere");
    }

    private static Dataset dataset(H5File file, String path, Query query) {
        if (thing(file, path, query).node() instanceof Dataset dataset) {
            return dataset;
        }
        throw Refusal.meaningless(path + " is not a dataset");
    }

    private static Answer attributes(H5File file, String path, Query query) throws IOException {
        Found.Thing thing = thing(file, path, query);
        return json(json -> Values.attributes(json, thing.node().attrs(), query.all("attr_keys")));
    }

    private static Slice slice(Dataset dataset, Query query) {
        String selection = query.text("selection", "");
        try {
            Slice slice = selection.isBlank() ? Slice.all() : Slice.of(selection);
            slice.shape(dataset.shape());
            return slice;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw Refusal.meaningless("selection: " + e.getMessage());
        }
    }

    private static Answer statistics(H5File file, String path, Query query) throws IOException {
        Dataset dataset = dataset(file, path, query);
        Slice slice = slice(dataset, query);
        bounded(dataset, slice, MOST_COUNTED);
        return json(json -> Statistics.write(json, dataset, slice));
    }

    /** Refuses what would take minutes to find out that it is too much. */
    private static void bounded(Dataset dataset, Slice slice, long most) {
        long count = Values.count(slice.shape(dataset.shape()));
        if (count > most) {
            throw Refusal.tooLarge(
                    count + " elements, at most " + most + " are taken at once: choose a part with selection=");
        }
    }

    private static Answer data(H5File file, String path, Query query) throws IOException {
        Dataset dataset = dataset(file, path, query);
        String format = query.text("format", "json");
        String dtype = query.text("dtype", "origin");
        if (!Set.of("origin", "safe").contains(dtype)) {
            throw Refusal.meaningless("Unsupported dtype " + dtype);
        }
        if (!Set.of("json", "bin", "npy", "csv", "tiff").contains(format)) {
            throw Refusal.meaningless("Unsupported encoding " + format);
        }
        Slice slice = slice(dataset, query);
        boolean safe = dtype.equals("safe");
        if (format.equals("json")) {
            if (safe && Numbers.of(dataset.type()).isEmpty()) {
                throw Refusal.meaningless("Unsupported dtype safe for non-numeric data");
            }
            bounded(dataset, slice, MOST_NUMBERS);
            return Meta.isEmpty(dataset)
                    ? json(JsonGenerator::writeNull)
                    : json(json -> Values.dataset(json, dataset, slice, query.flag("flatten")));
        }
        if (Meta.isEmpty(dataset)) {
            throw Refusal.meaningless(
                    safe
                            ? "Unsupported dtype safe for non-numeric data"
                            : "Unsupported encoding " + format + " for non-numeric content");
        }
        return format.equals("bin") ? binary(dataset, slice, safe) : table(dataset, slice, format, safe);
    }

    private static Answer binary(Dataset dataset, Slice slice, boolean safe) {
        if (safe) {
            Numbers numbers = Numbers.of(dataset.type())
                    .orElseThrow(() -> Refusal.meaningless("Unsupported dtype safe for non-numeric data"));
            Binary binary = new Binary(dataset, numbers);
            return stream(
                    "application/octet-stream", binary.length(slice), MOST_BINARY, out -> binary.safe(slice, out));
        }
        if (pointsElsewhere(dataset)) {
            throw Refusal.meaningless("Unsupported encoding bin for elements of any length; use format=json");
        }
        long length =
                Values.count(slice.shape(dataset.shape())) * dataset.type().size();
        return stream("application/octet-stream", length, MOST_BINARY, out -> Binary.stored(dataset, slice, out));
    }

    private static boolean pointsElsewhere(Dataset dataset) {
        String type = dataset.type().toString();
        return type.contains("vlen(") || type.matches(".*\\bstring\\b(?!\\().*");
    }

    private static Answer table(Dataset dataset, Slice slice, String format, boolean safe) throws IOException {
        Numbers numbers = Numbers.of(dataset.type())
                .orElseThrow(() -> Refusal.meaningless("Unsupported encoding " + format + " for non-numeric content"));
        Tables tables = new Tables(dataset, slice, numbers);
        if (!format.equals("npy") && slice.shape(dataset.shape()).length == 0) {
            throw Refusal.meaningless("Unsupported encoding " + format + " for empty and scalar datasets");
        }
        Binary binary = new Binary(dataset, numbers);
        return switch (format) {
            case "npy" -> {
                boolean original = !safe && numbers.isWord(dataset.type().size());
                byte[] head = tables.npyHeader(original ? numbers.stored() : numbers.sent());
                long length = head.length
                        + (original
                                ? Values.count(slice.shape(dataset.shape()))
                                        * dataset.type().size()
                                : binary.length(slice));
                yield named(
                        stream("application/octet-stream", length, MOST_FILE, out -> {
                            out.write(head);
                            if (original) {
                                Binary.stored(dataset, slice, out);
                            } else {
                                binary.safe(slice, out);
                            }
                        }),
                        "data.npy");
            }
            case "tiff" -> named(stream("image/tiff", tables.tiffLength(), MOST_FILE, tables::tiff), "data.tiff");
            default -> {
                bounded(dataset, slice, MOST_NUMBERS);
                Spool spool = new Spool(MOST_JSON);
                boolean done = false;
                try {
                    tables.csv(spool);
                    done = true;
                    yield named(spool.answer("text/csv"), "data.csv");
                } finally {
                    if (!done) {
                        spool.abandon();
                    }
                }
            }
        };
    }

    private static Answer named(Answer answer, String name) {
        return answer.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }

    private static Answer stream(String type, long length, long most, Answer.Body body) {
        if (length < 0 || length > most) {
            throw Refusal.tooLarge("an answer of " + length + " bytes, at most " + most
                    + " are given at once: choose a part with selection=");
        }
        return new Answer(200, type, length, body, Map.of());
    }

    private static Answer paths(H5File file, String path, Query query) throws IOException {
        Found.Links links = Found.Links.of(query.text("resolve_links"));
        if (!(thing(file, path, query).node() instanceof Group group)) {
            throw Refusal.meaningless(path + " is not a group");
        }
        return json(json -> {
            json.writeStartArray();
            json.writeString(path);
            walk(json, file, group, path, links, new HashSet<>(), new int[2]);
            json.writeEndArray();
        });
    }

    /** Each link below a group once; groups are entered by hard links alone, and once. */
    private static void walk(
            JsonGenerator json, H5File file, Group group, String path, Found.Links links, Set<Long> seen, int[] count)
            throws IOException {
        if (!seen.add(group.address())) {
            return;
        }
        if (++count[1] > MOST_DEPTH) {
            throw Refusal.tooLarge("groups lie more than " + MOST_DEPTH + " deep: ask for the paths of one (path=)");
        }
        for (LinkInfo link : group.links()) {
            String below = Found.join(path, link.name());
            Found found = Found.at(file, below, link.name(), link, links);
            if (++count[0] > MOST_PATHS) {
                throw Refusal.tooLarge("more than " + MOST_PATHS + " paths: ask for those of a group (path=)");
            }
            json.writeString(below);
            if (link.kind() == LinkInfo.Kind.HARD
                    && found instanceof Found.Thing thing
                    && thing.node() instanceof Group next) {
                walk(json, file, next, below, links, seen, count);
            }
        }
        count[1]--;
    }
}
