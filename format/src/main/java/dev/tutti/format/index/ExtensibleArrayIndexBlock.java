package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Extensible Array Index Block (VII.D). Version 0 is read and written.
 *
 * <pre>
 * signature EAIB (4), version (1), client ID (1), header address (O),
 * elements (index block elements × entry size),
 * data block addresses (O each), super block addresses (O each), checksum (4)
 * </pre>
 *
 * @param header address of the array's header
 * @param elements the array's first elements
 * @param dataBlocks the data blocks of the first super blocks
 * @param superBlocks the other super blocks
 */
public record ExtensibleArrayIndexBlock(
        long header, ChunkElements elements, Addresses dataBlocks, Addresses superBlocks) {
    private static final String STRUCTURE = "Extensible Array Index Block";
    private static final String SIGNATURE = "EAIB";

    /** An index block without children. */
    public static ExtensibleArrayIndexBlock empty(long header, ExtensibleArrayShape shape, Widths widths) {
        return new ExtensibleArrayIndexBlock(
                header,
                ChunkElements.undefined(shape.encoding(), widths, shape.indexElements()),
                Addresses.undefined(shape.indexDataBlocks()),
                Addresses.undefined(shape.indexSuperBlocks()));
    }

    /** With other elements. */
    public ExtensibleArrayIndexBlock with(ChunkElements newElements) {
        return new ExtensibleArrayIndexBlock(header, newElements, dataBlocks, superBlocks);
    }

    /** With data block {@code i} at {@code address}. */
    public ExtensibleArrayIndexBlock withDataBlock(int i, long address) {
        return new ExtensibleArrayIndexBlock(header, elements, dataBlocks.with(i, address), superBlocks);
    }

    /** With super block {@code i}, counted from the first that is a block of its own, at {@code address}. */
    public ExtensibleArrayIndexBlock withSuperBlock(int i, long address) {
        return new ExtensibleArrayIndexBlock(header, elements, dataBlocks, superBlocks.with(i, address));
    }

    /**
     * How the index block is read and written.
     *
     * @param header the address that the block must name as its header's
     */
    public record Codec(long header, ExtensibleArrayShape shape) implements BlockCodec<ExtensibleArrayIndexBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ArrayBlock.whole(STRUCTURE, shape.indexBlockLength(widths));
        }

        @Override
        public ExtensibleArrayIndexBlock decode(ByteSource block) {
            ArrayBlock.open(block, SIGNATURE, shape.encoding(), header);
            ChunkElements elements = ChunkElements.decode(shape.encoding(), shape.indexElements(), block);
            Addresses dataBlocks = Addresses.decode(shape.indexDataBlocks(), block);
            Addresses superBlocks = Addresses.decode(shape.indexSuperBlocks(), block);
            return new ExtensibleArrayIndexBlock(header, elements, dataBlocks, superBlocks);
        }

        @Override
        public void encode(ExtensibleArrayIndexBlock block, ByteSink sink) {
            int start = sink.position();
            ArrayBlock.start(sink, SIGNATURE, shape.encoding(), block.header);
            block.elements.encode(sink);
            block.dataBlocks.encode(sink);
            block.superBlocks.encode(sink);
            ArrayBlock.finish(sink, start, shape.indexBlockLength(sink.widths()), STRUCTURE);
        }
    }
}
