package dev.tutti.engine.heap;

import dev.tutti.engine.heap.ManagedBlocks.Located;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.io.ByteSource;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads many objects of one heap in the order in which they lie there. An index by name has them in the order of hashes: to follow it would be to look up a block for each object, and
 * to go through the memory at random.
 */
final class HeapScan {
    private static final String OBJECT = "fractal heap object";

    /** What stands before the offset in an ID. */
    private static final int FLAGS = 8;

    private final MetaView view;
    private final FractalHeap heap;
    private final FractalHeapHeader header;
    private final int idLength;
    private final int offsetBits;
    private final int lengthBits;

    HeapScan(MetaView view, FractalHeap heap, FractalHeapHeader header, int idLength) {
        this.view = view;
        this.heap = heap;
        this.header = header;
        this.idLength = idLength;
        this.offsetBits = Byte.SIZE * header.table().offsetWidth();
        this.lengthBits = Byte.SIZE * header.lengthWidth();
    }

    /** @param ids the bytes of each ID in order from the lowest; this call changes the array */
    void run(long[] ids, Consumer<ByteSource> visitor) {
        boolean sortable = offsetBits > 0
                && FLAGS + offsetBits + lengthBits <= Byte.SIZE * idLength
                && offsetBits <= Long.SIZE - 2 * FLAGS
                && header.idLength() <= idLength;
        if (!sortable) {
            for (long id : ids) {
                visitor.accept(single(id));
            }
            return;
        }
        for (int i = 0; i < ids.length; i++) {
            ids[i] = key(ids[i]);
        }
        Arrays.sort(ids);
        ManagedBlocks blocks = new ManagedBlocks(view, heap.address(), header);
        Located block = null;
        for (long key : ids) {
            if ((key & 0xff) != 0) { // not among the others in a block, or no ID at all
                visitor.accept(single(id(key)));
                continue;
            }
            long length = rest(key) & ((1L << lengthBits) - 1);
            ManagedObject object =
                    ManagedObject.checked(key >>> (Long.SIZE - offsetBits), length, header, view.widths());
            if (block == null || !block.covers(object.offset())) {
                block = blocks.locate(object);
            }
            visitor.accept(
                    block.block().source(OBJECT, view.widths(), blocks.position(block, object), object.length()));
        }
    }

    private ByteSource single(long id) {
        byte[] bytes = new byte[idLength];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (id >>> (Byte.SIZE * i));
        }
        return ByteSource.of(OBJECT, view.widths(), heap.read(view, bytes));
    }

    /** An ID with the offset in its highest bits, so that numbers are in the order of the heap. */
    private long key(long id) {
        return ((id >>> FLAGS) << (Long.SIZE - offsetBits)) | ((id >>> (FLAGS + offsetBits)) << FLAGS) | (id & 0xff);
    }

    /** What stands behind the offset in an ID. */
    private long rest(long key) {
        return (key & (~0L >>> offsetBits)) >>> FLAGS;
    }

    private long id(long key) {
        long rest = rest(key);
        return (rest << (FLAGS + offsetBits)) | ((key >>> (Long.SIZE - offsetBits)) << FLAGS) | (key & 0xff);
    }
}
