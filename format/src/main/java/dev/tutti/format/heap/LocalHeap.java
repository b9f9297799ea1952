package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Stands for no free block. */
    public static final long NONE = 1;

    /**
     * A free block.
     *
     * @param offset where it starts in the data
     * @param size its bytes, at least two fields of the width of lengths
     */
    public record Free(long offset, long size) {}

    /** The data of a local heap: texts with end marks at offsets, and free blocks between them. Immutable, but for what free bytes hold. */
    public static final class Data {
        private final byte[] bytes;
        private final @Nullable List<Free> free;
        private final @Nullable Object owner;

        /** Data as it stands in a file, with the list of its free blocks in it. */
        public Data(byte[] bytes) {
            this(bytes, null, null);
        }

        private Data(byte[] bytes, @Nullable List<Free> free, @Nullable Object owner) {
            this.bytes = bytes;
            this.free = free;
            this.owner = owner;
        }

        /**
         * Data whose free blocks are marked in it when it is encoded; {@link LocalHeap#firstFree} is the first one's offset.
         *
         * @param owner who alone puts texts into free blocks of this very array, so that thousands of them do not cost a copy each
         */
        public static Data of(byte[] bytes, List<Free> free, Object owner) {
            return new Data(bytes, List.copyOf(free), owner);
        }

        /** All bytes. Only {@link #isOf its owner} changes them, and only where they are free. */
        public byte[] bytes() {
            return bytes;
        }

        /** Whether this is the one who puts texts into the free blocks of this array. */
        @SuppressWarnings("ReferenceEquality") // this one, not one like it
        public boolean isOf(Object someone) {
            return owner == someone;
        }

        /** The text at an offset. */
        public String text(long offset) {
            if (offset < 0 || offset >= bytes.length) {
                throw new FormatException(DATA, "an offset below " + bytes.length, Long.toString(offset));
            }
            int length = end(offset) - (int) offset;
            if (length == bytes.length - offset) {
                throw new FormatException(DATA, "a text that ends with a zero byte", "none");
            }
            return ByteSource.text(bytes, (int) offset, length);
        }

        private int end(long offset) {
            int end = (int) offset;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            return end;
        }

        /** The bytes of the text at an offset, without the end mark. */
        public byte[] name(long offset) {
            if (offset < 0 || offset >= bytes.length) {
                throw new FormatException(DATA, "an offset below " + bytes.length, Long.toString(offset));
            }
            return Arrays.copyOfRange(bytes, (int) offset, end(offset));
        }

        /**
         * The free blocks, in the order of their list. Each has, where it starts, the offset of the next one (1 or all bits set in the last) and its size, both of the width of
         * lengths.
         *
         * @param first offset of the first free block, as the header has it
         */
        public List<Free> free(long first, Widths widths) {
            if (free != null) {
                return free;
            }
            List<Free> blocks = new ArrayList<>();
            int most = bytes.length / (2 * widths.lengths());
            for (long at = first; at != NONE && at != ByteSource.UNDEFINED; ) {
                if (at < 0 || at > bytes.length - 2L * widths.lengths() || blocks.size() >= most) {
                    throw new FormatException(
                            DATA, "a list of free blocks inside " + bytes.length + " bytes", "one at offset " + at);
                }
                ByteBuffer block = ByteBuffer.wrap(bytes, (int) at, 2 * widths.lengths());
                ByteSource source = ByteSource.of(DATA, widths, block);
                long next = source.lengthOrUnlimited();
                long size = source.length();
                if (size < 2L * widths.lengths() || size > bytes.length - at) {
                    throw new FormatException(
                            DATA, "a free block inside " + bytes.length + " bytes", size + " at " + at);
                }
                blocks.add(new Free(at, size));
                at = next;
            }
            return blocks;
        }

        private byte[] marked(Widths widths) {
            if (free == null) {
                return bytes;
            }
            byte[] marked = bytes.clone();
            for (int i = 0; i < free.size(); i++) {
                ByteSink sink = new ByteSink(widths);
                sink.length(i + 1 < free.size() ? free.get(i + 1).offset() : NONE)
                        .length(free.get(i).size());
                System.arraycopy(
                        sink.toByteArray(), 0, marked, (int) free.get(i).offset(), sink.position());
            }
            return marked;
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
            sink.bytes(value.marked(sink.widths()));
        }
    }
}
