package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Record of the creation order index of dense links and dense attributes: record types 6 and 9 of version 2 B-trees (format specification III.A.2).
 * Ordered by creation order.
 *
 * <pre>
 *  links (6)            attributes (9)
 *  8  creation order    8  heap ID
 *  7  heap ID           1  flags of the message
 *                       4  creation order
 * </pre>
 *
 * @param order creation order
 * @param id heap ID, its bytes in order from the lowest
 * @param flags flags of the attribute message; 0 for links
 */
public record DenseOrder(long order, long id, int flags) {
    /** Type 6. */
    public static final RecordCodec<DenseOrder> OF_LINK = new LinkCodec();

    /** Type 9. */
    public static final RecordCodec<DenseOrder> OF_ATTRIBUTE = new AttributeCodec();

    private record LinkCodec() implements RecordCodec<DenseOrder> {
        @Override
        public int type() {
            return 6;
        }

        @Override
        public int size(Widths widths) {
            return 8 + DenseName.LINK_ID;
        }

        @Override
        public DenseOrder decode(ByteSource source) {
            return new DenseOrder(source.i64(), DenseName.id(source, DenseName.LINK_ID), 0);
        }

        @Override
        public void encode(DenseOrder value, ByteSink sink) {
            DenseName.id(value.id, DenseName.LINK_ID, sink.i64(value.order));
        }
    }

    private record AttributeCodec() implements RecordCodec<DenseOrder> {
        @Override
        public int type() {
            return 9;
        }

        @Override
        public int size(Widths widths) {
            return DenseName.ATTRIBUTE_ID + 1 + 4;
        }

        @Override
        public DenseOrder decode(ByteSource source) {
            long id = DenseName.id(source, DenseName.ATTRIBUTE_ID);
            int flags = source.u8();
            return new DenseOrder(source.u32(), id, flags);
        }

        @Override
        public void encode(DenseOrder value, ByteSink sink) {
            DenseName.id(value.id, DenseName.ATTRIBUTE_ID, sink);
            sink.u8(value.flags).u32(value.order);
        }
    }
}
