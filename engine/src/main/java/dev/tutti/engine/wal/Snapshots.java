package dev.tutti.engine.wal;

import dev.tutti.errors.H5ClosedException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The open snapshots of this process, and the mark by which others know of the oldest (invariants V3, V4, V8). Thread-safe.
 *
 * <p>A snapshot that begins while an older one is open needs no word with the others: the older one's mark protects it, too. The first one publishes
 * its mark and then looks whether a checkpointer has announced meanwhile that it will go beyond: the two orders, mark before horizon here,
 * horizon before marks there, cannot both miss each other.
 */
final class Snapshots {
    private static final class Open {
        final long base;
        int count;

        Open(long base) {
            this.base = base;
        }
    }

    private final SessionWords words;
    private final int slot;
    private final TreeMap<Long, Open> open = new TreeMap<>();
    private volatile boolean closed;

    Snapshots(SessionWords words, int slot) {
        this.words = words;
        this.slot = slot;
    }

    /** A commit point that stays readable until {@link #end}, and what the file itself had by then. */
    record Begun(long lsn, long base) {}

    synchronized Begun begin() {
        if (closed) {
            throw new H5ClosedException("the file was closed");
        }
        if (open.isEmpty()) {
            return first();
        }
        long lsn = words.commit();
        Open known = open.get(lsn);
        if (known == null) {
            known = new Open(words.checkpointed());
            open.put(lsn, known);
        }
        known.count++;
        return new Begun(lsn, known.base);
    }

    private Begun first() {
        words.base(slot, 0); // a segment deleter must not go by what an earlier snapshot saw
        long lsn;
        do {
            lsn = words.commit();
            words.mark(slot, lsn); // volatile, as the load after it: they stay in this order
        } while (words.horizon() > lsn);
        long base = words.checkpointed();
        words.base(slot, base);
        Open begun = new Open(base);
        begun.count = 1;
        open.put(lsn, begun);
        return new Begun(lsn, base);
    }

    /** Another use of a snapshot that is open. */
    synchronized void retain(long lsn) {
        Open known = open.get(lsn);
        if (known == null) {
            throw new IllegalStateException("snapshot " + lsn + " is not open");
        }
        known.count++;
    }

    /** Gives a snapshot back. */
    synchronized void end(long lsn) {
        Open known = open.get(lsn);
        if (known == null || --known.count > 0) {
            return;
        }
        boolean oldest = open.firstKey() == lsn;
        open.remove(lsn);
        if (open.isEmpty()) {
            words.mark(slot, SessionWords.IDLE);
        } else if (oldest) {
            publishOldest();
        }
    }

    private void publishOldest() {
        Map.Entry<Long, Open> next = open.firstEntry();
        long base = next.getValue().base;
        for (Open other : open.values()) {
            base = Math.min(base, other.base);
        }
        words.base(slot, base);
        words.mark(slot, next.getKey());
    }

    /** Everything up to here every open snapshot of this process finds in the file. */
    synchronized long oldestBase() {
        long base = words.checkpointed();
        for (Open other : open.values()) {
            base = Math.min(base, other.base);
        }
        return base;
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    /** Ends all snapshots, and lets none begin: who still reads through one finds out by {@link #isClosed}. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            open.clear();
            words.mark(slot, SessionWords.IDLE);
        }
    }

    /** Whether all were ended: what was read from the file before this was asked may not be what they show. */
    boolean isClosed() {
        return closed;
    }
}
