package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.index.ChunkElements;
import dev.tutti.format.index.ElementEncoding;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkedLayout;

/** An array of chunks by number, in blocks of the file. Stateless; the address is that of the array's header. */
abstract sealed class ChunkArray permits ExtensibleArray, FixedArray {
    /** Takes elements that name a chunk. */
    interface Visitor {
        void visit(long number, ChunkElements elements, int i);
    }

    /** Where an element is. */
    record Slot(ChunkElements elements, int i) {
        static final Slot NONE = new Slot(ChunkElements.NONE, 0);

        boolean defined() {
            return i < elements.count() && elements.defined(i);
        }
    }

    /** Makes an array without elements and returns its address. */
    abstract long create(MetaTransaction tx);

    /** The element that stands for a chunk, or {@link Slot#NONE} if there is no block for it. */
    abstract Slot find(MetaView view, long address, long number);

    /** Visits the elements below {@code end} that name a chunk. */
    abstract void forEach(MetaView view, long address, long end, Visitor visitor);

    /** Sets an element and makes the blocks that it needs. */
    abstract void set(MetaTransaction tx, long address, long number, Value value);

    /** Gives all blocks back. */
    abstract void free(MetaTransaction tx, long address);

    /** The new content of an element. */
    record Value(long address, long storedBytes, int filterMask) {
        ChunkElements in(ChunkElements elements, int i, MetaTransaction tx) {
            try {
                return elements.with(i, address, storedBytes, filterMask);
            } catch (FormatException e) {
                throw new H5UnsupportedException(tx.path() + ": the index of the dataset has room for " + e.expected()
                        + ", the chunk has " + e.found());
            }
        }
    }

    /**
     * Room for an index block: inside one page of the file if it fits, since it will be changed in place. A longer one starts on a page
     * boundary, so that at least what stands before its pages lies in one.
     */
    static long allocate(MetaTransaction tx, long length) {
        return tx.allocate(length, MetaTransaction.Placement.METADATA);
    }

    /** Visits the elements of one block, the first of which has the number {@code first}. */
    static void visit(ChunkElements elements, long first, long limit, Visitor visitor) {
        int count = (int) Math.min(elements.count(), Math.max(0, limit - first));
        for (int i = 0; i < count; i++) {
            if (elements.defined(i)) {
                visitor.visit(first + i, elements, i);
            }
        }
    }

    /** The element encoding of a new index. */
    static ElementEncoding encoding(ChunkedLayout layout, FilterState filters) {
        if (filters == FilterState.UNFILTERED) {
            return ElementEncoding.UNFILTERED;
        }
        return layout.version() >= 5 ? new ElementEncoding(8) : ElementEncoding.filtered(layout.chunkBytes());
    }

    /** Checks that the array of a file is one for chunks of this kind. */
    static void requireFilters(
            MetaView view, long address, ElementEncoding encoding, FilterState filters, String structure) {
        if (encoding.filtered() != (filters == FilterState.FILTERED)) {
            throw new H5CorruptException(
                    view.path(),
                    address,
                    structure,
                    filters == FilterState.FILTERED ? "entries of filtered chunks" : "entries of unfiltered chunks",
                    encoding.filtered() ? "entries of filtered chunks" : "entries of unfiltered chunks",
                    null);
        }
    }
}
