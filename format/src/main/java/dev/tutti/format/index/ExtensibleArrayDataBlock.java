package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * Extensible Array Data Block (VII.D). Version 0 is read and written. If the block is paged, this is what stands before its pages.
 *
 * <pre>
 * signature EADB (4), version (1), client ID (1), header address (O), block offset (enough bytes for the element count),
 * elements, unless the block is paged (data block elements × entry size), checksum (4)
 * </pre>
 *
 * @param header address of the array's header
 * @param elements its chunks; none if the block is paged
 */
public record ExtensibleArrayDataBlock(long header, ChunkElements elements) {
    private static final String STRUCTURE = "Extensible Array Data Block";
    private static final String SIGNATURE = "EADB";

    /** A data block under super block {@code s} without chunks. */
    public static ExtensibleArrayDataBlock empty(long header, ExtensibleArrayShape shape, int s, Widths widths) {
        return new ExtensibleArrayDataBlock(
                header, ChunkElements.undefined(shape.encoding(), widths, unpaged(shape, s)));
    }

    private static int unpaged(ExtensibleArrayShape shape, int s) {
        return shape.pages(s) > 0 ? 0 : Math.toIntExact(shape.dataBlockElements(s));
    }

    /**
     * How data block {@code i} under super block {@code s} is read and written.
     *
     * @param header the address that the block must name as its header's
     */
    public record Codec(long header, ExtensibleArrayShape shape, int s, long i)
            implements BlockCodec<ExtensibleArrayDataBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ArrayBlock.prefix(shape.dataBlockPrefixLength(s, widths));
        }

        @Override
        public int length(ByteSource prefix) {
            return ArrayBlock.whole(STRUCTURE, shape.dataBlockPrefixLength(s, prefix.widths()));
        }

        @Override
        public ExtensibleArrayDataBlock decode(ByteSource block) {
            ArrayBlock.open(block, SIGNATURE, shape.encoding(), header);
            // A block that stands under two pointers would let a small file claim any number of chunks.
            long offset = block.unsigned(shape.offsetWidth());
            if (!(offset == written() || offset == shape.writtenOffset(first()))) {
                throw new FormatException(block.structure(), "block offset " + written(), String.valueOf(offset));
            }
            return new ExtensibleArrayDataBlock(
                    header, ChunkElements.decode(shape.encoding(), unpaged(shape, s), block));
        }

        @Override
        public void encode(ExtensibleArrayDataBlock block, ByteSink sink) {
            int start = sink.position();
            ArrayBlock.start(sink, SIGNATURE, shape.encoding(), block.header);
            sink.unsigned(shape.offsetWidth(), written());
            block.elements.encode(sink);
            ArrayBlock.finish(sink, start, shape.dataBlockPrefixLength(s, sink.widths()), STRUCTURE);
        }

        /** The block's first element. */
        private long first() {
            return shape.firstElement(s) + i * shape.dataBlockElements(s);
        }

        /** The C library counts the data blocks of the index block from the first of them all, whatever super block they belong to. */
        private long written() {
            long skipped = s < shape.firstSuperBlock() ? shape.firstDataBlock(s) * shape.dataBlockElements(s) : 0;
            return shape.writtenOffset(first() + skipped);
        }
    }
}
