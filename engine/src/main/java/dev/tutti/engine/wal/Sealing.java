package dev.tutti.engine.wal;

import dev.tutti.errors.H5BusyException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Turns a plain file into a sealed one and back. The log is made before the seal is put on, and closed before it is taken off: so a sealed file
 * without a log has always lost it, and a log is never replayed over what a foreign program did (S1, S2, S3).
 */
final class Sealing {
    private static final long PAUSE_NANOS = 100_000;

    private final Storage storage;
    private final Path path;
    private final StoreFile data;
    private final HostLock foreign;
    private final Guardian guardian;
    private final Session.Superblocks superblocks;
    private final SessionSettings settings;
    private final SessionWords words;
    private final SessionLocks locks;
    private final Slots slots;
    private final LogReader reader;
    private final FileGuard guard;

    Sealing(
            Storage storage,
            Path path,
            StoreFile data,
            HostLock foreign,
            Session.Superblocks superblocks,
            SessionSettings settings,
            Membership membership,
            LogReader reader,
            FileGuard guard,
            Guardian guardian) {
        this.storage = storage;
        this.path = path;
        this.data = data;
        this.foreign = foreign;
        this.superblocks = superblocks;
        this.settings = settings;
        this.words = membership.words();
        this.locks = membership.locks();
        this.slots = membership.slots();
        this.reader = reader;
        this.guard = guard;
        this.guardian = guardian;
    }

    /**
     * Begins a log and seals the file. Called with GATE held and the state plain.
     *
     * @throws H5BusyException if a foreign program is writing the file
     */
    LogFiles seal() throws IOException {
        takeForeign();
        try {
            SealedSuperblock superblock = guard.check();
            refuseUnfit(superblock);
            dropLeftovers(superblock);
            long base = Math.max(words.commit(), SegmentHeader.FIRST_LSN);
            UUID session = UUID.randomUUID();
            LogFiles log = LogFiles.create(storage, path, header(superblock, session, base));
            LogRecord.Draft state = new LogRecord.Draft(
                    LogRecord.Type.STATE,
                    0,
                    words.transactions(),
                    0,
                    superblock.endOfFile(),
                    0,
                    slots.writer(),
                    List.of());
            Position first = log.roll(base, state);
            if (settings.secure()) {
                log.force();
            }
            superblock.seal(data, superblock.endOfFile());
            if (settings.secure()) {
                data.force();
            }
            words.session(session.getMostSignificantBits(), session.getLeastSignificantBits());
            words.commit(first.end());
            words.raiseHorizon(base);
            words.attempted(base);
            words.checkpointed(base);
            words.state(SessionWords.State.SEALED);
            return log;
        } finally {
            guardian.letIn();
        }
    }

    /** Shared: foreign readers may stay, they read what does not change before they are gone; a foreign writer holds it alone. */
    private void takeForeign() throws IOException {
        long end = storage.nanoTime() + settings.lockTimeout().toNanos();
        while (!guardian.tryShared()) {
            if (storage.nanoTime() - end > 0) {
                throw new H5BusyException(
                        path + ": another program has the file open for writing: " + foreign.holders(),
                        foreign.holders());
            }
            storage.pause(PAUSE_NANOS);
        }
    }

    private void refuseUnfit(SealedSuperblock superblock) {
        if (superblock.mark() == SealedSuperblock.Mark.FOREIGN) {
            throw new H5BusyException(
                    path
                            + ": marked as open by a writer that is not in shared mode; if it has died, tutti recover helps",
                    "a writer");
        }
    }

    /** A process that died while it sealed or unsealed may have left a log in which nothing was committed. */
    private void dropLeftovers(SealedSuperblock superblock) throws IOException {
        SegmentList found = LogFiles.list(storage, path);
        if (superblock.mark() == SealedSuperblock.Mark.SEALED && found.live().isEmpty()) {
            throw Recovery.logMissing(path);
        }
        if (!found.isEmpty()) {
            refuseCommits(examine()); // no log with commits is thrown away
            LogFiles.deleteAll(storage, path);
        }
    }

    private void refuseCommits(Recovery.Verdict verdict) throws IOException {
        if (!verdict.closed()) {
            throw new IOException(
                    path
                            + ": a log with commits was laid beside it while programs had it open; close them all, then open it anew");
        }
    }

    private SegmentHeader header(SealedSuperblock superblock, UUID session, long base) {
        byte[] bytes = superblock.bytes();
        return new SegmentHeader(
                1,
                base,
                session,
                UUID.randomUUID().getMostSignificantBits(),
                SegmentHeader.EXTENT_CHECKSUMS,
                superblock.version(),
                superblock.sealValue(),
                superblock.position(),
                superblock.endOfFile(),
                bytes.length > SegmentHeader.SUPERBLOCK_BYTES
                        ? Arrays.copyOf(bytes, SegmentHeader.SUPERBLOCK_BYTES)
                        : bytes,
                Recovery.bootId(storage),
                storage.now().toEpochMilli(),
                ProcessHandle.current().pid(),
                0,
                0,
                level(settings.durability()),
                0,
                0);
    }

