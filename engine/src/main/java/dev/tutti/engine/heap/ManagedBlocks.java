package dev.tutti.engine.heap;

import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.heap.DoublingTable;
import dev.tutti.format.heap.FractalDirectBlock;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.heap.FractalIndirectBlock;
import dev.tutti.format.heap.FractalIndirectBlock.Filtered;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import org.jspecify.annotations.Nullable;

/** Finds and reads the blocks of one fractal heap in one view. */
final class ManagedBlocks {
    /** A direct block and where it lies. */
    record Located(long address, int size, FractalDirectBlock block) {
        boolean covers(long offset) {
            return offset >= block.offset() && offset - block.offset() < size;
        }
    }

    private final MetaView view;
    private final long heap;
    private final FractalHeapHeader header;
    private final DoublingTable table;
    private final int overhead;

    ManagedBlocks(MetaView view, long heap, FractalHeapHeader header) {
        this.view = view;
        this.heap = heap;
        this.header = header;
        this.table = header.table();
        this.overhead = header.directOverhead(view.widths());
    }

    byte[] read(ManagedObject object) {
        Located located = locate(object);
        return located.block.bytes(position(located, object), object.length());
    }

    /** Where the object starts among the bytes of its block. */
    int position(Located located, ManagedObject object) {
        long from = object.offset() - located.block.offset() - overhead;
        if (from < 0 || from + object.length() > located.block.length()) {
            throw new FormatException(
                    "fractal heap ID",
                    "an object inside a direct block",
                    object.length() + " bytes at offset " + object.offset());
        }
        return (int) from;
    }

    /** The direct block that covers the offset of an object. */
    Located locate(ManagedObject object) {
        if (table.rootRows() == 0) {
            FractalHeapHeader.Filters filters = header.filters();
            return direct(
                    table.root(),
                    table.startBlock(),
                    0,
                    filters == null ? null : new Filtered(filters.rootSize(), filters.rootMask()));
        }
        long address = table.root();
        int rows = table.rootRows();
        long base = 0;
        while (true) {
            FractalIndirectBlock block = indirect(address, rows, base);
            int row = table.rowOf(object.offset() - base);
            if (row >= rows) {
                throw new FormatException("fractal heap ID", "an offset inside the heap", "" + object.offset());
            }
            long size = table.blockSize(row);
            int column = (int) ((object.offset() - base - table.rowOffset(row)) / size);
            int entry = row * table.width() + column;
            address = block.children().get(entry);
            base += table.rowOffset(row) + column * size;
            if (row < table.directRows()) {
                Filtered filtered =
                        block.filtered().isEmpty() ? null : block.filtered().get(entry);
                return direct(address, (int) size, base, filtered);
            }
            rows = table.childRows(row);
        }
    }

    private Located direct(long address, int size, long offset, @Nullable Filtered filtered) {
        if (address == ByteSource.UNDEFINED) {
            throw new FormatException("fractal heap ID", "an offset in a block that exists", "" + offset);
        }
        BlockCodec<FractalDirectBlock> codec = FractalDirectBlock.codec(header, size);
        FractalDirectBlock block = view.load(
                address,
                filtered == null ? codec : new FilteredBlocks(header, view.widths()).codec(codec, size, filtered));
        check(address, "fractal heap direct block", block.heap(), block.offset(), offset);
        return new Located(address, size, block);
    }

    FractalIndirectBlock indirect(long address, int rows, long offset) {
        if (address == ByteSource.UNDEFINED) {
            throw new FormatException("fractal heap ID", "an offset in a block that exists", "" + offset);
        }
        FractalIndirectBlock block = view.load(address, FractalIndirectBlock.codec(header, rows));
        check(address, "fractal heap indirect block", block.heap(), block.offset(), offset);
        return block;
    }

    private void check(long address, String structure, long foundHeap, long foundOffset, long offset) {
        if (foundHeap != heap || foundOffset != offset) {
            throw view.corrupt(
                    address,
                    new FormatException(
                            structure,
                            "offset " + offset + " of the heap at " + heap,
                            "offset " + foundOffset + " of the heap at " + foundHeap));
        }
    }
}
