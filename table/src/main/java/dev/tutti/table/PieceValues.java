package dev.tutti.table;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import java.lang.reflect.Array;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The values of a dataset one by one, read in pieces, of which one is in memory at a time. */
final class PieceValues implements Iterator<@Nullable Object> {
    private final Dataset dataset;
    private final Iterator<Slice> pieces;
    private Object piece = new Object[0];
    private int length;
    private int next;

    PieceValues(Dataset dataset, Iterator<Slice> pieces) {
        this.dataset = dataset;
        this.pieces = pieces;
    }

    @Override
    public boolean hasNext() {
        while (next == length && pieces.hasNext()) {
            piece = dataset.read(pieces.next());
            length = Array.getLength(piece);
            next = 0;
        }
        return next < length;
    }

    @Override
    public @Nullable Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return Array.get(piece, next++);
    }
}