    static SegmentHeader.Level level(Durability durability) {
        return switch (durability) {
            case PROCESS -> SegmentHeader.Level.PROCESS;
            case CONSISTENT -> SegmentHeader.Level.CONSISTENT;
            case DURABLE -> SegmentHeader.Level.DURABLE;
        };
    }

    /** Goes on in a new segment, whose first record is the complete account of space. Called with WRITE held. */
    void roll(long lsn, List<LogEntry> account) throws IOException {
        if (settings.secure()) {
            reader.log().forceAll(); // a later barrier on the new segment alone must not leave a hole before it
        }
        LogRecord.Draft state = new LogRecord.Draft(
                LogRecord.Type.STATE,
                0,
                reader.transactions(),
                reader.durable(),
                reader.endOfFile(),
                reader.rawDurable(),
                slots.writer(),
                account);
        Position first = reader.log().roll(lsn, state);
        if (!words.publish(lsn, first.end())) {
            throw new IOException(path + ": another process wrote to the log though this one held its lock");
        }
        reader.catchUp(first.end(), words.checkpointed());
    }

    /**
     * Takes the seal off: everything is in the file and no snapshot is open. Called with GATE, CHECKPOINT and WRITE held.
     *
     * @return whether it could be done
     */
    boolean unseal(Committer committer, Checkpointer checkpointer, Snapshots own, Checkpointer.Poison poison)
            throws IOException {
        words.state(SessionWords.State.CLOSING);
        boolean closing = false;
        try {
            // A snapshot publishes its mark and then reads the state; here it is the other way round: one of the two
            // sees the other.
            closing = slots.oldestMark(SessionWords.IDLE) == SessionWords.IDLE
                    && own.isEmpty()
                    && !reader.versions().isPatched(words.checkpointed(), words.commit());
            if (closing) {
                close(committer, checkpointer, poison);
            }
            return closing;
        } finally {
            if (!closing) {
                words.state(SessionWords.State.SEALED);
            }
        }
    }

    private void close(Committer committer, Checkpointer checkpointer, Checkpointer.Poison poison) throws IOException {
        long end = reader.endOfFile();
        boolean whole = data.size() == end && checkpointer.hasSecured(words.checkpointed());
        if (data.size() != end) {
            data.resize(end);
        }
        try {
            if (settings.secure() && !whole) {
                data.force();
            }
            committer.note(LogRecord.Type.CLOSE, reader.durable(), reader.rawDurable(), List.of());
            if (settings.secure()) {
                reader.log().force();
            }
        } catch (IOException e) {
            throw poison.poison("closing the log failed", e);
        }
        takeOff(guard.checkSealed(), end);
        reader.log().deleteAll();
        words.state(SessionWords.State.PLAIN);
    }

    private void takeOff(SealedSuperblock superblock, long end) throws IOException {
        superblock.unseal(data, end);
        if (settings.secure()) {
            data.force();
        }
    }

    /** Ends what a process that died left half done. Called with GATE held. */
    void settle() throws IOException {
        if (!isBetween()) {
            return;
        }
        Recovery.Verdict verdict = examine();
        if (verdict.closed()) {
            Recovery.finishClosing(storage, path, data, verdict, settings);
            words.state(SessionWords.State.PLAIN);
        } else if (words.state() == SessionWords.State.CLOSING) {
            words.state(SessionWords.State.SEALED);
        } else {
            throw new IOException(
                    path
                            + ": the file was replaced by a sealed one while programs had it open; close them all, then open it anew");
        }
    }

    private Recovery.Verdict examine() throws IOException {
        return new Recovery(storage, path, data, superblocks, settings).examine();
    }

    /** Whether somebody is about to make the file plain, or to seal it, or has died at that. */
    private boolean isBetween() throws IOException {
        return switch (words.state()) {
            case CLOSING -> true;
            case PLAIN ->
                superblocks.read(data).mark() == SealedSuperblock.Mark.SEALED
                        || !LogFiles.list(storage, path).isEmpty(); // with foreign readers in, the seal says nothing
            case SEALED, VOID -> false;
        };
    }

    /** Removes a log that one who died had not begun to use, or had closed (S2). Called with GATE held, by the only process. */
    void sweep() throws IOException {
        if (words.state() == SessionWords.State.PLAIN
                && !LogFiles.list(storage, path).isEmpty()) {
            Recovery.Verdict verdict = examine();
            refuseCommits(verdict);
            Recovery.finishClosing(storage, path, data, verdict, settings);
        }
    }

    /** Waits until a process that is about to seal the file or to make it plain has done so or given up; if it died, ends its work. */
    void awaitOutcome() throws IOException {
        long end = storage.nanoTime() + settings.lockTimeout().toNanos();
        while (isBetween()) {
            SessionLocks.Held gate = locks.tryAcquire(SessionLocks.Kind.GATE);
            if (gate != null) {
                try (gate) {
                    settle();
                }
            } else if (storage.nanoTime() - end > 0) {
                throw new H5BusyException(
                        path + ": another process is sealing the file, or making it plain, and does not come to an end",
                        "unknown");
            } else {
                storage.pause(PAUSE_NANOS);
            }
        }
    }
}
