package dev.tutti.cli.convert;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Npy;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.ChunkInfo;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A reference file as kerchunk makes them (version 1): Zarr's metadata of version 2, and for each chunk where its bytes are in the HDF5 file. Zarr reads the values from
 * there; nothing is copied.
 */
final class References {
    private static final int SMALL = 4096;

    private final JsonGenerator json;
    private final String url;
    private final long base;
    private long arrays;

    private References(JsonGenerator json, String url, long base) {
        this.json = json;
        this.url = url;
        this.base = base;
    }

    /**
     * What was written.
     *
     * @param arrays datasets that Zarr can read now
     * @param left datasets that it cannot, with the reason
     */
    record Outcome(long arrays, List<String> left) {}

    static Outcome write(H5File file, Path path, String url, long base, OutputStream out) throws IOException {
        List<String> left = new java.util.ArrayList<>();
        try (JsonGenerator json = Json.document(out);
                Stream<Node> nodes = file.walk()) {
            References references = new References(json, url, base);
            json.writeStartObject();
            json.writeNumberField("version", 1);
            json.writeObjectFieldStart("refs");
            for (Node node : (Iterable<Node>) nodes::iterator) {
                String key = node.path().equals("/") ? "" : node.path().substring(1) + "/";
                if (node instanceof Group) {
                    json.writeStringField(key + ".zgroup", "{\"zarr_format\":2}");
                    references.attributes(key, node.attrs(), List.of());
                } else if (node instanceof Dataset dataset) {
                    Optional<String> obstacle = references.dataset(key, dataset);
                    obstacle.ifPresent(reason -> left.add(node.path() + ": " + reason));
                }
            }
            json.writeEndObject();
            json.writeEndObject();
            return new Outcome(references.arrays, left);
        }
    }

    /** A document inside of a text, as this format wants it. */
    private interface Inner {
        void write(JsonGenerator json) throws IOException;
    }

    private static String text(Inner inner) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.lines(bytes)) {
            inner.write(json);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void attributes(String key, Attributes attributes, List<String> dimensions) throws IOException {
        String text = text(inner -> {
            inner.writeStartObject();
            for (String name : attributes.names()) {
                if (!attributes.info(name).empty()
                        && !name.equals("DIMENSION_LIST")
                        && !name.equals("REFERENCE_LIST")) {
                    inner.writeFieldName(name);
                    Json.value(inner, attributes.get(name));
                }
            }
            if (!dimensions.isEmpty()) {
                inner.writeFieldName("_ARRAY_DIMENSIONS");
                Json.value(inner, dimensions);
            }
            inner.writeEndObject();
        });
        if (!text.equals("{}")) {
            json.writeStringField(key + ".zattrs", text);
        }
    }

    /** Writes a dataset, or says why it cannot be. */
    private Optional<String> dataset(String key, Dataset dataset) throws IOException {
        String word = Npy.descr(dataset.type().toString());
        if (word == null) {
            return Optional.of("type " + dataset.type() + " has no counterpart");
        }
        Layout layout = dataset.layout();
        String unknown = layout.filters().stream()
                .filter(filter -> !List.of(1, 2, 3, 32015).contains(filter.id()))
                .map(Layout.FilterInfo::label)
                .findFirst()
                .orElse(null);
        if (unknown != null) {
            return Optional.of("filter " + unknown + " has no counterpart");
        }
        long[] shape = dataset.shape();
        long[] chunk = layout.chunk().isEmpty()
                ? Arrays.stream(shape).map(length -> Math.max(1, length)).toArray()
                : layout.chunk().stream().mapToLong(Integer::longValue).toArray();
        Optional<String> obstacle = chunks(key, dataset, layout, chunk);
        if (obstacle.isPresent()) {
            return obstacle;
        }
        json.writeStringField(key + ".zarray", text(inner -> array(inner, dataset, word, chunk)));
        List<String> dimensions = dataset.dimensions().stream()
                .map(d -> d.label().isEmpty()
                        ? key.substring(0, key.length() - 1).replace('/', '_') + "_" + d.number()
                        : d.label())
                .toList();
        attributes(key, dataset.attrs(), dimensions);
        arrays++;
        return Optional.empty();
    }

    private Optional<String> chunks(String key, Dataset dataset, Layout layout, long[] chunk) throws IOException {
        if (layout.kind() == Layout.Kind.CHUNKED) {
            List<ChunkInfo> stored = dataset.chunkInfo();
            if (stored.stream().anyMatch(info -> info.filterMask() != 0)) {
                return Optional.of("chunks were stored without some of their filters");
            }
            for (ChunkInfo info : stored) {
                StringBuilder name = new StringBuilder(key);
                for (int d = 0; d < chunk.length; d++) {
                    name.append(d == 0 ? "" : ".").append(info.offset().get(d) / chunk[d]);
                }
                place(name.toString(), base + info.address(), info.storedBytes());
            }
            return Optional.empty();
        }
        String name =
                key + (chunk.length == 0 ? "0" : String.join(".", java.util.Collections.nCopies(chunk.length, "0")));
        long bytes = dataset.size() * dataset.type().size();
        OptionalLong address = dataset.dataAddress();
        if (address.isPresent() && bytes > SMALL) {
            place(name, base + address.getAsLong(), bytes);
        } else if (bytes <= SMALL && bytes > 0) {
            json.writeStringField(
                    name, "base64:" + Base64.getEncoder().encodeToString(dataset.raw(dev.tutti.hdf5.Slice.all())));
        } else if (bytes > 0 && dataset.storedBytes() > 0) {
            return Optional.of("its values are in other files or datasets");
        }
        return Optional.empty();
    }

    private void place(String name, long address, long length) throws IOException {
        json.writeArrayFieldStart(name);
        json.writeString(url);
        json.writeNumber(address);
        json.writeNumber(length);
        json.writeEndArray();
    }

    private static void array(JsonGenerator json, Dataset dataset, String word, long[] chunk) throws IOException {
        json.writeStartObject();
        json.writeNumberField("zarr_format", 2);
        Json.field(json, "shape", dataset.shape());
        Json.field(json, "chunks", chunk);
        json.writeStringField("dtype", word);
        json.writeStringField("order", "C");
        json.writeFieldName("fill_value");
        Object fill = dataset.fill();
        Json.value(json, fill instanceof Number || fill instanceof Boolean ? fill : null);
        List<Layout.FilterInfo> filters = dataset.layout().filters();
        json.writeFieldName("compressor");
        json.writeNull();
        json.writeFieldName("filters");
        if (filters.isEmpty()) {
            json.writeNull();
        } else {
            json.writeStartArray();
            for (Layout.FilterInfo filter : filters) {
                filter(json, filter, dataset.type().size());
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void filter(JsonGenerator json, Layout.FilterInfo filter, int size) throws IOException {
        json.writeStartObject();
        switch (filter.id()) {
            case 1 -> {
                json.writeStringField("id", "zlib");
                json.writeNumberField(
                        "level",
                        filter.parameters().isEmpty() ? 1 : filter.parameters().get(0));
            }
            case 2 -> {
                json.writeStringField("id", "shuffle");
                json.writeNumberField("elementsize", size);
            }
            case 3 -> json.writeStringField("id", "fletcher32");
            default -> json.writeStringField("id", "zstd");
        }
        json.writeEndObject();
    }
}
