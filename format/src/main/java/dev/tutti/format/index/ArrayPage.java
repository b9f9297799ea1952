package dev.tutti.format.index;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * One page of a large data block ("Extensible Array Data Block Page", VII.D; "Fixed Array Data Block Page", VII.C). It stands in the file
 * directly behind the page before it and has neither signature nor version.
 *
 * <pre>
 * elements (count × entry size)
 * checksum (4)
 * </pre>
 *
 * @param elements the chunks of this page
 */
public record ArrayPage(ChunkElements elements) {
    /** Bytes of a page of {@code count} elements. */
    public static long length(ElementEncoding encoding, long count, Widths widths) {
        return count * encoding.bytes(widths) + ArrayBlock.CHECKSUM;
    }

    /**
     * How a page is read and written.
     *
     * @param structure which array's page it is, for errors
     * @param count elements of the page
     */
    public record Codec(String structure, ElementEncoding encoding, int count) implements BlockCodec<ArrayPage> {
        @Override
        public int prefix(Widths widths) {
            return ArrayBlock.prefix(ArrayPage.length(encoding, count, widths));
        }

        @Override
        public int length(ByteSource prefix) {
            return ArrayBlock.whole(structure, ArrayPage.length(encoding, count, prefix.widths()));
        }

        @Override
        public ArrayPage decode(ByteSource block) {
            block.position(Math.max(0, block.remaining() - ArrayBlock.CHECKSUM));
            block.checksum();
            block.position(0);
            return new ArrayPage(ChunkElements.decode(encoding, count, block));
        }

        @Override
        public void encode(ArrayPage page, ByteSink sink) {
            int start = sink.position();
            page.elements.encode(sink);
            ArrayBlock.finish(sink, start, ArrayPage.length(encoding, count, sink.widths()), structure);
        }
    }
}
