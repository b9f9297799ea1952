package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fractal heap direct block (format specification III.G): the bytes of objects, one behind the other. Version 0 is read and written.
 * Positions of objects count from the start of the block, header included. Immutable.
 *
 * <pre>
 *  4  signature "FHDB"
 *  1  version, 0
 *  O  address of the heap's header
 *  v  offset of the block in the heap
 *  4  checksum of the whole block with these four bytes zero; only if the heap's header says so
 *     objects
 * </pre>
 *
 * <p>A block that is filled object by object keeps the last ones apart: to copy up to 64 KiB for each of them would cost more than all else.
 */
public final class FractalDirectBlock {
    private static final String STRUCTURE = "fractal heap direct block";

    /** How many changed places are kept apart before all bytes are copied. */
    private static final int MOST_APART = 64;

    private final long heap;
    private final long offset;
    private final byte[] objects;
    private final @Nullable Change newest;

    /**
     * Other bytes from {@code at} on.
     *
     * @param older what was changed before
     * @param count how many there are with this one
     */
    private record Change(int at, byte[] bytes, @Nullable Change older, int count) {}

    /**
     * A block.
     *
     * @param heap address of the heap's header
     * @param offset offset of the block in the heap
     * @param objects all bytes behind the header of the block; never changed from now on
     */
    public FractalDirectBlock(long heap, long offset, byte[] objects) {
        this(heap, offset, objects, null);
    }

    private FractalDirectBlock(long heap, long offset, byte[] objects, @Nullable Change newest) {
        this.heap = heap;
        this.offset = offset;
        this.objects = objects;
        this.newest = newest;
    }

    /** Address of the heap's header. */
    public long heap() {
        return heap;
    }

    /** Offset of the block in the heap. */
    public long offset() {
        return offset;
    }

    /** Number of bytes behind the header of the block. */
    public int length() {
        return objects.length;
    }

    /** A copy of {@code length} bytes from {@code at}, counted behind the header. */
    public byte[] bytes(int at, int length) {
        for (Change change = newest; change != null; change = change.older) {
            int from = at - change.at;
            if (from >= 0 && from + length <= change.bytes.length) {
                return Arrays.copyOfRange(change.bytes, from, from + length);
            }
            if (from < change.bytes.length && from + length > 0) {
                return Arrays.copyOfRange(merged(), at, at + length);
            }
        }
        return Arrays.copyOfRange(objects, at, at + length);
    }

    /** A source over {@code length} bytes from {@code at}, counted behind the header. */
    public ByteSource source(String structure, Widths widths, int at, int length) {
        return newest == null
                ? ByteSource.of(structure, widths, objects, at, length)
                : ByteSource.of(structure, widths, bytes(at, length));
    }

    /** This block with other bytes from {@code at}, counted behind the header; the array is never changed from now on. */
    public FractalDirectBlock with(int at, byte[] object) {
        if (at < 0 || object.length > objects.length - at) {
            throw new IndexOutOfBoundsException(object.length + " bytes at " + at + " of " + objects.length);
        }
        if (newest != null && newest.count == MOST_APART) {
            return new FractalDirectBlock(heap, offset, merged()).with(at, object);
        }
        Change change = new Change(at, object, newest, newest == null ? 1 : newest.count + 1);
        return new FractalDirectBlock(heap, offset, objects, change);
    }

    /** This block with several objects, each from its position on; the arrays are never changed from now on. */
    public FractalDirectBlock with(int[] positions, List<byte[]> changed) {
        if (positions.length == 1) {
            return with(positions[0], changed.get(0));
        }
        byte[] all = merged();
        for (int i = 0; i < positions.length; i++) {
            byte[] object = changed.get(i);
            System.arraycopy(object, 0, all, positions[i], object.length);
        }
        return new FractalDirectBlock(heap, offset, all);
    }

    private byte[] merged() {
        byte[] all = objects.clone();
        Deque<Change> oldestFirst = new ArrayDeque<>();
        for (Change change = newest; change != null; change = change.older) {
            oldestFirst.push(change);
        }
        oldestFirst.forEach(change -> System.arraycopy(change.bytes, 0, all, change.at, change.bytes.length));
        return all;
    }

    /** The codec for blocks of {@code size} bytes in a heap. */
    public static BlockCodec<FractalDirectBlock> codec(FractalHeapHeader header, int size) {
        return new Codec(size, header.table().offsetWidth(), header.checksums());
    }

    private record Codec(int size, int offsetWidth, boolean checksums) implements BlockCodec<FractalDirectBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return size;
        }

        @Override
        public FractalDirectBlock decode(ByteSource block) {
            block.signature("FHDB");
            block.version(0, 0);
            long heap = block.address();
            long offset = block.unsigned(offsetWidth);
            if (checksums) {
                int at = block.position();
                int stored = block.i32();
                ByteBuffer copy = ByteBuffer.allocate(size);
                copy.put(block.whole()).putInt(at, 0);
                int computed = Lookup3.hash(copy, 0, size);
                if (stored != computed) {
                    throw new FormatException(
                            STRUCTURE,
                            String.format(Locale.ROOT, "checksum 0x%08x", computed),
                            String.format(Locale.ROOT, "0x%08x", stored));
                }
            }
            return new FractalDirectBlock(heap, offset, block.bytes(block.remaining()));
        }

        @Override
        public void encode(FractalDirectBlock value, ByteSink sink) {
            int start = sink.position();
            sink.signature("FHDB").u8(0).address(value.heap).unsigned(offsetWidth, value.offset);
            int at = sink.position();
            if (checksums) {
                sink.u32(0);
            }
            sink.bytes(value.newest == null ? value.objects : value.merged());
            if (sink.position() - start != size) {
                throw new FormatException(STRUCTURE, size + " bytes", (sink.position() - start) + " bytes");
            }
            if (checksums) {
                sink.patch32(at, Lookup3.hash(sink.toBuffer(), start, size));
            }
        }
    }
}
