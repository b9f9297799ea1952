package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Extensible Array Header (VII.D). Version 0 is read and written. O and L are the file's widths of addresses and lengths.
 *
 * <pre>
 * signature EAHD (4), version (1), client ID (1), entry size (1), max elements bits (1),
 * index block elements (1), data block min elements (1), super block min data block pointers (1), page bits (1),
 * super blocks (L), super block bytes (L), data blocks (L), data block bytes (L), max index set (L), elements (L),
 * index block address (O), checksum (4)
 * </pre>
 *
 * @param shape creation parameters
 * @param superBlocks super blocks in the file
 * @param superBlockBytes their length together
 * @param dataBlocks data blocks in the file
 * @param dataBlockBytes their length together, pages included
 * @param indexLimit one more than the highest index that was ever set ("max index set"); readers take what lies beyond as absent
 * @param elements elements for which there is room in the blocks of the file
 * @param indexBlock address of the index block, or undefined
 */
public record ExtensibleArrayHeader(
        ExtensibleArrayShape shape,
        long superBlocks,
        long superBlockBytes,
        long dataBlocks,
        long dataBlockBytes,
        long indexLimit,
        long elements,
        long indexBlock) {
    /** How the header is read and written. */
    public static final BlockCodec<ExtensibleArrayHeader> CODEC = new Codec();

    private static final String STRUCTURE = "Extensible Array Header";
    private static final String SIGNATURE = "EAHD";

    /** The header of an array without blocks. */
    public static ExtensibleArrayHeader empty(ExtensibleArrayShape shape) {
        return new ExtensibleArrayHeader(shape, 0, 0, 0, 0, 0, 0, ByteSource.UNDEFINED);
    }

    /** Bytes of the header. */
    public static int length(Widths widths) {
        return ArrayBlock.PREFIX + 6 + 6 * widths.lengths() + widths.offsets() + ArrayBlock.CHECKSUM;
    }

    /** With an index block at {@code address}, whose elements count from now on. */
    public ExtensibleArrayHeader withIndexBlock(long address) {
        return new ExtensibleArrayHeader(
                shape,
                superBlocks,
                superBlockBytes,
                dataBlocks,
                dataBlockBytes,
                indexLimit,
                elements + shape.indexElements(),
                address);
    }

    /** With one more super block {@code s} counted. */
    public ExtensibleArrayHeader withSuperBlock(int s, Widths widths) {
        return new ExtensibleArrayHeader(
                shape,
                superBlocks + 1,
                superBlockBytes + shape.superBlockLength(s, widths),
                dataBlocks,
                dataBlockBytes,
                indexLimit,
                elements,
                indexBlock);
    }

    /** With one more data block under super block {@code s} counted. */
    public ExtensibleArrayHeader withDataBlock(int s, Widths widths) {
        return new ExtensibleArrayHeader(
                shape,
                superBlocks,
                superBlockBytes,
                dataBlocks + 1,
                dataBlockBytes + shape.dataBlockLength(s, widths),
                indexLimit,
                elements + shape.dataBlockElements(s),
                indexBlock);
    }

    /** With index {@code index} set. */
    public ExtensibleArrayHeader reaching(long index) {
        if (index < indexLimit) {
            return this;
        }
        return new ExtensibleArrayHeader(
                shape, superBlocks, superBlockBytes, dataBlocks, dataBlockBytes, index + 1, elements, indexBlock);
    }

    private static final class Codec implements BlockCodec<ExtensibleArrayHeader> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ExtensibleArrayHeader.length(widths);
        }

        @Override
        public ExtensibleArrayHeader decode(ByteSource block) {
            ArrayBlock.open(block, SIGNATURE);
            ElementEncoding encoding = ElementEncoding.decode(block);
            int maxBits = block.u8();
            int indexElements = block.u8();
            int minElements = block.u8();
            int minPointers = block.u8();
            int pageBits = block.u8();
            return new ExtensibleArrayHeader(
                    new ExtensibleArrayShape(encoding, maxBits, indexElements, minElements, minPointers, pageBits),
                    block.length(),
                    block.length(),
                    block.length(),
                    block.length(),
                    block.length(),
                    block.length(),
                    block.address());
        }

        @Override
        public void encode(ExtensibleArrayHeader header, ByteSink sink) {
            int start = sink.position();
            ExtensibleArrayShape shape = header.shape;
            sink.signature(SIGNATURE).u8(0).u8(shape.encoding().client());
            sink.u8(shape.encoding().bytes(sink.widths()));
            sink.u8(shape.maxBits()).u8(shape.indexElements()).u8(shape.minElements());
            sink.u8(shape.minPointers()).u8(shape.pageBits());
            sink.length(header.superBlocks).length(header.superBlockBytes);
            sink.length(header.dataBlocks).length(header.dataBlockBytes);
            sink.length(header.indexLimit).length(header.elements).address(header.indexBlock);
            ArrayBlock.finish(sink, start, ExtensibleArrayHeader.length(sink.widths()), STRUCTURE);
        }
    }
}
