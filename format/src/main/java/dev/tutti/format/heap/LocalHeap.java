package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;

/**
 * Header of a local heap (format specification III.D): where the names of a group of the old form are. Version 0 is read and written.
 *
 * <pre>
 *  4  signature "HEAP"
 *  1  version, 0
 *  3  reserved
 *  L  size of the data
 *  L  offset of the first free block in the data
 *  O  address of the data
 * </pre>
 *
 * @param size bytes of the data
 * @param firstFree offset of the first free block; 1 or all bits set if there is none
 * @param data address of the data
 */
public record LocalHeap(long size, long firstFree, long data) {
    private static final String STRUCTURE = "local heap";
    private static final String DATA = "local heap data";

    /** Reads and writes headers. */
    public static final BlockCodec<LocalHeap> CODEC = new Codec();

    /**
     * The data of a local heap: texts with end marks at offsets.
     *
     * @param bytes never changed
     */
    public record Data(byte[] bytes) {
        /** The text at an offset. */
        public String text(long offset) {
            if (offset < 0 || offset >= bytes.length) {
                throw new FormatException(DATA, "an offset below " + bytes.length, Long.toString(offset));
            }
            ByteBuffer tail = ByteBuffer.wrap(bytes, (int) offset, bytes.length - (int) offset);
            return ByteSource.of(DATA, Widths.EIGHT, tail).zeroTerminated();
        }
    }

    /** The codec for the data that this header points to. */
    public BlockCodec<Data> dataCodec() {
        return new DataCodec(size);
    }

    private record Codec() implements BlockCodec<LocalHeap> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ByteSink.lengthOf(widths, sink -> encode(new LocalHeap(0, 1, 0), sink));
        }

        @Override
        public LocalHeap decode(ByteSource block) {
            block.signature("HEAP");
            block.version(0, 0);
            block.skip(3);
            return new LocalHeap(block.length(), block.lengthOrUnlimited(), block.address());
        }

        @Override
        public void encode(LocalHeap value, ByteSink sink) {
            sink.signature("HEAP")
                    .u8(0)
                    .zeros(3)
                    .length(value.size)
                    .lengthOrUnlimited(value.firstFree)
                    .address(value.data);
        }
    }

    private record DataCodec(long size) implements BlockCodec<Data> {
        @Override
        public String structure() {
            return DATA;
        }

        @Override
        public int prefix(Widths widths) {
            if (size > Integer.MAX_VALUE) {
                throw new FormatException(DATA, "less than 2 GiB", size + " bytes");
            }
            return (int) size;
        }

        @Override
        public Data decode(ByteSource block) {
            return new Data(block.bytes(block.remaining()));
        }

        @Override
        public void encode(Data value, ByteSink sink) {
            sink.bytes(value.bytes);
        }
    }
}
