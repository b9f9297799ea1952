package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Filter 5: only the bits that carry values are kept, the most significant of each number first, without gaps. Parameters: their number, whether there is
 * nothing to gain and chunks stay as they are, elements of a chunk, then the type ({@link PackedType}).
 */
final class NbitFilter implements ChunkFilter {
    static final int ID = 5;
    private static final String STRUCTURE = "chunk packed by nbit";

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "nbit";
    }

    /** The C library always adds a byte, used or not. */
    @Override
    public int encodedBound(int bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, bytes + 1L);
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        return PackedType.describe(tile.type(), tile.elements());
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        int[] parameters = task.clientData();
        if (unchanged(parameters)) {
            return source;
        }
        PackedType type = PackedType.parse(parameters);
        int bytes = bytes(type, parameters[2], task.bound());
        BitInput in = new BitInput(STRUCTURE, source);
        ByteBuffer target = task.allocate(bytes);
        int at = target.arrayOffset() + target.position();
        Arrays.fill(target.array(), at, at + bytes, (byte) 0);
        for (int i = 0; i < bytes; i += type.size()) {
            type.unpack(in, target.array(), at + i);
        }
        return target;
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        int[] parameters = task.clientData();
        if (unchanged(parameters)) {
            return source;
        }
        PackedType type = PackedType.parse(parameters);
        int bytes = bytes(type, parameters[2], source.remaining());
        FormatException.unless(
                bytes == source.remaining(), STRUCTURE, "a chunk of " + bytes + " bytes", source.remaining());
        ByteBuffer in = Filters.onHeap(source);
        ByteBuffer target = task.allocate(encodedBound(bytes));
        BitOutput out = new BitOutput(target);
        int at = in.arrayOffset() + in.position();
        for (int i = 0; i < bytes; i += type.size()) {
            type.pack(in.array(), at + i, out);
        }
        int written = out.finishWithSpare();
        FormatException.unless(written >= 0, STRUCTURE, "members that do not overlap", bytes);
        return target.limit(target.position() + written);
    }

    private static boolean unchanged(int[] parameters) {
        FormatException.unless(
                parameters.length >= 3 && parameters[0] == parameters.length,
                PackedType.STRUCTURE,
                "their number first, and 3 or more",
                parameters.length);
        return parameters[1] != 0;
    }

    private static int bytes(PackedType type, int elements, int bound) {
        long bytes = type.size() * (elements & 0xffff_ffffL);
        FormatException.unless(bytes <= bound, STRUCTURE, "at most " + bound + " bytes after unpacking", bytes);
        return (int) bytes;
    }
}
