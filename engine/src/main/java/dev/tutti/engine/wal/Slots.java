package dev.tutti.engine.wal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places of attached processes: who is there, who is gone, whose snapshot is the oldest. Thread-safe. */
final class Slots {
    private final SessionWords words;
    private final SessionLocks locks;
    private volatile int own = -1;

    Slots(SessionWords words, SessionLocks locks) {
        this.words = words;
        this.locks = locks;
    }

    /** A process that is attached. */
    record Occupant(int slot, long pid, long startMillis, long mark) {}

    /** Takes a free place. Called with GATE held. */
    int take(long pid, long startMillis) throws IOException {
        for (int pass = 0; pass < 2; pass++) {
            for (int slot = 0; slot < SessionWords.SLOTS; slot++) {
                // Places that look free first: a lock is asked of the system only where one may be had.
                if ((pass == 0) != words.isTaken(slot) && locks.trySlot(slot)) {
                    words.take(slot, pid, startMillis);
                    own = slot;
                    return slot;
                }
            }
        }
        throw new IOException("all " + SessionWords.SLOTS + " places of the file's session are taken by processes");
    }

    void leave() throws IOException {
        int slot = own;
        if (slot >= 0) {
            words.free(slot);
            own = -1;
            locks.unlockSlot(slot);
        }
    }

    int own() {
        return own;
    }

    /** What stands in records and in the word of the holder of WRITE. */
    long writer() {
        return writer(own);
    }

    private long writer(int slot) {
        return ((long) slot << 32) | (words.epoch(slot) & 0xffff_ffffL);
    }

    /** Whether the process that wrote under this name has gone. */
    boolean isGone(long writer) throws IOException {
        int slot = (int) (writer >>> 32);
        if (slot < 0 || slot >= SessionWords.SLOTS || !words.isTaken(slot) || writer(slot) != writer) {
            return true;
        }
        return slot != own && diedIn(slot);
    }

    /**
     * One thread at a time: to this process a lock that another of its threads has for the moment looks free, and whoever takes the place between the
     * two would lose his mark.
     */
    private synchronized boolean diedIn(int slot) throws IOException {
        if (!locks.trySlot(slot)) {
            return false;
        }
        words.free(slot);
        locks.unlockSlot(slot);
        return true;
    }

    /**
     * The oldest mark below {@code limit}, or {@code limit}. Marks of processes that died are cleared on the way.
     */
    long oldestMark(long limit) throws IOException {
        long oldest = limit;
        for (int slot = 0; slot < SessionWords.SLOTS; slot++) {
            long mark = words.mark(slot); // one load (J8)
            if (mark < oldest && (slot == own || !diedIn(slot))) {
                oldest = mark;
            }
        }
        return oldest;
    }

    /** What every segment deleter has to leave: the smallest base of an open snapshot, or {@code limit}. */
    long oldestBase(long limit) {
        long oldest = limit;
        for (int slot = 0; slot < SessionWords.SLOTS; slot++) {
            long base = words.base(slot);
            if (words.mark(slot) != SessionWords.IDLE) {
                oldest = Math.min(oldest, base);
            }
        }
        return oldest;
    }

    List<Occupant> occupants() {
        List<Occupant> found = new ArrayList<>();
        for (int slot = 0; slot < SessionWords.SLOTS; slot++) {
            if (words.isTaken(slot)) {
                found.add(new Occupant(slot, words.pid(slot), words.startMillis(slot), words.mark(slot)));
            }
        }
        return found;
    }

    /** Who is there, for people; {@code newest} is the last commit point. */
    List<SessionInfo.Member> members(long newest) {
        return occupants().stream()
                .map(o -> new SessionInfo.Member(
                        o.pid(),
                        Instant.ofEpochMilli(o.startMillis()),
                        o.mark() == SessionWords.IDLE ? -1 : newest - o.mark()))
                .toList();
    }

    /** The process with the oldest snapshot, for people; null if there is none. */
    @Nullable
    String describeOldest() {
        Occupant oldest = null;
        for (Occupant other : occupants()) {
            if (other.mark() != SessionWords.IDLE && (oldest == null || other.mark() < oldest.mark())) {
                oldest = other;
            }
        }
        return oldest == null ? null : "pid " + oldest.pid() + " holds the oldest snapshot";
    }

    /** The process with that name, for people. */
    String describe(long writer) {
        int slot = (int) (writer >>> 32);
        return slot >= 0 && slot < SessionWords.SLOTS && words.isTaken(slot) && writer(slot) == writer
                ? "pid " + words.pid(slot)
                : "unknown";
    }
}
