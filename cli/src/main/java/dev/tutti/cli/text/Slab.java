package dev.tutti.cli.text;

import dev.tutti.hdf5.Slice;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which part of a dataset is printed: all, a slice, or blocks as h5dump takes them, which it prints with their places in the dataset. */
public final class Slab {
    /** All. */
    public static final Slab ALL = new Slab(Slice.all(), null, null, null, null);

    private final @Nullable Slice whole;
    private final long @Nullable [] start;
    private final long @Nullable [] stride;
    private final long @Nullable [] count;
    private final long @Nullable [] block;

    private Slab(
            @Nullable Slice whole,
            long @Nullable [] start,
            long @Nullable [] stride,
            long @Nullable [] count,
            long @Nullable [] block) {
        this.whole = whole;
        this.start = start;
        this.stride = stride;
        this.count = count;
        this.block = block;
    }

    /** A slice. */
    public static Slab of(Slice slice) {
        return new Slab(slice, null, null, null, null);
    }

    /** Blocks; what is null is 0 for the start and 1 for the others, in every dimension. */
    public static Slab of(
            long @Nullable [] start, long @Nullable [] stride, long @Nullable [] count, long @Nullable [] block) {
        return new Slab(null, start, stride, count, block);
    }

    boolean isPart() {
        return whole == null;
    }

    private static long[] orElse(long @Nullable [] given, long otherwise, long[] shape) {
        if (given != null) {
            return given;
        }
        long[] same = new long[shape.length];
        Arrays.fill(same, otherwise);
        return same;
    }

    Slice slice(long[] shape) {
        return whole != null
                ? whole
                : Slice.hyperslab(
                        orElse(start, 0, shape),
                        orElse(stride, 1, shape),
                        orElse(count, 1, shape),
                        orElse(block, 1, shape));
    }

    void header(PrintStream out, String indent, long[] shape) {
        out.println(indent + "SUBSET {");
        numbers(out, indent, "START", orElse(start, 0, shape));
        numbers(out, indent, "STRIDE", orElse(stride, 1, shape));
        numbers(out, indent, "COUNT", orElse(count, 1, shape));
        numbers(out, indent, "BLOCK", orElse(block, 1, shape));
    }

    private static void numbers(PrintStream out, String indent, String word, long[] numbers) {
        String text = Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        out.println(indent + Ddl.STEP + word + " ( " + text + " );");
    }

    /** Lines with the places of the elements in the dataset. */
    DdlLines lines(PrintStream out, DdlStyle style, int level, long[] shape) {
        long[] selected = slice(shape).shape(shape);
        long[] from = orElse(start, 0, shape);
        long[] apart = orElse(stride, 1, shape);
        long[] blocks = orElse(block, 1, shape);
        long row = selected.length == 0 ? 0 : selected[selected.length - 1];
        return new DdlLines(out, style, level, row, number -> {
            long[] place = DdlLines.coordinates(number, selected);
            for (int d = 0; d < from.length; d++) {
                place[d] = from[d] + place[d] / blocks[d] * apart[d] + place[d] % blocks[d];
            }
            return place;
        });
    }
}
