package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Where a huge object of a fractal heap without filters lies: record types 1 and 3 of version 2 B-trees (format specification III.A.2).
 *
 * <pre>
 *  O  address of the object
 *  L  length of the object
 *  L  ID of the object; type 1 only
 * </pre>
 *
 * @param id 0 in type 3, where the ID of the object is its address and length
 */
public record HugeObject(long address, long length, long id) {
    /** Type 1: objects are found by a number. */
    public static final RecordCodec<HugeObject> INDIRECT = new Codec(1);

    /** Type 3: the heap ID says where the object lies. */
    public static final RecordCodec<HugeObject> DIRECT = new Codec(3);

    private record Codec(int type) implements RecordCodec<HugeObject> {
        @Override
        public int size(Widths widths) {
            return widths.offsets() + (type == 1 ? 2 : 1) * widths.lengths();
        }

        @Override
        public HugeObject decode(ByteSource source) {
            return new HugeObject(source.address(), source.length(), type == 1 ? source.length() : 0);
        }

        @Override
        public void encode(HugeObject value, ByteSink sink) {
            sink.address(value.address).length(value.length);
            if (type == 1) {
                sink.length(value.id);
            }
        }
    }
}
