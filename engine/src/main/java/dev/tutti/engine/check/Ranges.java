package dev.tutti.engine.check;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Ranges of the file that structures occupy; finds those that overlap. Not thread-safe. */
final class Ranges {
    private long[] from = new long[256];
    private long[] length = new long[256];
    private int count;

    void add(long address, long bytes) {
        if (bytes <= 0) {
            return;
        }
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            length = Arrays.copyOf(length, count * 2);
        }
        from[count] = address;
        length[count] = bytes;
        count++;
    }

    /** First byte behind all ranges. */
    long end() {
        long end = 0;
        for (int i = 0; i < count; i++) {
            end = Math.max(end, from[i] + length[i]);
        }
        return end;
    }

    /** The ranges by address, of those that overlap any one. */
    NavigableMap<Long, Long> sorted() {
        NavigableMap<Long, Long> sorted = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            sorted.merge(from[i], length[i], Math::max);
        }
        return sorted;
    }

    /** Calls {@code overlap} with the addresses of two ranges that share bytes, for neighbours in order of address, at most {@code most} times. */
    void overlaps(int most, BiConsumer<Long, Long> overlap) {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(from[a], from[b]));
        int found = 0;
        long end = Long.MIN_VALUE;
        int last = -1;
        for (int i : order) {
            if (last >= 0 && from[i] < end && found < most) {
                overlap.accept(from[last], from[i]);
                found++;
            }
            if (from[i] + length[i] > end) {
                end = from[i] + length[i];
                last = i;
            }
        }
    }
}
