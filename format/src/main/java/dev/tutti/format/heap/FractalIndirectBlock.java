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
 * Fractal heap indirect block (format specification III.G): where the blocks of one doubling table lie. Version 0 is read and written.
 *
 * <pre>
 *  4  signature "FHIB"
 *  1  version, 0
 *  O  address of the heap's header
 *  v  offset of the block in the heap
 *     per row and column:
 *       O  address of the block, undefined if it was never needed
 *       only for direct blocks of heaps with filters:
 *         L  bytes that the block takes in the file
 *         4  filter mask
 *  4  checksum
 * </pre>
 *
 * @param heap address of the heap's header
 * @param offset offset of the block in the heap
 * @param children addresses, row by row
 * @param filtered what filters made of the children that are direct blocks; empty in a heap without filters
 */
public record FractalIndirectBlock(
        long heap, long offset, List<Long> children, List<FractalIndirectBlock.Filtered> filtered) {
    private static final String STRUCTURE = "fractal heap indirect block";

    /**
     * A direct block that went through filters.
     *
     * @param size bytes that it takes in the file
     * @param mask the filters that were left out, bit 0 the first
     */
    public record Filtered(long size, int mask) {}

    /** Takes copies of the lists. */
    public FractalIndirectBlock {
        children = List.copyOf(children);
        filtered = List.copyOf(filtered);
    }

    /** A block of a heap without filters. */
    public FractalIndirectBlock(long heap, long offset, List<Long> children) {
        this(heap, offset, children, List.of());
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

    /** The codec for blocks of {@code rows} rows in a heap. */
    public static BlockCodec<FractalIndirectBlock> codec(FractalHeapHeader header, int rows) {
        int direct =
                header.filters() == null ? 0 : Math.min(rows, header.table().directRows());
        int width = header.table().width();
        return new Codec(rows * width, direct * width, header.table().offsetWidth());
    }

    private record Codec(int entries, int direct, int offsetWidth) implements BlockCodec<FractalIndirectBlock> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            int fixed = ByteSink.lengthOf(widths, sink -> new Codec(0, 0, offsetWidth)
                    .encode(new FractalIndirectBlock(0, 0, List.of()), sink));
            return Math.toIntExact(fixed + (long) entries * widths.offsets() + (long) direct * (widths.lengths() + 4));
        }

        @Override
        public FractalIndirectBlock decode(ByteSource block) {
            block.signature("FHIB");
            block.version(0, 0);
            long heap = block.address();
            long offset = block.unsigned(offsetWidth);
            if (block.remaining()
                    != (long) entries * block.widths().offsets()
                            + (long) direct * (block.widths().lengths() + 4)
                            + 4) {
                throw new FormatException(block.structure(), entries + " children", block.remaining() + " bytes");
            }
            List<Long> children = new ArrayList<>(entries);
            List<Filtered> filtered = new ArrayList<>(direct);
            for (int i = 0; i < entries; i++) {
                children.add(block.address());
                if (i < direct) {
                    filtered.add(new Filtered(block.length(), block.i32()));
                }
            }
            block.checksum();
            return new FractalIndirectBlock(heap, offset, children, filtered);
        }

        @Override
        public void encode(FractalIndirectBlock value, ByteSink sink) {
            if (value.children.size() != entries || value.filtered.size() != direct) {
                throw new FormatException(STRUCTURE, entries + " children", value.children.size() + " children");
            }
            int start = sink.position();
            sink.signature("FHIB").u8(0).address(value.heap).unsigned(offsetWidth, value.offset);
            for (int i = 0; i < entries; i++) {
                sink.address(value.children.get(i));
                if (i < direct) {
                    sink.length(value.filtered.get(i).size())
                            .u32(value.filtered.get(i).mask());
                }
            }
            sink.checksum(start);
        }
    }
}
