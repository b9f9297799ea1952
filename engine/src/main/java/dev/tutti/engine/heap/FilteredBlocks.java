package dev.tutti.engine.heap;

import dev.tutti.engine.filter.Buffers;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.filter.Filters;
import dev.tutti.format.heap.FractalDirectBlock;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.heap.FractalIndirectBlock.Filtered;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.message.MessageType;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Undoes the filters of one fractal heap that has them. Blocks are small; what they need besides is not kept. */
final class FilteredBlocks {
    private static final Filters KNOWN = Filters.load(new Buffers(0));

    private final FilterPipeline pipeline;

    FilteredBlocks(FractalHeapHeader header, Widths widths) {
        FractalHeapHeader.Filters filters = Objects.requireNonNull(header.filters(), "the heap has filters");
        ByteSource source = ByteSource.of("filter pipeline message", widths, filters.pipeline());
        if (!(MessageCodec.decode(MessageType.FILTER_PIPELINE, 0, source) instanceof FilterPipeline found)) {
            throw new FormatException("fractal heap header", "a filter pipeline", "something else");
        }
        pipeline = found;
    }

    /** What the filters made {@code stored} of, which were {@code length} bytes. */
    byte[] decode(byte[] stored, int mask, long length) {
        FilterChain chain = KNOWN.chain(pipeline, 1, length);
        chain.check(stored.length, mask);
        byte[] bytes = new byte[chain.chunkBytes()];
        chain.decode(ByteBuffer.wrap(stored), mask, bytes);
        return bytes;
    }

    /** The codec for a block that takes fewer or more bytes in the file than its size. */
    BlockCodec<FractalDirectBlock> codec(BlockCodec<FractalDirectBlock> plain, int size, Filtered filtered) {
        return new Codec(this, plain, size, filtered);
    }

    private static final class Codec implements BlockCodec<FractalDirectBlock> {
        private final FilteredBlocks heap;
        private final BlockCodec<FractalDirectBlock> plain;
        private final int size;
        private final Filtered filtered;

        Codec(FilteredBlocks heap, BlockCodec<FractalDirectBlock> plain, int size, Filtered filtered) {
            this.heap = heap;
            this.plain = plain;
            this.size = size;
            this.filtered = filtered;
        }

        @Override
        public String structure() {
            return plain.structure();
        }

        @Override
        public int prefix(Widths widths) {
            if (filtered.size() <= 0 || filtered.size() > Integer.MAX_VALUE) {
                throw new FormatException(structure(), "a block of 1 to 2^31 - 1 bytes", filtered.size() + " bytes");
            }
            return (int) filtered.size();
        }

        @Override
        public FractalDirectBlock decode(ByteSource block) {
            byte[] bytes = heap.decode(block.bytes(block.remaining()), filtered.mask(), size);
            return plain.decode(ByteSource.of(structure(), block.widths(), bytes));
        }

        @Override
        public void encode(FractalDirectBlock value, ByteSink sink) {
            throw new UnsupportedOperationException("blocks of heaps with filters are only read");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Codec that
                    && plain.equals(that.plain)
                    && size == that.size
                    && filtered.equals(that.filtered);
        }

        @Override
        public int hashCode() {
            return Objects.hash(plain, size, filtered);
        }
    }
}
