package dev.tutti.cli.text;

import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** HDF5's data definition language, as h5dump prints it. */
public final class Ddl {
    private static final String STEP = "   ";

    /** Where h5dump breaks lines. */
    private static final int WIDTH = 79;

    private final PrintStream out;
    private final Slice slice;
    private final Map<Long, String> seen = new HashMap<>();
    private final Map<Long, String> types = new HashMap<>();

    public Ddl(PrintStream out, Slice slice) {
        this.out = out;
        this.slice = slice;
    }

    /** Prints the object as the whole content of a document about {@code file}. */
    public void document(String file, Node node) throws IOException {
        node.file()
                .walk()
                .filter(NamedType.class::isInstance)
                .forEach(type -> types.putIfAbsent(type.address(), type.path()));
        out.println("HDF5 \"" + file + "\" {");
        node(node, node.path(), "");
        out.println("}");
    }

    private void node(Node node, String name, String indent) throws IOException {
        String first = seen.putIfAbsent(node.address(), node.path());
        if (node instanceof NamedType type) {
            named(type, name, first, indent);
            return;
        }
        String word = node instanceof Dataset ? "DATASET" : "GROUP";
        out.println(indent + word + " \"" + name + "\" {");
        if (first != null) {
            out.println(indent + STEP + "HARDLINK \"" + first + "\"");
        } else if (node instanceof Dataset dataset) {
            comment(dataset, indent); // where h5dump has it
            dataset(dataset, indent + STEP);
        } else if (node instanceof Group group) {
            group(group, indent + STEP);
        }
        out.println(indent + "}");
    }

    private void named(NamedType type, String name, @Nullable String first, String indent) {
        if (first != null) {
            out.println(indent + "DATATYPE \"" + name + "\" HARDLINK \"" + first + "\"");
            return;
        }
        String text = type.type().ddl(indent);
        out.println(indent + "DATATYPE \"" + name + "\" " + text + (text.endsWith("}") ? "" : ";"));
        attributes(type.attrs(), indent + STEP);
    }

    private void comment(Node node, String indent) {
        node.comment().ifPresent(text -> out.println(indent + "COMMENT \"" + text + "\""));
    }

    /** A type as h5dump prints it: the path of one that has a name, its address if the name is gone. */
    private String type(OptionalLong address, DType type, String indent) {
        if (address.isEmpty()) {
            return type.ddl(indent);
        }
        String path = types.get(address.getAsLong());
        return "\"" + (path != null ? path : "/#" + address.getAsLong()) + "\"";
    }

    private void group(Group group, String indent) throws IOException {
        comment(group, indent);
        attributes(group.attrs(), indent);
        for (LinkInfo link : group.links()) {
            switch (link.kind()) {
                case HARD -> node(group.get(link.name()), link.name(), indent);
                case SOFT -> block("SOFTLINK \"" + link.name() + "\"", "LINKTARGET \"" + link.target() + "\"", indent);
                case EXTERNAL -> {
                    int colon = link.target().lastIndexOf(':');
                    out.println(indent + "EXTERNAL_LINK \"" + link.name() + "\" {");
                    out.println(indent + STEP + "TARGETFILE \"" + link.target().substring(0, colon) + "\"");
                    out.println(indent + STEP + "TARGETPATH \"" + link.target().substring(colon + 1) + "\"");
                    out.println(indent + "}");
                }
                case USER -> block("USERDEFINED_LINK \"" + link.name() + "\"", "LINKCLASS " + link.target(), indent);
            }
        }
    }

    private void block(String head, String content, String indent) {
        out.println(indent + head + " {");
        out.println(indent + STEP + content);
        out.println(indent + "}");
    }

    private void dataset(Dataset dataset, String indent) throws IOException {
        out.println(indent + "DATATYPE  " + type(dataset.typeAddress(), dataset.type(), indent));
        boolean none = dataset.shape().length == 0 && dataset.size() == 0;
        out.println(indent + "DATASPACE  " + (none ? "NULL" : space(dataset.shape(), dataset.maxShape())));
        long[] shape = slice.shape(dataset.shape());
        out.println(indent + "DATA {");
        if (!none && Elements.count(shape) > 0) {
            Block block = new Block(out, shape, new long[shape.length], indent, WIDTH);
            Elements.forEachRead(
                    dataset,
                    slice,
                    data -> print(block, data, elements(data, dataset.type(), shape), dataset.type(), indent));
            block.end();
        }
        out.println(indent + "}");
        attributes(dataset.attrs(), indent);
    }

    private void attributes(Attributes attributes, String indent) {
        for (String name : attributes.names().stream().sorted().toList()) {
            AttributeInfo info = attributes.info(name);
            long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
            out.println(indent + "ATTRIBUTE \"" + name + "\" {");
            out.println(indent + STEP + "DATATYPE  " + type(attributes.typeAddress(name), info.type(), indent + STEP));
            out.println(indent + STEP + "DATASPACE  " + (info.empty() ? "NULL" : space(shape, shape)));
            out.println(indent + STEP + "DATA {");
            if (!info.empty()) {
                attribute(attributes.get(name), info.type(), shape, indent + STEP);
            }
            out.println(indent + STEP + "}");
            out.println(indent + "}");
        }
    }

    private void attribute(@Nullable Object value, DType type, long[] shape, String indent) {
        Block block = new Block(out, shape, new long[shape.length], indent, WIDTH);
        if (value != null) {
            print(block, value, shape.length == 0 ? 1 : Elements.count(shape), type, indent);
        }
        block.end();
    }

    /** How many elements were read: an element of an array type takes several places, or one place where there is one element. */
    private static long elements(Object data, DType type, long[] shape) {
        int width = DdlValues.width(type);
        return shape.length == 0 ? 1 : Values.length(data) / width;
    }

    private static void print(Block block, Object data, long count, DType type, String indent) {
        DdlValues values = new DdlValues(indent);
        for (int i = 0; i < count; i++) {
            block.nextText(values.element(data, i, count, type));
        }
    }

    private static String space(long[] shape, long[] maxShape) {
        if (shape.length == 0) {
            return "SCALAR";
        }
        return "SIMPLE { ( " + dims(shape) + " ) / ( " + dims(maxShape) + " ) }";
    }

    private static String dims(long[] dims) {
        return Arrays.stream(dims)
                .mapToObj(length -> length < 0 ? "H5S_UNLIMITED" : Long.toString(length))
                .collect(Collectors.joining(", "));
    }
}
