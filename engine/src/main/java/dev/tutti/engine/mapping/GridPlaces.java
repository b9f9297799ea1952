package dev.tutti.engine.mapping;

import java.util.Arrays;

/** A selection that is regular in each dimension: blocks at equal distances, of which the last may be cut off. */
final class GridPlaces implements Places {
    private final int rank;
    private final long[] shape;
    private final long[] start;
    private final long[] stride;
    private final long[] block;
    private final long[] width;
    private final long[] memory;
    private final long[] numbers;
    private final long count;

    /** The first dimension from which on everything after it is selected whole, so that it can be taken in runs. */
    private final int inner;

    /**
     * A selection.
     *
     * @param width indices that are selected in each dimension
     */
    GridPlaces(long[] shape, long[] start, long[] stride, long[] block, long[] width) {
        this.rank = shape.length;
        if (start.length != rank) {
            throw new IndexOutOfBoundsException(
                    "a selection of " + start.length + " dimensions in a dataset of " + rank);
        }
        this.shape = shape.clone();
        this.start = start.clone();
        this.stride = stride.clone();
        this.block = block.clone();
        this.width = width.clone();
        this.memory = new long[rank];
        this.numbers = new long[rank];
        boolean empty = Arrays.stream(width).anyMatch(w -> w == 0);
        long at = 1;
        long number = 1;
        for (int d = rank - 1; d >= 0; d--) {
            if (this.block[d] == this.stride[d] || width[d] <= this.block[d]) {
                this.block[d] = Math.max(1, width[d]);
                this.stride[d] = this.block[d];
            }
            if (!empty && end(d) > shape[d]) {
                throw new IndexOutOfBoundsException("the selection reaches index " + (end(d) - 1) + " of dimension " + d
                        + ", which has " + shape[d] + " elements");
            }
            memory[d] = at;
            numbers[d] = number;
            at = Math.multiplyExact(at, Math.max(1, shape[d]));
            number = Math.multiplyExact(number, width[d]);
        }
        this.count = number;
        int first = rank - 1;
        while (first > 0 && this.start[first] == 0 && this.block[first] == shape[first]) {
            first--;
        }
        this.inner = first;
    }

    private long end(int d) {
        long last = width[d] - 1;
        return Math.addExact(
                start[d], Math.addExact(Math.multiplyExact(last / block[d], stride[d]), last % block[d] + 1));
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public long[] low() {
        return start.clone();
    }

    @Override
    public long[] high() {
        long[] high = new long[rank];
        Arrays.setAll(high, d -> count == 0 ? start[d] : end(d));
        return high;
    }

    @Override
    public Intervals within(long[] from, long[] to) {
        Intervals found = new Intervals();
        if (count > 0) {
            if (rank == 0) {
                found.add(0, 0, 1);
            } else {
                walk(0, 0, 0, from, to, found);
            }
        }
        return found;
    }

    private boolean wholeBehind(int d, long[] from, long[] to) {
        for (int e = d + 1; e < rank; e++) {
            if (from[e] > 0 || to[e] < shape[e]) {
                return false;
            }
        }
        return true;
    }

    private void walk(int d, long offset, long number, long[] from, long[] to, Intervals found) {
        boolean runs = d == rank - 1 || (d >= inner && wholeBehind(d, from, to));
        long first = Math.max(0, (from[d] - start[d]) / stride[d]);
        for (long b = first; b * block[d] < width[d]; b++) {
            long begin = start[d] + b * stride[d];
            if (begin >= to[d]) {
                return;
            }
            long low = Math.max(begin, from[d]);
            long high = Math.min(Math.min(begin + block[d], begin + width[d] - b * block[d]), to[d]);
            long chosen = b * block[d] + low - begin;
            if (runs && low < high) {
                found.add(offset + low * memory[d], number + chosen * numbers[d], (high - low) * numbers[d]);
            } else {
                for (long i = low; i < high; i++) {
                    walk(d + 1, offset + i * memory[d], number + (chosen + i - low) * numbers[d], from, to, found);
                }
            }
        }
    }

    @Override
    public void locate(long number, long length, Intervals.Taker taker) {
        long end = Math.min(count, number + length);
        if (rank == 0 && number < end) {
            taker.take(0, 0, 1);
            return;
        }
        long at = number;
        while (at < end) {
            long rest = at;
            long offset = 0;
            for (int d = 0; d < inner; d++) {
                offset += index(d, rest / numbers[d]) * memory[d];
                rest %= numbers[d];
            }
            long chosen = rest / numbers[inner];
            long inside = rest % numbers[inner];
            offset += index(inner, chosen) * memory[inner] + inside;
            long left = Math.min(block[inner] - chosen % block[inner], width[inner] - chosen);
            long run = Math.min(left * numbers[inner] - inside, end - at);
            taker.take(offset, at, run);
            at += run;
        }
    }

    private long index(int d, long chosen) {
        return start[d] + chosen / block[d] * stride[d] + chosen % block[d];
    }
}
