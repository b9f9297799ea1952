package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a dataset is stored.
 *
 * @param type type of its elements
 * @param shape size of each dimension; empty for a scalar
 * @param layout where its values are, chunks and filters
 * @param plainBytes bytes that its values would take without filters
 * @param storedBytes bytes that its values take in the file
 */
public record Inspection(DType type, List<Long> shape, Layout layout, long plainBytes, long storedBytes) {
    /** Copies the list. */
    public Inspection {
        shape = List.copyOf(shape);
    }

    static Inspection of(Dataset dataset) {
        DType type = dataset.type();
        return new Inspection(
                type,
                Arrays.stream(dataset.shape()).boxed().toList(),
                dataset.layout(),
                Dataset.times(dataset.size(), type.size()),
                dataset.storedBytes());
    }

    /** How many times smaller than its values a dataset is stored; 1 where nothing is stored. */
    public double ratio() {
        return storedBytes == 0 ? 1 : (double) plainBytes / storedBytes;
    }

    /** A table of one line for each property. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("Type      " + type);
        lines.add("Shape     " + (shape.isEmpty() ? "scalar" : shape));
        lines.add("Size      " + plainBytes + " bytes");
        lines.add("Layout    " + layout.kind().name().toLowerCase(Locale.ROOT));
        lines.add("Disk      " + storedBytes + " bytes");
        if (!layout.chunk().isEmpty()) {
            lines.add("Chunks    " + layout.chunk());
        }
        if (!layout.filters().isEmpty()) {
            lines.add(String.format(Locale.ROOT, "Ratio     %.2f", ratio()));
            lines.add("Pipeline  "
                    + layout.filters().stream().map(Inspection::text).collect(Collectors.joining(", ")));
        }
        return String.join("\n", lines);
    }

    private static String text(Layout.FilterInfo filter) {
        return filter.parameters().isEmpty() ? filter.name() : filter.name() + " " + filter.parameters();
    }
}
