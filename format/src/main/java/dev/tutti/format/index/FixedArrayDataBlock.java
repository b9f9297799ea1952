package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Fixed Array Data Block (VII.C). Version 0 is read and written. If the block is paged, this is what stands before its pages.
 *
 * <pre>
 * signature FADB (4), version (1), client ID (1), header address (O),
 * either page bits, if the block is paged, or elements (elements × entry size), checksum (4)
 * </pre>
 *
 * @param header address of the array's header
 * @param pages which pages have been written
 * @param elements all chunks; none if the block is paged
 */
public record FixedArrayDataBlock(long header, PageBits pages, ChunkElements elements) {
    private static final String STRUCTURE = "Fixed Array Data Block";
    private static final String SIGNATURE = "FADB";

    /** A data block without chunks. */
    public static FixedArrayDataBlock empty(long header, FixedArrayShape shape, Widths widths) {
        return new FixedArrayDataBlock(
                header,
                PageBits.clear(Math.toIntExact(shape.pageBitBytes())),
                ChunkElements.undefined(shape.encoding(), widths, unpaged(shape)));
    }

    private static int unpaged(FixedArrayShape shape) {
        return shape.pages() > 0 ? 0 : Math.toIntExact(shape.elements());
    }

    /** With other elements. */
    public FixedArrayDataBlock with(ChunkElements newElements) {
        return new FixedArrayDataBlock(header, pages, newElements);
    }

    /** With page {@code i} marked as written. */
    public FixedArrayDataBlock withPage(long i) {
        return new FixedArrayDataBlock(header, pages.with(i), elements);
    }

    /**
     * How the data block is read and written.
     *
     * @param header the address that the block must name as its header's
     */
    public record Codec(long header, FixedArrayShape shape) implements BlockCodec<FixedArrayDataBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ArrayBlock.prefix(shape.dataBlockPrefixLength(widths));
        }

        @Override
        public int length(ByteSource prefix) {
            return ArrayBlock.whole(STRUCTURE, shape.dataBlockPrefixLength(prefix.widths()));
        }

        @Override
        public FixedArrayDataBlock decode(ByteSource block) {
            ArrayBlock.open(block, SIGNATURE, shape.encoding(), header);
            PageBits pages = PageBits.decode(Math.toIntExact(shape.pageBitBytes()), block);
            return new FixedArrayDataBlock(
                    header, pages, ChunkElements.decode(shape.encoding(), unpaged(shape), block));
        }

        @Override
        public void encode(FixedArrayDataBlock block, ByteSink sink) {
            int start = sink.position();
            ArrayBlock.start(sink, SIGNATURE, shape.encoding(), block.header);
            block.pages.encode(sink);
            block.elements.encode(sink);
            ArrayBlock.finish(sink, start, shape.dataBlockPrefixLength(sink.widths()), STRUCTURE);
        }
    }
}
