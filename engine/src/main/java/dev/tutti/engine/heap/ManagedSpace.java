package dev.tutti.engine.heap;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.heap.DoublingTable;
import dev.tutti.format.heap.FractalDirectBlock;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.heap.FractalHeapHeader.Managed;
import dev.tutti.format.heap.FractalIndirectBlock;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change of the objects in the blocks of a fractal heap. Free bytes are taken from the list of the free-space manager first, then from
 * a new block behind the last one. Blocks too small for an object are passed over and stay unused: they cost heap space, no file space.
 */
final class ManagedSpace {
    private final MetaTransaction tx;
    private final long heap;
    private final int overhead;
    private FractalHeapHeader header;

    ManagedSpace(MetaTransaction tx, long heap, FractalHeapHeader header) {
        this.tx = tx;
        this.heap = heap;
        this.header = header;
        this.overhead = header.directOverhead(tx.widths());
    }

    /** The header after the change; the caller stages it. */
    FractalHeapHeader header() {
        return header;
    }

    private DoublingTable table() {
        return header.table();
    }

    private Managed managed() {
        return header.managed();
    }

    ManagedObject insert(byte[] object) {
        return insertAll(List.of(object)).get(0);
    }

    List<ManagedObject> insertAll(List<byte[]> objects) {
        FreeSections free = FreeSections.load(tx, managed().freeSpace(), table());
        List<ManagedObject> places = new ArrayList<>(objects.size());
        long taken = 0;
        for (byte[] object : objects) {
            long offset = free.take(object.length);
            if (offset < 0) {
                free.add(newBlock(object.length));
                offset = free.take(object.length);
            }
            places.add(new ManagedObject(offset, object.length));
            taken += object.length;
        }
        fill(places, objects);
        Managed old = managed();
        header = header.with(
                new Managed(
                        old.free() - taken,
                        free.store(tx),
                        old.size(),
                        old.allocated(),
                        old.next(),
                        old.count() + objects.size()),
                table());
        return places;
    }

    /** Puts the objects in their places; those that follow each other are mostly in the same block. */
    private void fill(List<ManagedObject> places, List<byte[]> objects) {
        ManagedBlocks blocks = new ManagedBlocks(tx, heap, header);
        int from = 0;
        while (from < places.size()) {
            ManagedBlocks.Located located = blocks.locate(places.get(from));
            int to = from + 1;
            while (to < places.size() && located.covers(places.get(to).offset())) {
                to++;
            }
            int[] positions = new int[to - from];
            for (int i = from; i < to; i++) {
                positions[i - from] = blocks.position(located, places.get(i));
            }
            FractalDirectBlock changed = located.block().with(positions, objects.subList(from, to));
            tx.stage(located.address(), changed, FractalDirectBlock.codec(header, located.size()), Rank.RAW);
            from = to;
        }
    }

    void remove(ManagedObject object) {
        Managed old = managed();
        ManagedBlocks blocks = new ManagedBlocks(tx, heap, header);
        blocks.position(blocks.locate(object), object);
        if (old.count() <= 1) {
            free();
            header = header.with(Managed.NONE, table().withRoot(ByteSource.UNDEFINED, 0));
            return;
        }
        FreeSections free = FreeSections.load(tx, old.freeSpace(), table());
        free.add(new FreeSections.Range(object.offset(), object.length()));
        header = header.with(
                new Managed(
                        old.free() + object.length(),
                        free.store(tx),
                        old.size(),
                        old.allocated(),
                        old.next(),
                        old.count() - 1),
                table());
    }

    /** Gives back all blocks and the free-space manager. */
    void free() {
        FreeSections.load(tx, managed().freeSpace(), table()).free(tx);
        if (table().root() == ByteSource.UNDEFINED) {
            return;
        }
        if (table().rootRows() == 0) {
            tx.release(table().root(), table().startBlock());
        } else {
            freeIndirect(table().root(), table().rootRows(), 0, new HashSet<>());
        }
    }

    private void freeIndirect(long address, int rows, long base, Set<Long> seen) {
        FractalIndirectBlock block = new ManagedBlocks(tx, heap, header).indirect(address, rows, base);
        for (int entry = 0; entry < block.children().size(); entry++) {
            long child = block.children().get(entry);
            if (child == ByteSource.UNDEFINED) {
                continue;
            }
            if (!seen.add(child)) {
                throw tx.corrupt(
                        address,
                        new FormatException(
                                "fractal heap indirect block", "a block in one place only", "address " + child));
            }
            int row = entry / table().width();
            long size = table().blockSize(row);
            if (row < table().directRows()) {
                tx.release(child, size);
            } else {
                long childBase = base + table().rowOffset(row) + entry % table().width() * size;
                freeIndirect(child, table().childRows(row), childBase, seen);
            }
        }
        tx.release(address, indirectLength(rows));
    }

    private int indirectLength(int rows) {
        return FractalIndirectBlock.codec(header, rows).prefix(tx.widths());
    }

