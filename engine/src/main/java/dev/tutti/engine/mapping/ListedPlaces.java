package dev.tutti.engine.mapping;

import dev.tutti.format.selection.StoredSelection.Blocks;
import dev.tutti.format.selection.StoredSelection.Points;
import java.util.Arrays;

/** A selection whose elements the file lists: points, or boxes of any kind. */
final class ListedPlaces implements Places {
    private final long[] shape;
    private final long[] low;
    private final long[] high;
    private final Intervals byNumber;
    private final Intervals byOffset;
    private final long count;

    private ListedPlaces(long[] shape, long[] low, long[] high, Intervals byNumber) {
        this.shape = shape;
        this.low = low;
        this.high = high;
        this.byNumber = byNumber;
        this.byOffset = byNumber.byOffset();
        int last = byNumber.size() - 1;
        this.count = last < 0 ? 0 : byNumber.number(last) + byNumber.length(last);
    }

    static ListedPlaces of(Points points, long[] shape) {
        Corners corners = new Corners(points.rank(), shape);
        Intervals found = new Intervals();
        for (int i = 0; i < points.count(); i++) {
            long[] point = Arrays.copyOfRange(points.coordinates(), i * shape.length, (i + 1) * shape.length);
            corners.add(point, point);
            found.add(offset(point, shape), i, 1);
        }
        return new ListedPlaces(shape, corners.low, corners.high, found);
    }

    static ListedPlaces of(Blocks blocks, long[] shape) {
        int rank = shape.length;
        Corners corners = new Corners(blocks.rank(), shape);
        Intervals rows = new Intervals();
        for (int i = 0; i < blocks.count(); i++) {
            long[] first = Arrays.copyOfRange(blocks.corners(), 2 * i * rank, (2 * i + 1) * rank);
            long[] last = Arrays.copyOfRange(blocks.corners(), (2 * i + 1) * rank, (2 * i + 2) * rank);
            corners.add(first, last);
            long[] ones = new long[rank];
            Arrays.fill(ones, 1);
            long[] lengths = new long[rank];
            Arrays.setAll(lengths, d -> last[d] - first[d] + 1);
            // Numbers that never go on where those of the box before ended, so that boxes stay apart.
            Intervals box = new GridPlaces(shape, first, ones, ones, lengths).within(new long[rank], shape);
            for (int r = 0; r < box.size(); r++) {
                rows.add(box.offset(r), 0, box.length(r));
            }
        }
        Intervals sorted = rows.byOffset();
        Intervals numbered = new Intervals();
        long number = 0;
        for (int i = 0; i < sorted.size(); i++) {
            numbered.add(sorted.offset(i), number, sorted.length(i));
            number += sorted.length(i);
        }
        return new ListedPlaces(shape, corners.low, corners.high, numbered);
    }

    private static final class Corners {
        private final long[] low;
        private final long[] high;
        private final long[] shape;

        Corners(int rank, long[] shape) {
            if (rank != shape.length) {
                throw new IndexOutOfBoundsException(
                        "a selection of " + rank + " dimensions in a dataset of " + shape.length);
            }
            this.shape = shape;
            low = shape.clone();
            high = new long[rank];
        }

        void add(long[] first, long[] last) {
            for (int d = 0; d < shape.length; d++) {
                if (last[d] >= shape[d]) {
                    throw new IndexOutOfBoundsException("the selection reaches index " + last[d] + " of dimension " + d
                            + ", which has " + shape[d] + " elements");
                }
                low[d] = Math.min(low[d], first[d]);
                high[d] = Math.max(high[d], last[d] + 1);
            }
        }
    }

    private static long offset(long[] point, long[] shape) {
        long offset = 0;
        for (int d = 0; d < shape.length; d++) {
            offset = offset * shape[d] + point[d];
        }
        return offset;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public long[] low() {
        return low.clone();
    }

    @Override
    public long[] high() {
        return high.clone();
    }

    @Override
    public Intervals within(long[] from, long[] to) {
        long first = 0;
        long last = 0;
        for (int d = 0; d < shape.length; d++) {
            first = first * shape[d] + from[d];
            last = last * shape[d] + to[d] - 1;
        }
        Intervals found = new Intervals();
        for (int i = 0; i < byOffset.size(); i++) {
            if (byOffset.end(i) > first && byOffset.offset(i) <= last) {
                found.add(byOffset.offset(i), byOffset.number(i), byOffset.length(i));
            }
        }
        return found;
    }

    @Override
    public void locate(long number, long length, Intervals.Taker taker) {
        int low = 0;
        int high = byNumber.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byNumber.number(middle) + byNumber.length(middle) <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long at = number;
        long end = Math.min(count, number + length);
        for (int i = low; at < end; i++) {
            long inside = at - byNumber.number(i);
            long run = Math.min(byNumber.length(i) - inside, end - at);
            taker.take(byNumber.offset(i) + inside, at, run);
            at += run;
        }
    }
}
