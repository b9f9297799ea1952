package dev.tutti.cli.text;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.ObjectReference;
import dev.tutti.hdf5.Region;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** References as h5dump prints them: what they lead to, with its values, or its place alone inside of an element. */
final class DdlReferences {
    private static final String STEP = "   ";

    private final PrintStream out;
    private final DdlStyle style;
    private final Ddl ddl;
    private final H5File file;
    private final String name;

    /** What is being printed because a reference leads there: one that leads back is not followed again. */
    private final Set<Long> inside = new HashSet<>();

    DdlReferences(PrintStream out, DdlStyle style, Ddl ddl, H5File file, String name) {
        this.out = out;
        this.style = style;
        this.ddl = ddl;
        this.file = file;
        this.name = name;
    }

    /** A reference inside of an element. */
    String inside(DType type, Object value) {
        try {
            ObjectReference reference = file.dereference(type, value).orElse(null);
            if (reference == null) {
                return "NULL";
            }
            Node node = reference.node();
            if (type.equals(DType.REFERENCE)) {
                return word(node) + " " + node.address() + " \"" + node.path() + "\"";
            }
            return type.ddl("").endsWith("H5T_STD_REF_DSETREG }")
                    ? word(node) + " \"" + node.path() + "\""
                    : target(reference, node);
        } catch (H5Exception e) {
            return "<unknown>";
        }
    }

    private static String word(Node node) {
        return node instanceof Dataset ? "DATASET" : node instanceof Group ? "GROUP" : "DATATYPE";
    }

    private String target(ObjectReference reference, Node node) {
        String attribute = reference.attribute().map(text -> "/" + text).orElse("");
        String where = reference.otherFile().orElse(name);
        return (attribute.isEmpty() ? word(node) : "ATTRIBUTE") + " \"" + where + node.path() + attribute + '"';
    }

    /** Prints a reference that is an element of a dataset or an attribute. */
    void print(DType type, @Nullable Object value, String indent) throws IOException {
        Optional<ObjectReference> found;
        Node node;
        try {
            found = value == null ? Optional.empty() : file.dereference(type, value);
            if (found.isEmpty()) {
                out.println(indent + "NULL");
                return;
            }
            node = found.get().node();
        } catch (H5Exception e) {
            out.println(indent + (type.equals(DType.REFERENCE) ? "NULL" : "DATASET \"\""));
            return;
        }
        ObjectReference reference = found.get();
        String target = target(reference, node);
        Optional<Region> region = reference.stored();
        if (reference.attribute().isPresent()) {
            attribute(node, reference.attribute().get(), target, indent);
        } else if (region.isPresent() && node instanceof Dataset dataset) {
            region(dataset, region.get(), target, indent);
        } else {
            out.println(indent + target);
            if (node instanceof Dataset dataset && inside.add(dataset.address())) {
                ddl.values(dataset, indent + STEP);
                inside.remove(dataset.address());
            }
        }
    }

    private void attribute(Node node, String attribute, String target, String indent) throws IOException {
        out.println(indent + target + " {");
        if (node.attrs().contains(attribute)) {
            AttributeInfo info = node.attrs().info(attribute);
            ddl.attributeContent(node.attrs(), info, indent + STEP);
        } else {
            out.println(indent + STEP + "NULL");
        }
        out.println(indent + "}");
    }

    private void region(Dataset dataset, Region region, String target, String indent) throws IOException {
        if (region.form() == Region.Form.ALL || region.form() == Region.Form.NONE) {
            out.println(indent + target);
            return;
        }
        String in = indent + STEP;
        out.println(indent + target + " {");
        boolean points = region.form() == Region.Form.POINTS;
        String word = points ? "POINT" : "BLOCK";
        List<String> parts =
                region.corners().stream().map(corners -> text(corners, points)).toList();
        DdlText.wrapped(out, "REGION_TYPE " + word + "  ", parts, in, style.columns());
        out.println(in + "DATATYPE  " + ddl.type(dataset, in));
        out.println(in + "DATASPACE  " + DdlText.space(dataset));
        if (style.shows(DdlStyle.Part.REGIONS)) {
            out.println(in + "DATA {");
            for (int i = 0; i < parts.size(); i++) {
                values(dataset, region.corners().get(i), in + STEP, i + 1 < parts.size() ? "," : "");
            }
            out.println(in + "}");
        }
        out.println(indent + "}");
    }

    private static String text(List<Long> corners, boolean points) {
        int rank = points ? corners.size() : corners.size() / 2;
        String first = text(corners.subList(0, rank));
        return points ? first : first + "-" + text(corners.subList(rank, 2 * rank));
    }

    private static String text(List<Long> coordinates) {
        return coordinates.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }

    /** The values of one box or point, without indices. */
    private void values(Dataset dataset, List<Long> corners, String indent, String behind) throws IOException {
        int rank = dataset.shape().length;
        boolean point = corners.size() == rank;
        long[] start = new long[rank];
        long[] shape = new long[rank];
        long[] ones = new long[rank];
        for (int d = 0; d < rank; d++) {
            start[d] = corners.get(d);
            shape[d] = point ? 1 : corners.get(rank + d) - start[d] + 1;
            ones[d] = 1;
        }
        Slice slice = Slice.hyperslab(start, shape, ones, shape);
        DdlStyle bare = DdlText.without(style, DdlStyle.Part.INDICES);
        ddl.elements(dataset, slice, DdlLines.of(out, bare, indent.length() / STEP.length(), shape), behind);
    }
}
