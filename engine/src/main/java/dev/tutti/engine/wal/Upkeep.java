package dev.tutti.engine.wal;

import dev.tutti.storage.Storage;
import java.io.IOException;

/** What a session does from time to time, by a thread of its own. */
final class Upkeep {
    /** Foreign readers find nothing that is older, unless one of them holds a checkpoint up. */
    private static final long FRESH_NANOS = 1_000_000_000;

    /** So long after one of them was in the way it is tried again. */
    private static final long AGAIN_NANOS = 200_000_000;

    private static final long AUDIT_NANOS = 1_000_000_000;

    /** Who commits looks so often whether a log that is far too long can be brought into the file. */
    private static final long RELIEF_NANOS = 10_000_000;

    /**
     * So many bytes that were given back call for a checkpoint like one byte of log: space is used again only behind one, and a file whose large chunks are written again and
     * again would grow with each, while the log says of it in a few bytes.
     */
    private static final int FREED_PER_LOG = 4;

    private final Session session;
    private final LogReader reader;
    private final Storage storage;
    private final SessionWords words;
    private final FileGuard guard;
    private final Guardian guardian;
    private final Checkpointer checkpointer;
    private final SessionSettings settings;
    private volatile long lastCommit;
    private volatile long seen;
    private volatile long audited;

    /** When this process last tried to bring commits to foreign readers, when it had done so, and how many transactions they had then. */
    private volatile long tried;

    private volatile long relieved;
    private volatile long brought;
    private volatile long known = -1;

    /** What had been given back when this process last checkpointed. */
    private volatile long freed;

    Upkeep(
            Session session,
            LogReader reader,
            Storage storage,
            SessionWords words,
            FileGuard guard,
            Guardian guardian,
            Checkpointer checkpointer,
            SessionSettings settings) {
        this.session = session;
        this.reader = reader;
        this.storage = storage;
        this.words = words;
        this.guard = guard;
        this.guardian = guardian;
        this.checkpointer = checkpointer;
        this.settings = settings;
        this.lastCommit = storage.nanoTime();
        this.tried = lastCommit;
        this.relieved = lastCommit;
        this.brought = lastCommit;
    }

    /**
     * Without JNA the system gives this process's locks up as soon as any part of the JVM closes the file of the shared memory, and says nothing. Looks once a second
     * whether that has happened, and where it matters most ({@code now}): then others may believe that this process has died.
     *
     * @throws IOException if so; the session is of no use any more, and nothing is written
     */
    void audit(boolean now) throws IOException {
        long time = storage.nanoTime();
        if (!now && time - audited < AUDIT_NANOS) {
            return;
        }
        audited = time;
        if (!session.hasItsLocks()) {
            throw session.poison(
                    "the system has given up locks of this process, because another part of the program opened and closed the file of"
                            + " the shared memory (X.h5-shm) beside it; with JNA this cannot happen",
                    null);
        }
    }

    /** This process has committed, or is about to. */
    void committed() {
        lastCommit = storage.nanoTime();
    }

    /** Checkpoints as far as possible now. Returns how far the file has everything. */
    long bring() throws IOException {
        audit(true);
        long transactions = words.transactions();
        long newest = words.commit();
        freed = reader.freed(); // also if a snapshot stands in the way: it is not tried again for nothing
        long done = session.guarded(() -> checkpointer.run(settings.durability(), session::poison, session::hasLog));
        tried = storage.nanoTime();
        if (done >= newest) {
            brought = tried;
            known = transactions;
        }
        return done;
    }

    /** Whether the log, or the space that was given back, has come to so many {@code times} what calls for a checkpoint. */
    boolean isDue(int times) {
        long most = settings.checkpointBytes() * times;
        return words.commit() - words.checkpointed() > most || reader.freed() - freed > most * FREED_PER_LOG;
    }

    /** Checkpoints a log that has grown beyond measure, though others may be at it: {@code now}, or if nobody here has tried a moment ago. */
    void relieve(boolean now) throws IOException {
        long time = storage.nanoTime();
        if (session.hasLog() && (now || time - relieved > RELIEF_NANOS)) {
            relieved = time; // before: others who are about to commit need not try at the same time
            bring();
        }
    }

    /**
     * Looks whether the file is as the session left it, and checkpoints a log that has grown. Called where this process knows the log.
     *
     * @return whether nobody has committed for a while
     */
    boolean tick() throws IOException {
        Session.Epoch before = session.epoch();
        session.guarded(() ->
                guard.isAsSealed(() -> words.state() == SessionWords.State.SEALED && before.equals(session.epoch())));
        if (isDue(1) || isDueForForeignReaders()) {
            session.checkpoint();
        }
        long transactions = words.transactions();
        if (transactions != seen) {
            seen = transactions; // whoever it was: a file that others change is not idle
            lastCommit = storage.nanoTime();
        }
        return storage.nanoTime() - lastCommit > settings.idleUnseal().toNanos();
    }

    private boolean isDueForForeignReaders() throws IOException {
        if (!guardian.isWanted() || (!guardian.isGuarding() && guardian.isOnDuty())) {
            return false;
        }
        if (!guardian.isGuarding()) {
            known = -1; // whoever was on duty may have left a seal
        }
        long now = storage.nanoTime();
        return known != words.transactions() && now - brought > FRESH_NANOS && now - tried > AGAIN_NANOS;
    }
}
