package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Fixed Array Header (VII.C). Version 0 is read and written.
 *
 * <pre>
 * signature FAHD (4), version (1), client ID (1), entry size (1), page bits (1),
 * elements (L), data block address (O), checksum (4)
 * </pre>
 *
 * @param shape creation parameters
 * @param dataBlock address of the data block, or undefined
 */
public record FixedArrayHeader(FixedArrayShape shape, long dataBlock) {
    /** How the header is read and written. */
    public static final BlockCodec<FixedArrayHeader> CODEC = new Codec();

    private static final String STRUCTURE = "Fixed Array Header";
    private static final String SIGNATURE = "FAHD";

    /** Bytes of the header. */
    public static int length(Widths widths) {
        return ArrayBlock.PREFIX + 2 + widths.lengths() + widths.offsets() + ArrayBlock.CHECKSUM;
    }

    private static final class Codec implements BlockCodec<FixedArrayHeader> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return FixedArrayHeader.length(widths);
        }

        @Override
        public FixedArrayHeader decode(ByteSource block) {
            ArrayBlock.open(block, SIGNATURE);
            ElementEncoding encoding = ElementEncoding.decode(block);
            int pageBits = block.u8();
            long elements = block.length();
            return new FixedArrayHeader(new FixedArrayShape(encoding, pageBits, elements), block.address());
        }

        @Override
        public void encode(FixedArrayHeader header, ByteSink sink) {
            int start = sink.position();
            ElementEncoding encoding = header.shape.encoding();
            sink.signature(SIGNATURE).u8(0).u8(encoding.client()).u8(encoding.bytes(sink.widths()));
            sink.u8(header.shape.pageBits()).length(header.shape.elements()).address(header.dataBlock);
            ArrayBlock.finish(sink, start, FixedArrayHeader.length(sink.widths()), STRUCTURE);
        }
    }
}
