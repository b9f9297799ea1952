package dev.tutti.hdf5;

import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * A selection cut along one dimension, outside of which only one index is selected; of the dimensions inside, each band has all that is selected.
 *
 * @param extent how many indices are selected, per dimension
 * @param dimension the one that is cut
 * @param elements how many elements a band has at most, unless one index has more
 * @param part the slice of a range of what is selected along the dimension
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record SliceBands(long[] extent, int dimension, long elements, Range part) implements Iterable<Slice> {
    /** Makes the slice of a range. */
    interface Range {
        Slice of(long from, long to);
    }

    @Override
    public Iterator<Slice> iterator() {
        long others = 1;
        for (int d = 0; d < extent.length; d++) {
            others *= d == dimension ? 1 : extent[d];
        }
        long end = others == 0 ? 0 : extent[dimension];
        long step = Math.max(1, elements / Math.max(1, others));
        return LongStream.iterate(0, from -> from < end, from -> from + step)
                .mapToObj(from -> part.of(from, Math.min(end, from + step)))
                .iterator();
    }
}
