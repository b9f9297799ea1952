package dev.tutti.cli.text;

import dev.tutti.hdf5.Dataset;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Small pieces of HDF5's data definition language. */
final class DdlText {
    private DdlText() {}

    /** A dataspace; none has no elements and no dimensions. */
    static String space(Dataset dataset) {
        boolean none = dataset.shape().length == 0 && dataset.size() == 0;
        return none ? "NULL" : space(dataset.shape(), dataset.maxShape());
    }

    static String space(long[] shape, long[] maxShape) {
        if (shape.length == 0) {
            return "SCALAR";
        }
        return "SIMPLE { ( " + dims(shape) + " ) / ( " + dims(maxShape) + " ) }";
    }

    static String dims(long[] dims) {
        return Arrays.stream(dims)
                .mapToObj(length -> length < 0 ? "H5S_UNLIMITED" : Long.toString(length))
                .collect(Collectors.joining(", "));
    }

    /** Parts with commas between them, on as many lines as they need; h5dump counts a step of indentation more than it prints. */
    static void wrapped(PrintStream out, String head, List<String> parts, String indent, int width) {
        StringBuilder line = new StringBuilder(indent).append(head);
        for (int i = 0; i < parts.size(); i++) {
            String part = (i > 0 ? " " : "") + parts.get(i) + (i + 1 < parts.size() ? "," : "");
            if (i > 0 && line.length() + 3 + part.length() + 1 > width) {
                out.println(line);
                line = new StringBuilder(indent);
            }
            line.append(part);
        }
        out.println(line);
    }

    /** The style without a part. */
    static DdlStyle without(DdlStyle style, DdlStyle.Part part) {
        Set<DdlStyle.Part> parts = EnumSet.copyOf(style.parts());
        parts.remove(part);
        return new DdlStyle(parts, style.width(), style.real(), style.order(), style.descending(), style.bits());
    }
}
