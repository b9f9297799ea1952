package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which bytes of the file which commit changed, as far as the log has been read: invariant V2. Each process has its own, in its heap.
 *
 * <p>{@link #patch}, {@link #reset}, {@link #prune} and {@link #jump} are guarded by the lock of the one who reads the log; all else is for
 * any thread, without a lock.
 */
final class Versions {
    /** Reads bytes of the log. */
    interface Log {
        /** Fills {@code target} with bytes of an image; {@code crc} is that of the whole image. */
        void read(long position, int length, int crc, int from, ByteBuffer target) throws IOException;
    }

    private static final int PAGE = 4096;

    private final ConcurrentHashMap<Long, PageHistory> pages = new ConcurrentHashMap<>();
    private volatile long floor;

    /** Notes a patch: {@code length} bytes from {@code at} on of a page, whose image stands in the log at {@code image}. */
    void patch(long page, int at, int length, long image, int crc, long lsn) {
        history(page).add(lsn, at, length, image, crc);
    }

    /** Notes that older patches of a range mean nothing from {@code lsn} on: the file itself has its bytes. */
    void reset(long position, long length, long lsn) {
        long last = (position + length - 1) / PAGE;
        if (last - position / PAGE > pages.size()) {
            for (Map.Entry<Long, PageHistory> entry : pages.entrySet()) {
                resetPage(entry.getKey(), entry.getValue(), position, length, lsn);
            }
        } else {
            for (long page = position / PAGE; page <= last; page++) {
                PageHistory history = pages.get(page);
                if (history != null) {
                    resetPage(page, history, position, length, lsn);
                }
            }
        }
    }

    private static void resetPage(long page, PageHistory history, long position, long length, long lsn) {
        long from = Math.max(position, page * PAGE);
        long to = Math.min(position + length, (page + 1) * PAGE);
        if (from < to) {
            history.add(lsn, (int) (from - page * PAGE), (int) (to - from), PageHistory.IN_FILE, 0);
        }
    }

    private PageHistory history(long page) {
        return pages.computeIfAbsent(page, p -> new PageHistory());
    }

    /** Whether a commit after {@code after} and up to {@code upTo} may have changed a byte of a range. */
    boolean changed(long position, long length, long after, long upTo) {
        if (length <= 0 || after >= upTo) {
            return false;
        }
        if (after < floor) {
            return true;
        }
        long last = (position + length - 1) / PAGE;
        for (long page = position / PAGE; page <= last; page++) {
            PageHistory history = pages.get(page);
            if (history != null) {
                int from = (int) Math.max(position - page * PAGE, 0);
                int to = (int) Math.min(position + length - page * PAGE, PAGE);
                if (history.changed(from, to, after, upTo)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether one patch with a commit point behind {@code after} set all bytes of a range of one page. */
    boolean covers(long position, int length, long after) {
        PageHistory history = pages.get(position / PAGE);
        int from = (int) (position % PAGE);
        return history != null && history.covers(from, from + length, after);
    }

    /**
     * Lays the patches with commit points in ({@code base}, {@code snapshot}] over bytes that were read from the file at {@code position}.
     *
     * @param target the bytes from its position to its limit
     */
    void overlay(long position, ByteBuffer target, long base, long snapshot, Log log) throws IOException {
        if (pages.isEmpty() || !target.hasRemaining()) {
            return;
        }
        int start = target.position();
        long end = position + target.remaining();
        for (long page = position / PAGE; page * PAGE < end; page++) {
            PageHistory history = pages.get(page);
            if (history != null) {
                long pageStart = page * PAGE;
                int from = (int) Math.max(position - pageStart, 0);
                int to = (int) Math.min(end - pageStart, PAGE);
                history.overlay(from, to, base, snapshot, log, target, start + (int) (pageStart - position));
            }
        }
    }

    /** The bytes of the file that commits in ({@code base}, {@code lsn}] set and that still stand in the log. */
    RangeSet patched(long base, long lsn) {
        RangeSet ranges = new RangeSet();
        pages.forEach((page, history) -> history.patched(base, lsn, page * PAGE, ranges));
        return ranges;
    }

    /** Whether {@link #patched} would find any. */
    boolean isPatched(long base, long lsn) {
        for (PageHistory history : pages.values()) {
            RangeSet ranges = new RangeSet();
            history.patched(base, lsn, 0, ranges);
            if (!ranges.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Forgets patches up to {@code lsn}: the file has them, and every open snapshot knows that. */
    void prune(long lsn) {
        pages.values().forEach(history -> history.prune(lsn));
    }

    /** The log before {@code lsn} may be gone: nothing is known of what happened before. */
    void jump(long lsn) {
        floor = lsn; // first: who asks meanwhile must not take what is forgotten for unchanged
        pages.clear();
    }

    /** Number of patches that are kept, for tests and diagnosis. */
    long size() {
        return pages.values().stream().mapToLong(PageHistory::size).sum();
    }
}
