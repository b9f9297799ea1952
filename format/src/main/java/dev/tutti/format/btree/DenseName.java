package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Record of the name index of dense links and dense attributes: record types 5 and 8 of version 2 B-trees (format specification III.A.2). Ordered by
 * hash, equal hashes by the bytes of the name, which stands in the heap.
 *
 * <pre>
 *  links (5)           attributes (8)
 *  4  hash of name     8  heap ID
 *  7  heap ID          1  flags of the message
 *                      4  creation order
 *                      4  hash of name
 * </pre>
 *
 * @param hash lookup3 of the bytes of the name
 * @param id heap ID, its bytes in order from the lowest
 * @param flags flags of the attribute message; 0 for links
 * @param order creation order of the attribute; 0 for links
 */
public record DenseName(int hash, long id, int flags, int order) {
    /** Type 5. */
    public static final RecordCodec<DenseName> OF_LINK = new LinkCodec();

    /** Type 8. */
    public static final RecordCodec<DenseName> OF_ATTRIBUTE = new AttributeCodec();

    /** Length of the heap ID of a link. */
    public static final int LINK_ID = 7;

    /** Length of the heap ID of an attribute. */
    public static final int ATTRIBUTE_ID = 8;

    static long id(ByteSource source, int length) {
        long id = 0;
        for (int i = 0; i < length; i++) {
            id |= (long) source.u8() << (8 * i);
        }
        return id;
    }

    static void id(long id, int length, ByteSink sink) {
        for (int i = 0; i < length; i++) {
            sink.u8((int) (id >>> (8 * i)));
        }
    }

    private record LinkCodec() implements RecordCodec<DenseName> {
        @Override
        public int type() {
            return 5;
        }

        @Override
        public int size(Widths widths) {
            return 4 + LINK_ID;
        }

        @Override
        public DenseName decode(ByteSource source) {
            return new DenseName(source.i32(), id(source, LINK_ID), 0, 0);
        }

        @Override
        public void encode(DenseName value, ByteSink sink) {
            id(value.id, LINK_ID, sink.u32(value.hash));
        }
    }

    private record AttributeCodec() implements RecordCodec<DenseName> {
        @Override
        public int type() {
            return 8;
        }

        @Override
        public int size(Widths widths) {
            return ATTRIBUTE_ID + 1 + 4 + 4;
        }

        @Override
        public DenseName decode(ByteSource source) {
            long id = id(source, ATTRIBUTE_ID);
            int flags = source.u8();
            int order = source.i32();
            return new DenseName(source.i32(), id, flags, order);
        }

        @Override
        public void encode(DenseName value, ByteSink sink) {
            id(value.id, ATTRIBUTE_ID, sink);
            sink.u8(value.flags).u32(value.order).u32(value.hash);
        }
    }
}
