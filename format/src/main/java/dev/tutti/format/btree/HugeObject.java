package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Where a huge object of a fractal heap lies: record types 1 to 4 of version 2 B-trees (format specification III.A.2).
 *
 * <pre>
 *  O  address of the object
 *  L  length of the object
 *  4  filter mask; types 2 and 4
 *  L  length before the filters; types 2 and 4
 *  L  ID of the object; types 1 and 2
 * </pre>
 *
 * @param mask the filters that were left out, bit 0 the first; 0 in a heap without filters
 * @param unfiltered length before the filters; that in the file in a heap without filters
 * @param id 0 in types 3 and 4, where the ID of the object says where it lies
 */
public record HugeObject(long address, long length, int mask, long unfiltered, long id) {
    /** Type 1: objects are found by a number. */
    public static final RecordCodec<HugeObject> INDIRECT = new Codec(1);

    /** Type 2: objects are found by a number and went through filters. */
    public static final RecordCodec<HugeObject> INDIRECT_FILTERED = new Codec(2);

    /** Type 3: the heap ID says where the object lies. */
    public static final RecordCodec<HugeObject> DIRECT = new Codec(3);

    /** Type 4: the heap ID says where the object lies, which went through filters. */
    public static final RecordCodec<HugeObject> DIRECT_FILTERED = new Codec(4);

    /** An object of a heap without filters. */
    public HugeObject(long address, long length, long id) {
        this(address, length, 0, length, id);
    }

    private record Codec(int type) implements RecordCodec<HugeObject> {
        private boolean filtered() {
            return type == 2 || type == 4;
        }

        private boolean numbered() {
            return type <= 2;
        }

        @Override
        public int size(Widths widths) {
            return widths.offsets()
                    + widths.lengths()
                    + (filtered() ? 4 + widths.lengths() : 0)
                    + (numbered() ? widths.lengths() : 0);
        }

        @Override
        public HugeObject decode(ByteSource source) {
            long address = source.address();
            long length = source.length();
            int mask = filtered() ? source.i32() : 0;
            long unfiltered = filtered() ? source.length() : length;
            return new HugeObject(address, length, mask, unfiltered, numbered() ? source.length() : 0);
        }

        @Override
        public void encode(HugeObject value, ByteSink sink) {
            sink.address(value.address).length(value.length);
            if (filtered()) {
                sink.u32(value.mask).length(value.unfiltered);
            }
            if (numbered()) {
                sink.length(value.id);
            }
        }
    }
}
