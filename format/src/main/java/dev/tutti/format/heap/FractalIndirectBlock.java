package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Fractal heap indirect block (format specification III.G): where the blocks of one doubling table lie. Version 0 is read and written, of
 * heaps without filters.
 *
 * <pre>
 *  4  signature "FHIB"
 *  1  version, 0
 *  O  address of the heap's header
 *  v  offset of the block in the heap
 *     per row and column:
 *       O  address of the block, undefined if it was never needed
 *  4  checksum
 * </pre>
 *
 * @param heap address of the heap's header
 * @param offset offset of the block in the heap
 * @param children addresses, row by row
 */
public record FractalIndirectBlock(long heap, long offset, List<Long> children) {
    private static final String STRUCTURE = "fractal heap indirect block";

    /** Takes a copy of the list. */
    public FractalIndirectBlock {
        children = List.copyOf(children);
    }

    /** A block without children. */
    public static FractalIndirectBlock empty(long heap, long offset, int entries) {
        return new FractalIndirectBlock(heap, offset, Collections.nCopies(entries, ByteSource.UNDEFINED));
    }

    /** This block with another child. */
    public FractalIndirectBlock with(int entry, long address) {
        List<Long> changed = new ArrayList<>(children);
        changed.set(entry, address);
        return new FractalIndirectBlock(heap, offset, changed);
    }

    /** This block with room for more children. */
    public FractalIndirectBlock extended(int entries) {
        List<Long> changed = new ArrayList<>(children);
        changed.addAll(Collections.nCopies(entries - children.size(), ByteSource.UNDEFINED));
        return new FractalIndirectBlock(heap, offset, changed);
    }

    /** The codec for blocks of {@code rows} rows in a heap without filters. */
    public static BlockCodec<FractalIndirectBlock> codec(FractalHeapHeader header, int rows) {
        return new Codec(rows * header.table().width(), header.table().offsetWidth());
    }

    private record Codec(int entries, int offsetWidth) implements BlockCodec<FractalIndirectBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            int fixed = ByteSink.lengthOf(
                    widths, sink -> new Codec(0, offsetWidth).encode(new FractalIndirectBlock(0, 0, List.of()), sink));
            return Math.addExact(fixed, Math.multiplyExact(entries, widths.offsets()));
        }

        @Override
        public FractalIndirectBlock decode(ByteSource block) {
            block.signature("FHIB");
            block.version(0, 0);
            long heap = block.address();
            long offset = block.unsigned(offsetWidth);
            if (block.remaining() != (long) entries * block.widths().offsets() + 4) {
                throw new FormatException(block.structure(), entries + " children", block.remaining() + " bytes");
            }
            List<Long> children = new ArrayList<>(entries);
            for (int i = 0; i < entries; i++) {
                children.add(block.address());
            }
            block.checksum();
            return new FractalIndirectBlock(heap, offset, children);
        }

        @Override
        public void encode(FractalIndirectBlock value, ByteSink sink) {
            if (value.children.size() != entries) {
                throw new FormatException(STRUCTURE, entries + " children", value.children.size() + " children");
            }
            int start = sink.position();
            sink.signature("FHIB").u8(0).address(value.heap).unsigned(offsetWidth, value.offset);
            value.children.forEach(sink::address);
            sink.checksum(start);
        }
    }
}
