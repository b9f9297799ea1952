package dev.tutti.server.grove;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Kind;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import dev.tutti.server.text.TypeJson;
import java.io.IOException;

/** Describes an object, and of a group also what is directly in it. */
final class Meta {
    private final JsonGenerator json;
    private final H5File file;

    Meta(JsonGenerator json, H5File file) {
        this.json = json;
        this.file = file;
    }

    void write(Found found, String path) throws IOException {
        write(found, path, true);
    }

    private void write(Found found, String path, boolean children) throws IOException {
        json.writeStartObject();
        if (found instanceof Found.Loose loose) {
            link(loose);
        } else if (found instanceof Found.Thing thing) {
            attributes(thing.node());
            if (thing.node() instanceof Group group) {
                if (children) {
                    children(group, path);
                }
            } else if (thing.node() instanceof Dataset dataset) {
                dataset(dataset);
            } else if (thing.node() instanceof NamedType type) {
                json.writeFieldName("type");
                TypeJson.write(json, type.type());
            }
            json.writeStringField("kind", kind(thing.node()));
            json.writeStringField("name", thing.name());
        }
        json.writeEndObject();
    }

    private static String kind(Node node) {
        return node instanceof Group ? "group" : node instanceof Dataset ? "dataset" : "datatype";
    }

    private void link(Found.Loose loose) throws IOException {
        LinkInfo link = loose.link();
        switch (link.kind()) {
            case SOFT -> json.writeStringField("kind", "soft_link");
            case EXTERNAL -> {
                json.writeStringField("kind", "external_link");
                json.writeStringField("target_file", link.file());
            }
            default -> json.writeStringField("kind", "user_link");
        }
        json.writeStringField("name", loose.name());
        if (link.kind() == LinkInfo.Kind.SOFT || link.kind() == LinkInfo.Kind.EXTERNAL) {
            json.writeStringField("target_path", link.path());
        }
    }

    private void children(Group group, String path) throws IOException {
        json.writeArrayFieldStart("children");
        for (LinkInfo link : group.links()) {
            String below = Found.join(path, link.name());
            write(Found.at(file, below, link.name(), link, Found.Links.ONLY_VALID), below, false);
        }
        json.writeEndArray();
    }

    private void attributes(Node node) throws IOException {
        json.writeArrayFieldStart("attributes");
        for (String name : node.attrs().names()) {
            AttributeInfo info = node.attrs().info(name);
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeFieldName("shape");
            if (info.empty()) {
                json.writeNull();
            } else {
                numbers(info.shape().stream().mapToLong(Long::longValue).toArray());
            }
            json.writeFieldName("type");
            TypeJson.write(json, info.type());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void numbers(long[] values) throws IOException {
        json.writeArray(values, 0, values.length);
    }

    private void dataset(Dataset dataset) throws IOException {
        Layout layout = dataset.layout();
        json.writeFieldName("chunks");
        if (layout.chunk().isEmpty()) {
            json.writeNull();
        } else {
            numbers(layout.chunk().stream().mapToLong(Integer::longValue).toArray());
        }
        json.writeFieldName("filters");
        if (layout.filters().isEmpty()) {
            json.writeNull();
        } else {
            json.writeStartArray();
            for (Layout.FilterInfo filter : layout.filters()) {
                json.writeStartObject();
                json.writeNumberField("id", filter.id());
                json.writeStringField("name", filter.name());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeFieldName("shape");
        if (isEmpty(dataset)) {
            json.writeNull();
        } else {
            numbers(dataset.shape());
        }
        json.writeFieldName("type");
        TypeJson.write(json, dataset.type());
    }

    /** Whether a dataset has no value at all, not even that of a scalar. */
    static boolean isEmpty(Dataset dataset) {
        return dataset.file().kind(dataset.path()) == Kind.EMPTY;
    }
}
