package dev.tutti.engine.mapping;

import dev.tutti.errors.H5TypeException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Runs of elements that follow each other both in a row-major array and in the order of a selection. Filled once, then read; belongs to one thread while it
 * is filled.
 */
public final class Intervals {
    /** More runs than that are refused: they would take more memory than the elements. */
    private static final int MOST = 1 << 22;

    private long[] offsets = new long[16];
    private long[] numbers = new long[16];
    private long[] lengths = new long[16];
    private int size;

    /** Takes runs. */
    @FunctionalInterface
    public interface Taker {
        /**
         * One run.
         *
         * @param offset its first element, counted in the array
         * @param number that element's number in the selection
         * @param length elements
         */
        void take(long offset, long number, long length);
    }

    /** Adds a run; joined with the one before if it goes on there. */
    public void add(long offset, long number, long length) {
        int last = size - 1;
        if (last >= 0 && offsets[last] + lengths[last] == offset && numbers[last] + lengths[last] == number) {
            lengths[last] += length;
            return;
        }
        if (size == MOST) {
            throw new H5TypeException(
                    "a selection that falls into more than " + MOST + " pieces; read a smaller part at once (rows())");
        }
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        offsets[size] = offset;
        numbers[size] = number;
        lengths[size] = length;
        size++;
    }

    /** Number of runs. */
    public int size() {
        return size;
    }

    /** First element of run {@code i} in the array. */
    public long offset(int i) {
        return offsets[i];
    }

    /** Number of run {@code i}'s first element in the selection. */
    public long number(int i) {
        return numbers[i];
    }

    /** Elements of run {@code i}. */
    public long length(int i) {
        return lengths[i];
    }

    /** One past the last element of run {@code i} in the array. */
    public long end(int i) {
        return offsets[i] + lengths[i];
    }

    /** The first run, of runs by ascending place, that ends behind a place in the array. */
    public int firstBehind(long offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The same runs by ascending place in the array. */
    public Intervals byOffset() {
        for (int i = 1; i < size; i++) {
            if (offsets[i] < offsets[i - 1]) {
                return sorted();
            }
        }
        return this;
    }

    private Intervals sorted() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> offsets[i]));
        Intervals sorted = new Intervals();
        for (Integer i : order) {
            sorted.add(offsets[i], numbers[i], lengths[i]);
        }
        return sorted;
    }
}
