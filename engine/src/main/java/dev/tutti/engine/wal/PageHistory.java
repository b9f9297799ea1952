package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The patches of one page in the order of their commits. Added to and pruned by one thread at a time; read by any, without a lock: a reader works on
 * the columns that it found, and entries behind their count are not there for it.
 */
final class PageHistory {
    /** Instead of a place in the log: the bytes stand in the file. */
    static final long IN_FILE = -1;

    private static final class Columns {
        final long[] lsn;
        final long[] image;
        final int[] crc;
        final short[] at;
        final short[] length;

        Columns(int capacity) {
            lsn = new long[capacity];
            image = new long[capacity];
            crc = new int[capacity];
            at = new short[capacity];
            length = new short[capacity];
        }

        Columns(Columns from, int first, int count, int capacity) {
            lsn = copy(from.lsn, first, count, capacity);
            image = copy(from.image, first, count, capacity);
            crc = Arrays.copyOf(Arrays.copyOfRange(from.crc, first, first + count), capacity);
            at = Arrays.copyOf(Arrays.copyOfRange(from.at, first, first + count), capacity);
            length = Arrays.copyOf(Arrays.copyOfRange(from.length, first, first + count), capacity);
        }

        private static long[] copy(long[] from, int first, int count, int capacity) {
            return Arrays.copyOf(Arrays.copyOfRange(from, first, first + count), capacity);
        }
    }

    /** Columns, how many entries they have, and the newest entry that was dropped. */
    private record State(Columns columns, int count, long dropped) {}

    private volatile State state = new State(new Columns(2), 0, 0);

    void add(long lsn, int at, int length, long image, int crc) {
        State now = state;
        Columns columns = now.columns;
        int count = now.count;
        if (count == columns.lsn.length) {
            columns = new Columns(columns, 0, count, count * 2);
        }
        columns.lsn[count] = lsn;
        columns.image[count] = image;
        columns.crc[count] = crc;
        columns.at[count] = (short) at;
        columns.length[count] = (short) length;
        state = new State(columns, count + 1, now.dropped);
    }

    void prune(long lsn) {
        State now = state;
        int keep = 0;
        while (keep < now.count && now.columns.lsn[keep] <= lsn) {
            keep++;
        }
        if (keep > 0) {
            int left = now.count - keep;
            state = new State(new Columns(now.columns, keep, left, Math.max(2, left)), left, now.columns.lsn[keep - 1]);
        }
    }

    int size() {
        return state.count;
    }

    boolean changed(int from, int to, long after, long upTo) {
        State now = state;
        if (now.dropped > after) {
            return true; // cannot be told any more
        }
        Columns columns = now.columns;
        for (int i = now.count - 1; i >= 0 && columns.lsn[i] > after; i--) {
            if (columns.lsn[i] <= upTo && columns.at[i] < to && columns.at[i] + columns.length[i] > from) {
                return true;
            }
        }
        return false;
    }

    /** Whether one patch with a commit point behind {@code after} set all bytes of a range. */
    boolean covers(int from, int to, long after) {
        State now = state;
        Columns columns = now.columns;
        for (int i = now.count - 1; i >= 0 && columns.lsn[i] > after; i--) {
            if (columns.image[i] != IN_FILE && columns.at[i] <= from && columns.at[i] + columns.length[i] >= to) {
                return true;
            }
        }
        return false;
    }

    /** Lays patches over bytes {@code from} to {@code to} of the page; byte 0 of the page would stand at {@code origin} of the target. */
    void overlay(int from, int to, long base, long snapshot, Versions.Log log, ByteBuffer target, int origin)
            throws IOException {
        State now = state;
        overlay(now.columns, now.count - 1, from, to, base, snapshot, log, target, origin);
    }

    /** The bytes that patches with commit points in ({@code base}, {@code lsn}] set and no later reset gave up (V6), added to {@code target} from {@code start} on. */
    void patched(long base, long lsn, long start, RangeSet target) {
        State now = state;
        Columns columns = now.columns;
        BitSet bytes = new BitSet(); // of one page: patches are many, and mostly side by side
        for (int i = 0; i < now.count && columns.lsn[i] <= lsn; i++) {
            if (columns.lsn[i] > base) {
                bytes.set(columns.at[i], columns.at[i] + columns.length[i], columns.image[i] != IN_FILE);
            }
        }
        for (int at = bytes.nextSetBit(0); at >= 0; ) {
            int end = bytes.nextClearBit(at);
            target.add(start + at, end - at);
            at = bytes.nextSetBit(end);
        }
    }

    /** The newest patch that touches the range decides; what it leaves out on both sides older ones may decide. */
    private static void overlay(
            Columns columns,
            int newest,
            int from,
            int to,
            long base,
            long snapshot,
            Versions.Log log,
            ByteBuffer target,
            int origin)
            throws IOException {
        int right = to;
        int left = from;
        for (int i = newest; i >= 0 && left < right && columns.lsn[i] > base; i--) {
            int start = Math.max(columns.at[i], left);
            int end = Math.min(columns.at[i] + columns.length[i], right);
            if (columns.lsn[i] > snapshot || start >= end) {
                continue;
            }
            if (columns.image[i] != IN_FILE) {
                ByteBuffer part = target.duplicate();
                part.limit(origin + end).position(origin + start);
                log.read(columns.image[i], columns.length[i], columns.crc[i], start - columns.at[i], part);
            }
            if (start > left && end < right) {
                overlay(columns, i - 1, left, start, base, snapshot, log, target, origin);
                left = end;
            } else if (start > left) {
                right = start;
            } else {
                left = end;
            }
        }
    }
}
