package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings committed changes from the log into the file, as far as every open snapshot allows, and removes segments that nobody needs. Never waits for a
 * reader: what an old snapshot holds back stays in the log (V3, V4, V6, L5, H1, S4).
 */
final class Checkpointer {
    private static final int MERGED = 1 << 20;

    private final SessionLocks locks;
    private final SessionWords words;
    private final LogReader reader;
    private final Committer committer;
    private final Snapshots snapshots;
    private final StoreFile data;
    private final Guardian guardian;
    private final Slots slots;
    private final Duration timeout;
    private final FileGuard guard;

    /** The commit point up to which this process itself has brought the file past a barrier. Guarded by CHECKPOINT. */
    private long secured;

    /** The last horizon that this process knows the file to have reached, and one that it waits for. Guarded by CHECKPOINT. */
    private long reached;

    private long awaited;

    Checkpointer(
            SessionLocks locks,
            SessionWords words,
            LogReader reader,
            Committer committer,
            Snapshots snapshots,
            StoreFile data,
            Guardian guardian,
            Slots slots,
            Duration timeout,
            FileGuard guard) {
        this.locks = locks;
        this.words = words;
        this.reader = reader;
        this.committer = committer;
        this.snapshots = snapshots;
        this.data = data;
        this.guardian = guardian;
        this.slots = slots;
        this.timeout = timeout;
        this.guard = guard;
    }

    /** What makes a session unusable. */
    interface Poison {
        IOException poison(String reason, @Nullable Throwable cause);
    }

    /**
     * Checkpoints as far as possible now.
     *
     * @param ready whether the file is sealed and this process has its log; asked when nobody can change that
     * @return the commit point up to which the file has everything; short of the last one where a snapshot or a foreign program holds it back, or
     *     another process is at it
     * @throws dev.tutti.errors.H5CorruptException if a foreign program changed the file; nothing was written
     */
    long run(Durability durability, Poison poison, BooleanSupplier ready) throws IOException {
        SessionLocks.Held held = locks.tryAcquire(SessionLocks.Kind.CHECKPOINT);
        if (held == null) {
            return words.checkpointed();
        }
        try (held) {
            if (!ready.getAsBoolean()) {
                // The file was made plain meanwhile: to write a seal now would lose it (S3).
                return words.checkpointed();
            }
            long before = words.checkpointed();
            if (!guardian.isWanted()) {
                long target = target();
                if (target > before && guardian.tryAlone()) {
                    try {
                        guard.checkSealed();
                        prepare(before, target, durability, poison);
                        bring(before, target, durability, poison);
                    } finally {
                        guardian.letIn();
                    }
                }
            } else if (guardian.take()) {
                bringBetweenReaders(before, target(), durability, poison);
            }
            deleteSegments();
            return words.checkpointed();
        }
    }

    /** Whether this process knows that the file has everything up to {@code lsn} behind a barrier. Called with CHECKPOINT held. */
    boolean hasSecured(long lsn) {
        return secured == lsn;
    }

    /** The newest commit point that no open snapshot is older than; from here on no older one can begin (V3, V8). */
    private long target() throws IOException {
        long newest = words.commit();
        if (newest > words.horizon()) {
            // With WRITE held: no record is under way that leaves out what it replaces because a patch says so that
            // this checkpoint removes (L7).
            newest = committer.writing(timeout, () -> {
                words.raiseHorizon(words.commit());
                return words.commit();
            });
        }
        return slots.oldestMark(newest);
    }

    /**
     * Foreign readers may come at any moment. What can be done before is done before they are kept out; from the first patch to the last one the file is
     * sealed, so that whoever comes after a kill or a power cut in between is refused.
     */
    private void bringBetweenReaders(long before, long target, Durability durability, Poison poison)
            throws IOException {
        SealedSuperblock superblock = guard.checkSealed();
        if (target > before) {
            prepare(before, target, durability, poison);
            guardian.seal(superblock); // first: in the moment in which the lock changes no writer may find it plain
            if (guardian.tryAlone()) {
                try {
                    if (durability != Durability.PROCESS) {
                        force(poison);
                    }
                    bring(before, target, durability, poison);
                } finally {
                    guardian.letIn();
                }
            }
            superblock = guard.checkSealed();
        }
        guardian.lift(superblock);
    }

    private void prepare(long before, long target, Durability durability, Poison poison) throws IOException {
        reader.catchUp(target, before);
        if (durability != Durability.PROCESS) {
            secureLog(target, poison);
        }
    }

    private void bring(long before, long target, Durability durability, Poison poison) throws IOException {
        boolean secure = durability != Durability.PROCESS;
        words.attempted(target);
        long end = reader.endOfFile();
        if (data.size() < end) {
            data.resize(end);
        }
        write(reader.versions().patched(before, target), before, target);
        if (secure) {
            force(poison);
            secured = target;
        }
        // Behind the barrier, so that not even a power cut leaves a superblock that reaches behind the end of the file
        // (H1).
        SealedSuperblock superblock = guard.checkSealed(); // as the patches have left it
        superblock.seal(data, end);
        committer.writing(
                timeout,
                () -> committer.note(
                        LogRecord.Type.CHECKPOINT,
                        reader.durable(),
                        reader.rawDurable(),
                        List.of(new LogEntry.Checkpointed(target))));
        words.checkpointed(target);
        reader.prune(snapshots.oldestBase());
    }

    /** No byte of a transaction reaches the file before its record, and what it wrote directly, survive a power cut (L5). */
    private void secureLog(long target, Poison poison) throws IOException {
        if (reader.hasUnsecuredData()) {
            force(poison);
        }
        committer.writing(timeout, () -> committer.note(LogRecord.Type.SYNC, reader.durable(), target, List.of()));
        try {
            reader.log().forceAll();
        } catch (IOException e) {
            throw poison.poison("securing the log failed", e);
        }
        reader.secured(target);
    }

    private void force(Poison poison) throws IOException {
        try {
            data.force();
        } catch (IOException e) {
            throw poison.poison("securing the file failed", e);
        }
    }

    private void write(RangeSet ranges, long before, long target) throws IOException {
        Snapshot view = new Snapshot(target, before, reader.endOfFile());
        List<long[]> pieces = new ArrayList<>();
        ranges.forEach((position, length) -> {
            for (long done = 0; done < length; done += MERGED) {
                pieces.add(new long[] {position + done, Math.min(MERGED, length - done)});
            }
        });
        for (long[] piece : pieces) {
            ByteBuffer bytes = ByteBuffer.allocate((int) piece[1]);
            reader.overlay(piece[0], bytes.duplicate(), view);
            data.write(piece[0], bytes);
        }
    }

    /**
     * Segments that only hold what the file has, for everybody who looks. A record may leave out what it replaces where a patch behind the horizon of its time
     * says that ({@link Replaced}). So the log is kept from a horizon on that the file has reached: what comes behind that one relies on nothing before it. Where a
     * snapshot held a checkpoint back, such a horizon is an earlier one than the last (L7).
     */
    private void deleteSegments() throws IOException {
        long done = words.checkpointed();
        long newest = words.horizon();
        if (awaited <= done) {
            reached = awaited;
            awaited = newest;
        }
        if (newest <= done) {
            reached = newest;
        }
        reader.log().deleteBelow(Math.min(reached, slots.oldestBase(done)));
    }
}
