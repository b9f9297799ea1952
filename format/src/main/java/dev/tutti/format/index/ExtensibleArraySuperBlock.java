package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * Extensible Array Secondary Block (VII.D), "super block" in the C library. Version 0 is read and written.
 *
 * <pre>
 * signature EASB (4), version (1), client ID (1), header address (O), block offset (enough bytes for the element count),
 * page bits, if the data blocks are paged (data blocks × bytes per data block; used without gaps from the first bit on),
 * data block addresses (O each), checksum (4)
 * </pre>
 *
 * @param header address of the array's header
 * @param pages which pages of its data blocks have been written
 * @param dataBlocks its data blocks
 */
public record ExtensibleArraySuperBlock(long header, PageBits pages, Addresses dataBlocks) {
    private static final String STRUCTURE = "Extensible Array Secondary Block";
    private static final String SIGNATURE = "EASB";

    /** Super block {@code s} without data blocks. */
    public static ExtensibleArraySuperBlock empty(long header, ExtensibleArrayShape shape, int s) {
        int blocks = Math.toIntExact(shape.dataBlocks(s));
        return new ExtensibleArraySuperBlock(
                header, PageBits.clear(Math.toIntExact(blocks * shape.pageBitBytes(s))), Addresses.undefined(blocks));
    }

    /** With data block {@code i} at {@code address}. */
    public ExtensibleArraySuperBlock withDataBlock(int i, long address) {
        return new ExtensibleArraySuperBlock(header, pages, dataBlocks.with(i, address));
    }

    /** With page {@code i}, counted over all its data blocks, marked as written. */
    public ExtensibleArraySuperBlock withPage(long i) {
        return new ExtensibleArraySuperBlock(header, pages.with(i), dataBlocks);
    }

    /**
     * How super block {@code s} is read and written.
     *
     * @param header the address that the block must name as its header's
     */
    public record Codec(long header, ExtensibleArrayShape shape, int s)
            implements BlockCodec<ExtensibleArraySuperBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ArrayBlock.prefix(shape.superBlockLength(s, widths));
        }

        @Override
        public int length(ByteSource prefix) {
            return ArrayBlock.whole(STRUCTURE, shape.superBlockLength(s, prefix.widths()));
        }

        @Override
        public ExtensibleArraySuperBlock decode(ByteSource block) {
            ArrayBlock.open(block, SIGNATURE, shape.encoding(), header);
            long offset = block.unsigned(shape.offsetWidth());
            if (offset != written()) {
                throw new FormatException(block.structure(), "block offset " + written(), String.valueOf(offset));
            }
            int blocks = Math.toIntExact(shape.dataBlocks(s));
            PageBits pages = PageBits.decode(Math.toIntExact(blocks * shape.pageBitBytes(s)), block);
            return new ExtensibleArraySuperBlock(header, pages, Addresses.decode(blocks, block));
        }

        @Override
        public void encode(ExtensibleArraySuperBlock block, ByteSink sink) {
            int start = sink.position();
            ArrayBlock.start(sink, SIGNATURE, shape.encoding(), block.header);
            sink.unsigned(shape.offsetWidth(), written());
            block.pages.encode(sink);
            block.dataBlocks.encode(sink);
            ArrayBlock.finish(sink, start, shape.superBlockLength(s, sink.widths()), STRUCTURE);
        }

        private long written() {
            return shape.writtenOffset(shape.firstElement(s));
        }
    }
}
