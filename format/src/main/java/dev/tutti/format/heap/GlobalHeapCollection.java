package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Global heap collection (format specification III.E): objects of variable length that elements point to. Version 1 is read and written. There is
 * no checksum.
 *
 * <pre>
 *  4  signature "GCOL"
 *  1  version, 1
 *  3  reserved
 *  L  size of the whole collection
 *     padding to a multiple of 8
 *     per object:
 *       2  index, from 1
 *       2  reference count
 *       4  reserved
 *       L  size of the object
 *          padding to a multiple of 8
 *       n  the object, padded to a multiple of 8
 *     free space, if there is room for its header: as an object of index 0 whose size includes the header
 * </pre>
 *
 * @param size bytes of the whole collection, a multiple of 8
 * @param items the objects in the order in which they are stored
 */
public record GlobalHeapCollection(int size, List<Item> items) {
    private static final String STRUCTURE = "global heap collection";

    /** Smallest collection that is made. Other programs make smaller ones, and the C library reads them. */
    public static final int SMALLEST = 4096;

    /** Highest index of an object. */
    public static final int MOST_ITEMS = 0xffff;

    /** Reads and writes collections. */
    public static final BlockCodec<GlobalHeapCollection> CODEC = new Codec();

    /**
     * One object.
     *
     * @param index its number in the collection, 1 to 65535
     * @param references reference count, as it stands there; not used by anybody
     * @param data its bytes; never changed
     */
    public record Item(int index, int references, byte[] data) {}

    /** Takes a copy of the list; checks that size and indexes can be. */
    public GlobalHeapCollection {
        items = List.copyOf(items);
        if (size < 16 || size % 8 != 0) {
            throw new FormatException(STRUCTURE, "a multiple of 8 bytes from 16 on", size + " bytes");
        }
        Set<Integer> indexes = new HashSet<>();
        for (Item item : items) {
            if (item.index < 1 || item.index > MOST_ITEMS || !indexes.add(item.index)) {
                throw new FormatException(STRUCTURE, "each index from 1 on once", "index " + item.index);
            }
        }
    }

    /** The object with an index. */
    public @Nullable Item find(int index) {
        if (index >= 1 && index <= items.size() && items.get(index - 1).index == index) {
            return items.get(index - 1);
        }
        for (Item item : items) {
            if (item.index == index) {
                return item;
            }
        }
        return null;
    }

    /** Bytes of a collection without objects and free space. */
    public static int headerLength(Widths widths) {
        return align(4 + 4 + widths.lengths());
    }

    private static int itemHeader(Widths widths) {
        return align(2 + 2 + 4 + widths.lengths());
    }

    /** Bytes that an object of {@code length} bytes takes. */
    public static long itemLength(Widths widths, int length) {
        return itemHeader(widths) + (length + 7L) / 8 * 8;
    }

    /** Bytes that header and objects take. */
    public long used(Widths widths) {
        long used = headerLength(widths);
        for (Item item : items) {
            used += itemLength(widths, item.data.length);
        }
        return used;
    }

    private static int align(int length) {
        return (length + 7) / 8 * 8;
    }

    private record Codec() implements BlockCodec<GlobalHeapCollection> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return headerLength(widths);
        }

        @Override
        public int length(ByteSource prefix) {
            prefix.signature("GCOL");
            prefix.version(1, 1);
            prefix.skip(3);
            long size = prefix.length();
            int least = headerLength(prefix.widths());
            if (!(size >= least && size <= Integer.MAX_VALUE)) {
                throw new FormatException(
                        prefix.structure(), "a size of " + least + " bytes to 2 GiB", String.valueOf(size));
            }
            return (int) size;
        }

        @Override
        public GlobalHeapCollection decode(ByteSource block) {
            Widths widths = block.widths();
            int there = block.remaining();
            int size = length(block);
            if (size > there) {
                throw new FormatException(block.structure(), "a collection of " + size + " bytes", there + " bytes");
            }
            block.position(headerLength(widths));
            List<Item> items = new ArrayList<>();
            int header = itemHeader(widths);
            while (block.remaining() >= header) {
                int start = block.position();
                int index = block.u16();
                int references = block.u16();
                block.skip(4);
                long length = block.length();
                if (index == 0) {
                    if (length < header) {
                        break;
                    }
                    block.position(start);
                    if (length > block.remaining()) {
                        throw new FormatException(
                                block.structure(),
                                "at most " + block.remaining() + " free bytes",
                                String.valueOf(length));
                    }
                    block.skip((int) length);
                    continue;
                }
                block.position(start + header);
                if (length > block.remaining()) {
                    throw new FormatException(block.structure(), "an object inside the collection", length + " bytes");
                }
                items.add(new Item(index, references, block.bytes((int) length)));
                block.skip(Math.min(block.remaining(), align((int) length) - (int) length));
            }
            return new GlobalHeapCollection(size, items);
        }

        @Override
        public void encode(GlobalHeapCollection value, ByteSink sink) {
            Widths widths = sink.widths();
            int start = sink.position();
            sink.signature("GCOL").u8(1).zeros(3).length(value.size);
            pad(sink, start);
            for (Item item : value.items) {
                sink.u16(item.index).u16(item.references).zeros(4).length(item.data.length);
                pad(sink, start);
                sink.bytes(item.data);
                pad(sink, start);
            }
            int free = value.size - (sink.position() - start);
            if (free < 0) {
                throw new FormatException(STRUCTURE, value.size + " bytes", "objects of " + -free + " bytes more");
            }
            if (free >= itemHeader(widths)) {
                sink.zeros(8).length(free);
            }
            sink.zeros(value.size - (sink.position() - start));
        }

        private static void pad(ByteSink sink, int start) {
            int length = sink.position() - start;
            sink.zeros(align(length) - length);
        }
    }
}
