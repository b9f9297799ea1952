package dev.tutti.engine.heap;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.heap.LocalHeap;
import dev.tutti.format.heap.LocalHeap.Free;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A local heap: the names of a group of the old form, and the paths of its symbolic links. Texts take multiples of 8 bytes; the room between them is kept in a list
 * of free blocks, neighbours joined, which new texts use first. When nothing fits, the data moves to a block of twice the size. Immutable; the state is in the
 * view.
 */
public final class LocalNames {
    private static final int ALIGNMENT = 8;

    /** Room that the C library gives a new group: the empty name, four names of up to 15 bytes, and a free block. */
    private static final int FIRST_NAMES = ALIGNMENT + 4 * 16;

    /** Longest data; a text's offset in it is an index of an array. */
    private static final long LONGEST = 1 << 30;

    private final long address;

    private LocalNames(long address) {
        this.address = address;
    }

    /** The heap whose header is at {@code address}. */
    public static LocalNames open(long address) {
        return new LocalNames(address);
    }

    /** Makes a heap that holds the empty text at offset 0. */
    public static LocalNames create(MetaTransaction tx) {
        int size = aligned(FIRST_NAMES + smallestFree(tx.widths()));
        List<Free> free = List.of(new Free(ALIGNMENT, size - ALIGNMENT));
        int length = headerLength(tx.widths());
        long address = tx.allocate(length, MetaTransaction.Placement.METADATA);
        LocalNames heap = new LocalNames(address);
        long data = tx.allocate(size, MetaTransaction.Placement.METADATA);
        heap.stage(tx, data, new byte[size], free);
        return heap;
    }

    private static int headerLength(Widths widths) {
        return ByteSink.lengthOf(widths, sink -> LocalHeap.CODEC.encode(new LocalHeap(0, LocalHeap.NONE, 0), sink));
    }

    private static int aligned(long length) {
        return (int) (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static int smallestFree(Widths widths) {
        return aligned(2L * widths.lengths());
    }

    /** Where the header is. */
    public long address() {
        return address;
    }

    private LocalHeap header(MetaView view) {
        LocalHeap heap = view.load(address, LocalHeap.CODEC);
        if (heap.size() > view.endOfAllocation()) {
            throw view.corrupt(
                    address, new FormatException("local heap", "data inside the file", heap.size() + " bytes"));
        }
        return heap;
    }

    /** All texts. */
    public LocalHeap.Data data(MetaView view) {
        LocalHeap heap = header(view);
        return view.load(heap.data(), heap.dataCodec());
    }

    /** The free blocks; what is wrong with their list is said in an exception. */
    public List<Free> freeBlocks(MetaView view) {
        LocalHeap heap = header(view);
        try {
            return view.load(heap.data(), heap.dataCodec()).free(heap.firstFree(), view.widths());
        } catch (FormatException e) {
            throw view.corrupt(heap.data(), e);
        }
    }

    /** @param bytes what nobody else changes */
    private void stage(MetaTransaction tx, long data, byte[] bytes, List<Free> free) {
        long first = free.isEmpty() ? LocalHeap.NONE : free.get(0).offset();
        LocalHeap heap = new LocalHeap(bytes.length, first, data);
        LocalHeap.Data marked = LocalHeap.Data.of(bytes, free, tx.token());
        tx.stage(data, marked, heap.dataCodec(), Rank.INDEX_LEAF);
        tx.stage(address, heap, LocalHeap.CODEC, Rank.INDEX_HEADER);
    }

    /** Adds a text, which holds no zero byte; returns its offset. */
    public long insert(MetaTransaction tx, byte[] text) {
        LocalHeap heap = header(tx);
        List<Free> free = new ArrayList<>(freeBlocks(tx));
        LocalHeap.Data before = data(tx);
        // Texts go into bytes that were free: whoever stands on the data as it was before finds all of its own as they
        // were.
        byte[] bytes = before.isOf(tx.token()) ? before.bytes() : before.bytes().clone();
        int needed = aligned(text.length + 1L);
        int index = fitting(free, needed, smallestFree(tx.widths()));
        long data = heap.data();
        if (index < 0) {
            byte[] larger = grown(tx, bytes, free, needed);
            data = tx.allocate(larger.length, MetaTransaction.Placement.METADATA);
            tx.release(heap.data(), bytes.length);
            bytes = larger;
            index = free.size() - 1;
        }
        Free block = free.remove(index);
        long rest = block.size() - needed;
        if (rest >= smallestFree(tx.widths())) {
            free.add(index, new Free(block.offset() + needed, rest));
        }
        int offset = (int) block.offset();
        Arrays.fill(bytes, offset, offset + needed, (byte) 0);
        System.arraycopy(text, 0, bytes, offset, text.length);
        stage(tx, data, bytes, free);
        return offset;
    }

    /** The first block that a text fits so that nothing, or a block that can be listed, is left; -1 if there is none. */
    private static int fitting(List<Free> free, int needed, int smallest) {
        for (int i = 0; i < free.size(); i++) {
            long rest = free.get(i).size() - needed;
            if (rest == 0 || rest >= smallest) {
                return i;
            }
        }
        return -1;
    }

    /** The bytes with at least as much room behind them as is needed; the last of the free blocks is the one there. */
    private byte[] grown(MetaTransaction tx, byte[] bytes, List<Free> free, int needed) {
        long end = bytes.length;
        int last = -1;
        for (int i = 0; i < free.size(); i++) {
            last = free.get(i).offset() + free.get(i).size() == end ? i : last;
        }
        long from = last < 0 ? aligned(end) : free.remove(last).offset();
        long size = aligned(Math.max(2 * end, from + needed + smallestFree(tx.widths())));
        if (size > LONGEST) {
            throw new H5UnsupportedException(tx.path() + ": the names of the group whose local heap is at byte "
                    + address + " take more than " + LONGEST + " bytes; put some of the links into other groups");
        }
        free.add(new Free(from, size - from));
        return Arrays.copyOf(bytes, (int) size);
    }

    /** Takes the text at an offset out. */
    public void remove(MetaTransaction tx, long offset) {
        LocalHeap heap = header(tx);
        LocalHeap.Data data = tx.load(heap.data(), heap.dataCodec());
        byte[] bytes = data.bytes();
        long from = offset;
        long size;
        try {
            size = Math.min(aligned(data.name(offset).length + 1L), bytes.length - offset);
        } catch (FormatException e) {
            throw tx.corrupt(heap.data(), e);
        }
        List<Free> free = new ArrayList<>(freeBlocks(tx));
        for (int i = 0; i < free.size(); ) {
            Free block = free.get(i);
            boolean before = block.offset() + block.size() == from;
            if (before || from + size == block.offset()) {
                from = Math.min(from, block.offset());
                size += block.size();
                free.remove(i);
                i = 0; // what has grown may now reach one that was looked at
            } else {
                i++;
            }
        }
        if (size >= smallestFree(tx.widths())) {
            free.add(0, new Free(from, size));
        }
        stage(tx, heap.data(), bytes.clone(), free);
    }

    /** Where header and data lie: address and length of each. */
    public List<long[]> extents(MetaView view) {
        LocalHeap heap = header(view);
        return List.of(new long[] {address, headerLength(view.widths())}, new long[] {heap.data(), heap.size()});
    }

    /** Gives back the space of the heap. */
    public void free(MetaTransaction tx) {
        extents(tx).forEach(range -> tx.release(range[0], range[1]));
    }
}
