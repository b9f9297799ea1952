package dev.tutti.format.selection;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.selection.StoredSelection.All;
import dev.tutti.format.selection.StoredSelection.Blocks;
import dev.tutti.format.selection.StoredSelection.None;
import dev.tutti.format.selection.StoredSelection.Points;
import dev.tutti.format.selection.StoredSelection.Regular;
import java.util.Arrays;

/** The bytes of selections; {@link StoredSelection} has the table. */
final class SelectionCodec {
    private static final int NONE = 0;
    private static final int POINTS = 1;
    private static final int HYPERSLAB = 2;
    private static final int ALL = 3;
    private static final int REGULAR = 1;

    private SelectionCodec() {}

    static StoredSelection decode(ByteSource source) {
        long type = source.u32();
        long version = source.u32();
        if (type == NONE || type == ALL) {
            source.require(version == 1, "version 1 of a selection of all or nothing", version);
            source.skip(8);
            return type == ALL ? new All() : new None();
        }
        source.require(type == POINTS || type == HYPERSLAB, "a selection of type 0 to 3", type);
        return type == POINTS ? points(version, source) : hyperslab(version, source);
    }

    private static Points points(long version, ByteSource source) {
        source.require(version == 1 || version == 2, "version 1 or 2 of a selection of points", version);
        int width = 4;
        if (version == 1) {
            source.skip(8);
        } else {
            width = width(source);
        }
        int rank = rank(source);
        return new Points(rank, numbers(source.unsigned(width), rank, width, source));
    }

    private static StoredSelection hyperslab(long version, ByteSource source) {
        source.require(version >= 1 && version <= 3, "version 1 to 3 of a hyperslab", version);
        int flags = version == 1 ? 0 : source.u8();
        source.require((flags & ~REGULAR) == 0, "known flags", flags);
        int width = version == 1 ? 4 : 8;
        if (version == 3) {
            width = width(source);
        } else {
            source.skip(version == 1 ? 8 : 4);
        }
        int rank = rank(source);
        if ((flags & REGULAR) == 0) {
            source.require(version != 2, "a regular hyperslab in version 2", flags);
            long[] corners = numbers(source.unsigned(width), 2 * rank, width, source);
            return corners.length == 2 * rank ? box(rank, corners) : new Blocks(rank, corners);
        }
        long[][] fields = new long[4][rank];
        for (int d = 0; d < rank; d++) {
            for (int field = 0; field < 4; field++) {
                fields[field][d] = field < 2 ? source.unsigned(width) : unlimited(width, source);
            }
        }
        return new Regular(fields[0], fields[1], fields[2], fields[3]);
    }

    /** One box is the most frequent of all, and regular. */
    private static StoredSelection box(int rank, long[] corners) {
        Blocks checked = new Blocks(rank, corners);
        long[][] fields = new long[4][rank];
        for (int d = 0; d < rank; d++) {
            fields[0][d] = checked.corners()[d];
            fields[1][d] = 1;
            fields[2][d] = 1;
            fields[3][d] = checked.corners()[rank + d] - checked.corners()[d] + 1;
        }
        return new Regular(fields[0], fields[1], fields[2], fields[3]);
    }

    private static int width(ByteSource source) {
        int width = source.u8();
        source.require(width == 2 || width == 4 || width == 8, "numbers of 2, 4 or 8 bytes", width);
        return width;
    }

    private static int rank(ByteSource source) {
        long rank = source.u32();
        source.require(rank >= 1 && rank <= 32, "1 to 32 dimensions", rank);
        return (int) rank;
    }

    private static long unlimited(int width, ByteSource source) {
        long value = width == 8 ? source.i64() : source.unsigned(width);
        long ones = width == 8 ? -1L : (1L << (8 * width)) - 1;
        if (value == ones) {
            return StoredSelection.UNLIMITED;
        }
        source.require(value >= 0, "a number below 2^63", value);
        return value;
    }

    private static long[] numbers(long items, int each, int width, ByteSource source) {
        if (items > source.remaining() / ((long) each * width)) {
            throw new FormatException(
                    source.structure(), items + " times " + each + " numbers", source.remaining() + " bytes");
        }
        long[] numbers = new long[(int) items * each];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = source.unsigned(width);
        }
        return numbers;
    }

    static void encode(StoredSelection selection, ByteSink sink) {
        if (selection instanceof Points points) {
            list(POINTS, points.rank(), points.count(), points.coordinates(), sink);
        } else if (selection instanceof Blocks blocks) {
            list(HYPERSLAB, blocks.rank(), blocks.count(), blocks.corners(), sink);
        } else if (selection instanceof Regular regular) {
            int rank = regular.start().length;
            sink.u32(HYPERSLAB).u32(2).u8(REGULAR).u32(4 + 32L * rank).u32(rank);
            for (int d = 0; d < rank; d++) {
                sink.i64(regular.start()[d]).i64(regular.stride()[d]);
                sink.i64(regular.count()[d]).i64(regular.block()[d]);
            }
        } else {
            sink.u32(selection instanceof All ? ALL : NONE).u32(1).zeros(8);
        }
    }

    private static void list(int type, int rank, int items, long[] numbers, ByteSink sink) {
        if (Arrays.stream(numbers).allMatch(number -> number <= 0xffff_ffffL)) {
            sink.u32(type)
                    .u32(1)
                    .zeros(4)
                    .u32(8 + 4L * numbers.length)
                    .u32(rank)
                    .u32(items);
            for (long number : numbers) {
                sink.u32(number);
            }
            return;
        }
        sink.u32(type);
        if (type == POINTS) {
            sink.u32(2);
        } else {
            sink.u32(3).u8(0);
        }
        sink.u8(Long.BYTES).u32(rank).i64(items);
        for (long number : numbers) {
            sink.i64(number);
        }
    }
}