    /** Makes the direct block that comes next and is large enough; its free bytes. */
    private FreeSections.Range newBlock(int request) {
        int row = table().rowForSize((long) request + overhead);
        long needed = table().blockSize(row);
        if (table().root() == ByteSource.UNDEFINED && row == 0) {
            return newRootBlock();
        }
        if (table().rootRows() == 0) {
            newRootIndirect(row + 1);
        }
        while (true) {
            if (managed().next() >= table().rowOffset(table().rootRows())) {
                extendRoot(row + 1);
            }
            FreeSections.Range range = blockAt(needed);
            if (range != null) {
                return range;
            }
        }
    }

    private FreeSections.Range newRootBlock() {
        int size = table().startBlock();
        long address = stageDirect(0, size);
        header = header.with(
                new Managed(size - overhead, managed().freeSpace(), size, size, 0, 0), table().withRoot(address, 0));
        return new FreeSections.Range(overhead, size - overhead);
    }

    private long stageDirect(long offset, int size) {
        long address = tx.allocate(size, Placement.METADATA);
        FractalDirectBlock block = new FractalDirectBlock(heap, offset, new byte[size - overhead]);
        tx.stage(address, block, FractalDirectBlock.codec(header, size), Rank.RAW);
        return address;
    }

    private long stageIndirect(FractalIndirectBlock block, int rows) {
        long address = tx.allocate(indirectLength(rows), Placement.METADATA);
        stageIndirect(address, block, rows);
        return address;
    }

    private void stageIndirect(long address, FractalIndirectBlock block, int rows) {
        BlockCodec<FractalIndirectBlock> codec = FractalIndirectBlock.codec(header, rows);
        tx.stage(address, block, codec, Rank.INDEX_NODE);
    }

    /** Puts an indirect block over the root direct block, or over nothing. */
    private void newRootIndirect(int leastRows) {
        int rows = Math.max(leastRows, table().startRows() == 0 ? table().maxRows() : table().startRows());
        FractalIndirectBlock root = FractalIndirectBlock.empty(heap, 0, rows * table().width());
        long next = 0;
        long free = 0;
        if (table().root() != ByteSource.UNDEFINED) {
            root = root.with(0, table().root());
            next = table().startBlock();
            free = managed().free() - table().emptySpace(0, overhead);
        }
        for (int row = 0; row < rows; row++) {
            free += table().width() * table().emptySpace(row, overhead);
        }
        long address = stageIndirect(root, rows);
        Managed old = managed();
        header = header.with(
                new Managed(free, old.freeSpace(), table().rowOffset(rows), old.allocated(), next, old.count()),
                table().withRoot(address, rows));
    }

    private void extendRoot(int leastRows) {
        int rows = table().rootRows();
        int more = Math.max(leastRows, Math.min(2 * rows, table().maxRows()));
        if (more <= rows) {
            throw new H5UnsupportedException(tx.path() + ": the fractal heap at address " + heap
                    + " is full: it cannot hold more than 2^" + table().heapBits() + " bytes");
        }
        FractalIndirectBlock root = new ManagedBlocks(tx, heap, header).indirect(table().root(), rows, 0);
        long address = stageIndirect(root.extended(more * table().width()), more);
        tx.release(table().root(), indirectLength(rows));
        long free = managed().free();
        for (int row = rows; row < more; row++) {
            free += table().width() * table().emptySpace(row, overhead);
        }
        Managed old = managed();
        header = header.with(
                new Managed(free, old.freeSpace(), table().rowOffset(more), old.allocated(), old.next(), old.count()),
                table().withRoot(address, more));
    }

    /** Makes the direct block at the next free place, or moves on from a place of smaller blocks and returns null. */
    private FreeSections.@Nullable Range blockAt(long needed) {
        long address = table().root();
        int rows = table().rootRows();
        long base = 0;
        while (true) {
            FractalIndirectBlock block = new ManagedBlocks(tx, heap, header).indirect(address, rows, base);
            int row = table().rowOf(managed().next() - base);
            long size = table().blockSize(row);
            int column = (int) ((managed().next() - base - table().rowOffset(row)) / size);
            int entry = row * table().width() + column;
            long start = base + table().rowOffset(row) + column * size;
            if (row < table().directRows()) {
                if (size < needed) {
                    int wanted = Math.min(rows, table().rowForSize(needed));
                    moveOn(base + table().rowOffset(wanted), 0);
                    return null;
                }
                if (block.children().get(entry) != ByteSource.UNDEFINED) {
                    moveOn(start + size, 0);
                    return null;
                }
                stageIndirect(address, block.with(entry, stageDirect(start, (int) size)), rows);
                moveOn(start + size, size);
                return new FreeSections.Range(start + overhead, size - overhead);
            }
            int childRows = table().childRows(row);
            if (table().blockSize(Math.min(childRows, table().directRows()) - 1) < needed) {
                moveOn(start + size, 0);
                return null;
            }
            long child = block.children().get(entry);
            if (child == ByteSource.UNDEFINED) {
                child = stageIndirect(FractalIndirectBlock.empty(heap, start, childRows * table().width()), childRows);
                stageIndirect(address, block.with(entry, child), rows);
            }
            address = child;
            rows = childRows;
            base = start;
        }
    }

    private void moveOn(long next, long allocated) {
        Managed old = managed();
        header = header.with(
                new Managed(old.free(), old.freeSpace(), old.size(), old.allocated() + allocated, next, old.count()),
                table());
    }
}
