package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Sizes;
import dev.tutti.cli.text.Values;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Layout;
import java.io.IOException;
import java.util.stream.Collectors;

/** Words for datasets and attributes that several commands share. */
final class Describe {
    private static final int SHOWN = 8;

    private Describe() {}

    static String filters(Layout layout) {
        return layout.filters().stream().map(Layout.FilterInfo::label).collect(Collectors.joining(" + "));
    }

    static long[] chunk(Layout layout) {
        return layout.chunk().stream().mapToLong(Integer::longValue).toArray();
    }

    static String layout(Layout layout) {
        String kind = layout.kind().name().toLowerCase(java.util.Locale.ROOT);
        return layout.chunk().isEmpty() ? kind : kind + " " + Sizes.shape(chunk(layout));
    }

    /** Name and value of an attribute; long values are cut. */
    static String attribute(Attributes attributes, String name) {
        AttributeInfo info = attributes.info(name);
        if (info.empty()) {
            return "@" + name + " = (empty, " + info.type() + ")";
        }
        Object value = attributes.get(name);
        int length = Values.length(value);
        if (value == null || length <= SHOWN || info.shape().isEmpty()) {
            return "@" + name + " = " + cut(Values.quoted(value));
        }
        StringBuilder text = new StringBuilder("@" + name + " = [");
        for (int i = 0; i < SHOWN; i++) {
            text.append(Values.quoted(Values.element(value, i))).append(", ");
        }
        return text + "… " + (length - SHOWN) + " more]";
    }

    private static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 199) + "…";
    }

    static void attributes(JsonGenerator json, Attributes attributes) throws IOException {
        json.writeObjectFieldStart("attributes");
        for (String name : attributes.names()) {
            json.writeFieldName(name);
            Json.value(json, attributes.get(name));
        }
        json.writeEndObject();
    }

    static void dataset(JsonGenerator json, Dataset dataset) throws IOException {
        json.writeStringField("type", dataset.type().toString());
        Json.field(json, "shape", dataset.shape());
        json.writeArrayFieldStart("max_shape");
        for (long length : dataset.maxShape()) {
            if (length < 0) {
                json.writeNull();
            } else {
                json.writeNumber(length);
            }
        }
        json.writeEndArray();
        Layout layout = dataset.layout();
        json.writeStringField("layout", layout.kind().name().toLowerCase(java.util.Locale.ROOT));
        if (!layout.chunk().isEmpty()) {
            Json.field(json, "chunk", chunk(layout));
            json.writeStringField("index", layout.index());
        }
        json.writeArrayFieldStart("filters");
        for (Layout.FilterInfo filter : layout.filters()) {
            json.writeStartObject();
            json.writeNumberField("id", filter.id());
            json.writeStringField("name", filter.name());
            json.writeFieldName("parameters");
            Json.value(json, filter.parameters());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("stored_bytes", dataset.storedBytes());
    }
}
