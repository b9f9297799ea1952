package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Puts things in the order of their names. Large groups have them in the order of hashes; to compare names that lie all over the memory would cost more than to read them. So
 * the first letters in which they differ are packed into numbers, which are sorted instead.
 */
final class NameOrder {
    private static final int FEW = 512;
    private static final int BITS = 8;

    private NameOrder() {}

    /** A list of the same things in order; things of one name keep theirs. */
    static <T> List<T> sorted(List<T> things, Function<T, String> name) {
        List<T> list = new ArrayList<>(things);
        if (isSorted(list, name)) {
            return list;
        }
        long[] keys = list.size() < FEW ? new long[0] : keys(list, name);
        if (keys.length == 0) {
            list.sort(Comparator.comparing(name));
            return list;
        }
        Arrays.sort(keys);
        int indexBits = indexBits(list);
        List<T> sorted = new ArrayList<>(list.size());
        for (int from = 0; from < keys.length; ) {
            int to = from;
            while (to < keys.length && keys[to] >>> indexBits == keys[from] >>> indexBits) {
                sorted.add(list.get((int) (keys[to] & ((1L << indexBits) - 1))));
                to++;
            }
            if (to - from > 1) {
                sorted.subList(from, to).sort(Comparator.comparing(name));
            }
            from = to;
        }
        return sorted;
    }

    private static <T> boolean isSorted(List<T> list, Function<T, String> name) {
        for (int i = 1; i < list.size(); i++) {
            if (name.apply(list.get(i - 1)).compareTo(name.apply(list.get(i))) > 0) {
                return false;
            }
        }
        return true;
    }

    private static int indexBits(List<?> list) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(list.size() - 1);
    }

    /** Letters, and in the lowest bits where each thing stands; empty if there are letters that do not fit. */
    private static <T> long[] keys(List<T> list, Function<T, String> name) {
        int shared = shared(list, name);
        int indexBits = indexBits(list);
        int letters = (Long.SIZE - 1 - indexBits) / BITS;
        long[] keys = new long[list.size()];
        for (int i = 0; i < keys.length; i++) {
            String text = name.apply(list.get(i));
            long key = 0;
            for (int at = shared; at < shared + letters; at++) {
                int letter = at < text.length() ? text.charAt(at) : 0;
                if (letter >= 1 << BITS) {
                    return new long[0];
                }
                key = (key << BITS) | letter;
            }
            keys[i] = (key << indexBits) | i;
        }
        return keys;
    }

    /** How many letters all names begin with. */
    private static <T> int shared(List<T> list, Function<T, String> name) {
        String first = name.apply(list.get(0));
        int shared = first.length();
        for (T thing : list) {
            String text = name.apply(thing);
            shared = Math.min(shared, text.length());
            for (int at = 0; at < shared; at++) {
                if (text.charAt(at) != first.charAt(at)) {
                    shared = at;
                }
            }
        }
        return shared;
    }
}
