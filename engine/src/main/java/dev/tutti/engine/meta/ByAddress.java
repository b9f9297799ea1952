package dev.tutti.engine.meta;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values by address, where most addresses come in ascending order, as those of new space do: these stand one behind the other in arrays, so that adding one is a step and
 * going through all is a loop. An address below the last one that is not there yet goes into a tree beside them. Changing calls are guarded by
 * the write lock of the file; the others are for any thread, and see each value that was there when they began and was not taken away meanwhile.
 */
final class ByAddress<V> {
    /** Many transactions change a block or two. */
    private static final int SMALLEST = 4;

    /** Where the tree ends while it was never needed. */
    private static final long NO_OTHERS = Long.MIN_VALUE;

    /** With fewer places whose values are gone nothing is moved together. */
    private static final int FEW_GONE = 64;

    /** What is done with each value. */
    interface Visitor<V> {
        void visit(long address, V value);
    }

    /** Places by ascending address. An address never leaves its place, and a place is not used for another one: readers may be at it. */
    private static final class Row<V> {
        final long[] addresses;
        final AtomicReferenceArray<@Nullable V> values;
        volatile int count;

        Row(int capacity) {
            addresses = new long[capacity];
            values = new AtomicReferenceArray<>(capacity);
        }

        /** The place of an address, or -1. */
        int find(long address) {
            int used = count;
            if (used == 0 || address > addresses[used - 1] || address < addresses[0]) {
                return -1;
            }
            return address == addresses[used - 1] ? used - 1 : Arrays.binarySearch(addresses, 0, used, address);
        }

        /** How many of the first {@code used} places have a lower address. */
        int below(long address, int used) {
            if (used == 0 || addresses[used - 1] < address) {
                return used;
            }
            int at = Arrays.binarySearch(addresses, 0, used, address);
            return at < 0 ? -at - 1 : at;
        }

        boolean takes(long address) {
            return count == 0 || address > addresses[count - 1];
        }

        void append(long address, V value) {
            int at = count;
            addresses[at] = address;
            values.setRelease(at, value);
            count = at + 1; // last: whoever sees the number sees the place
        }
    }

    private final ConcurrentSkipListMap<Long, V> others = new ConcurrentSkipListMap<>();
    private volatile Row<V> row = new Row<>(SMALLEST);

    /** No address in the tree is higher: those that are need no search there. */
    private volatile long othersEnd = NO_OTHERS;

    private int size;

    /** Places of the row without a value. */
    private int gone;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The value at an address. */
    @Nullable
    V get(long address) {
        Row<V> now = row;
        int at = now.find(address);
        V found = at < 0 ? null : now.values.getAcquire(at);
        return found != null || address > othersEnd ? found : others.get(address);
    }

    /** Sets the value at an address; what was there before. */
    @Nullable
    V put(long address, V value) {
        Row<V> now = row;
        int at = now.find(address);
        V before;
        if (at >= 0) {
            before = now.values.getPlain(at);
            now.values.setRelease(at, value);
            gone -= before == null ? 1 : 0;
        } else if (now.takes(address) && (address > othersEnd || !others.containsKey(address))) {
            before = null;
            (now.count < now.addresses.length ? now : moved(now)).append(address, value);
        } else {
            othersEnd = Math.max(othersEnd, address); // first: a reader that sees the value looks for it
            before = others.put(address, value);
        }
        size += before == null ? 1 : 0;
        return before;
    }

    /** Takes the value at an address away; what it was. */
    @Nullable
    V remove(long address) {
        Row<V> now = row;
        int at = now.find(address);
        V before;
        if (at >= 0) {
            before = now.values.getPlain(at);
            now.values.setRelease(at, null);
            gone += before == null ? 0 : 1;
            if (gone > FEW_GONE && gone > now.count / 2) {
                moved(now);
            }
        } else {
            before = address > othersEnd ? null : others.remove(address);
        }
        size -= before == null ? 0 : 1;
        return before;
    }

    /** Puts a row with more room, and without places whose values are gone, in the place of this one. */
    private Row<V> moved(Row<V> old) {
        Row<V> now = new Row<>(Math.max(SMALLEST, 2 * (old.count - gone)));
        for (int i = 0; i < old.count; i++) {
            V value = old.values.getPlain(i);
            if (value != null) {
                now.append(old.addresses[i], value);
            }
        }
        gone = 0;
        row = now;
        return now;
    }

    /** Takes all values away. */
    void clear() {
        if (row.count > 0) {
            row = new Row<>(SMALLEST);
        }
        if (othersEnd != NO_OTHERS) {
            others.clear();
            othersEnd = NO_OTHERS;
        }
        size = 0;
        gone = 0;
    }

    /** Hands over all values by ascending address; they may be changed and taken away meanwhile. */
    void forEach(Visitor<? super V> visitor) {
        forEach(Long.MIN_VALUE, Long.MAX_VALUE, visitor);
    }

    /** The same for addresses of a range. */
    void forEach(long from, long to, Visitor<? super V> visitor) {
        Row<V> now = row;
        int used = now.count;
        long end = othersEnd;
        Iterator<Map.Entry<Long, V>> beside = from > end || end == NO_OTHERS
                ? Collections.emptyIterator()
                : others.subMap(from, to).entrySet().iterator();
        Map.Entry<Long, V> other = next(beside);
        for (int at = now.below(from, used); at < used && now.addresses[at] < to; at++) {
            V value = now.values.getAcquire(at);
            if (value == null) {
                continue;
            }
            while (other != null && other.getKey() < now.addresses[at]) {
                visitor.visit(other.getKey(), other.getValue());
                other = next(beside);
            }
            visitor.visit(now.addresses[at], value);
        }
        while (other != null) {
            visitor.visit(other.getKey(), other.getValue());
            other = next(beside);
        }
    }

    private static <E> @Nullable E next(Iterator<E> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    /** The value at the highest address below this one. */
    @Nullable
    V lower(long address) {
        Row<V> now = row;
        int at = now.below(address, now.count);
        V found = null;
        while (found == null && at > 0) {
            at--;
            found = now.values.getAcquire(at);
        }
        long end = othersEnd;
        if (end == NO_OTHERS || (found != null && now.addresses[at] >= end)) {
            return found;
        }
        Map.Entry<Long, V> other = others.lowerEntry(address);
        return other != null && (found == null || other.getKey() > now.addresses[at]) ? other.getValue() : found;
    }
}
