package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Fractal heap direct block (format specification III.G): the bytes of objects, one behind the other. Version 0 is read and written.
 * Positions of objects count from the start of the block, header included.
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
 * @param heap address of the heap's header
 * @param offset offset of the block in the heap
 * @param objects all bytes behind the header of the block; never changed
 */
public record FractalDirectBlock(long heap, long offset, byte[] objects) {
    private static final String STRUCTURE = "fractal heap direct block";

    /** This block with other bytes from {@code at}, counted behind the header. */
    public FractalDirectBlock with(int at, byte[] object) {
        byte[] changed = objects.clone();
        System.arraycopy(object, 0, changed, at, object.length);
        return new FractalDirectBlock(heap, offset, changed);
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
            sink.bytes(value.objects);
            if (sink.position() - start != size) {
                throw new FormatException(STRUCTURE, size + " bytes", (sink.position() - start) + " bytes");
            }
            if (checksums) {
                sink.patch32(at, Lookup3.hash(sink.toBuffer(), start, size));
            }
        }
    }
}
