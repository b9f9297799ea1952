package dev.tutti.engine.wal;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the first process does with what it finds: a file, perhaps sealed, perhaps with a log beside it. It decides by the two alone, never by what the
 * shared memory says, and only makes a new segment and fills that memory: so it can be killed at any point and done again. Where file and log do not
 * belong together it refuses, and touches neither.
 */
final class Recovery implements Membership.FirstOne {
    private final Storage storage;
    private final Path path;
    private final StoreFile data;
    private final Session.Superblocks superblocks;
    private final SessionSettings settings;
    private final @Nullable HostLock foreign;

    /** To look only. */
    Recovery(Storage storage, Path path, StoreFile data, Session.Superblocks superblocks, SessionSettings settings) {
        this(storage, path, data, superblocks, settings, null);
    }

    /** With the file's own lock, to keep foreign writers away. */
    Recovery(
            Storage storage,
            Path path,
            StoreFile data,
            Session.Superblocks superblocks,
            SessionSettings settings,
            @Nullable HostLock foreign) {
        this.storage = storage;
        this.path = path;
        this.data = data;
        this.superblocks = superblocks;
        this.settings = settings;
        this.foreign = foreign;
    }

    /**
     * What stands there.
     *
     * @param scan the log; null if there is none that was ever begun
     */
    record Verdict(SealedSuperblock superblock, @Nullable ScannedLog scan) {
        /** Whether the file holds everything that was ever committed. */
        boolean closed() {
            return scan == null || scan.isClosed() || !scan.changes();
        }
    }

    static UUID bootId(Storage storage) {
        String id = storage.bootId();
        return id.isEmpty() ? SegmentHeader.UNKNOWN_BOOT : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    }

    static H5CorruptException logMissing(Path path) {
        return new H5CorruptException(
                path.toString(),
                0,
                "shared file",
                "a log beside it (" + path.getFileName() + "-wal.…), because it is sealed",
                "none: it was copied or moved without its log, or the log was deleted; bring the log back, or take"
                        + " what the file holds with tutti recover --keep-main",
                null);
    }

    /** Reads file and log, and refuses what does not belong together. */
    Verdict examine() throws IOException {
        SealedSuperblock superblock = superblocks.read(data);
        ScannedLog scan = LogScan.run(storage, path, bootId(storage), ExtentCheck.in(data));
        Verdict verdict = new Verdict(superblock, scan);
        switch (superblock.mark()) {
            case FOREIGN ->
                throw new H5BusyException(
                        path
                                + ": marked as open by a writer that is not in shared mode; if it has died, tutti recover helps",
                        "a writer");
            case SEALED -> {
                if (scan == null) {
                    throw logMissing(path);
                }
                refuseOtherLog(superblock, scan);
            }
            case PLAIN -> {
                if (scan != null && !verdict.closed()) {
                    refuseChanged(superblock, scan);
                }
            }
        }
        long least = superblock.endOfFile();
        if (data.size() < least) {
            throw new H5CorruptException(
                    path.toString(),
                    superblock.position(),
                    "file",
                    least + " bytes",
                    data.size() + " bytes: another program cut it off"
                            + (scan == null ? "" : "; the log beside it was left as it is")
                            + " (tutti recover copies what is left)",
                    null);
        }
        return verdict;
    }

    /**
     * The superblock must be the one that was sealed, but for its end, and that must be one that the log knows. A log of another file is
     * not always known by that, but it is never taken for this file's where the two differ.
     */
    private void refuseOtherLog(SealedSuperblock superblock, ScannedLog scan) {
        boolean same = isSuperblockOf(superblock, scan);
        long end = superblock.endOfFile();
        if (!same || !isKnownEnd(end, scan)) {
            throw new H5CorruptException(
                    path.toString(),
                    superblock.position(),
                    "shared file",
                    "a superblock as the log beside it says"
                            + (same
                                    ? ", with an end from " + scan.leastEndOfFile() + " to " + scan.mostEndOfFile()
                                    : ""),
                    (same ? "the end " + end : "another one")
                            + ": the log belongs to another file; nothing was touched: bring the log of this file back, or move the other one away",
                    null);
        }
    }

    /** Whether the superblock is the one that was there when the log was begun, but for seal and end. */
    private static boolean isSuperblockOf(SealedSuperblock superblock, ScannedLog scan) {
        SegmentHeader header = scan.segments().live().get(0).header();
        ByteBuffer now = superblock.plain(header.endOfFile()).bytes().duplicate();
        byte[] bytes = new byte[SegmentHeader.SUPERBLOCK_BYTES];
        now.get(bytes, 0, Math.min(now.remaining(), bytes.length));
        return superblock.version() == header.superblockVersion()
                && superblock.position() == header.superblockAddress()
                && Arrays.equals(bytes, header.superblock());
    }

    private static boolean isKnownEnd(long end, ScannedLog scan) {
        return end >= scan.leastEndOfFile() && (end <= scan.mostEndOfFile() || scan.powerCycle());
    }

    /** A file without its seal is accepted if nothing else of what the log knows was changed. */
    private void refuseChanged(SealedSuperblock superblock, ScannedLog scan) throws IOException {
        String difference = "its superblock is another one";
        if (isSuperblockOf(superblock, scan) && isKnownEnd(superblock.endOfFile(), scan)) {
            try (LogFiles log = LogFiles.open(storage, path, Storage.Mode.READ)) {
                difference = Agreement.difference(data, log, superblock, scan.end());
            }
        }
        if (difference != null) {
            throw foreignModification(difference);
        }
    }

    H5CorruptException foreignModification(String difference) {
        return new H5CorruptException(
                path.toString(),
                0,
                "shared file",
                "the seal that belongs to the log beside it, which holds commits that the file does not have",
                "no seal, and " + difference
                        + ": another program (one that wrote the file after h5clear, or a restored backup) has changed the file since; nothing"
                        + " was touched, decide with tutti recover which of the two counts: --keep-main the file, --force-log the log",
                null);
    }

    /** Puts the seal on that foreign readers were spared, or that a foreign program took off and did nothing else. */
    private Verdict sealAgain() throws IOException {
        HostLock lock = Objects.requireNonNull(foreign);
        if (!lock.tryLock(HostLock.Mode.SHARED)) {
            throw new H5BusyException(
                    path + ": another program has the file open for writing: " + lock.holders(), lock.holders());
        }
        try {
            Verdict verdict = examine(); // once more: no foreign writer comes in between any more
            SealedSuperblock superblock = verdict.superblock();
            data.write(
                    superblock.position(),
                    superblock.sealed(superblock.endOfFile()).bytes().duplicate());
            if (settings.secure()) {
                data.force();
            }
            System.getLogger(Recovery.class.getPackageName())
                    .log(
                            System.Logger.Level.INFO,
                            path
                                    + ": had a log and no seal (foreign readers were let in, or h5clear took it off), and is"
                                    + " as the log knows it; it was sealed, and the commits of the log count");
            return verdict;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void recover(SessionWords words) throws IOException {
        Verdict verdict = examine();
        refuseShortLog(words, verdict.scan());
        UUID none = new UUID(0, 0);
        words.setUp(none.getMostSignificantBits(), none.getLeastSignificantBits(), Membership.bootHash(storage));
        if (verdict.closed()) {
            finishClosing(storage, path, data, verdict, settings);
            set(words, SegmentHeader.FIRST_LSN, SegmentHeader.FIRST_LSN, 0);
            words.state(SessionWords.State.PLAIN);
        } else {
            if (verdict.superblock().mark() == SealedSuperblock.Mark.PLAIN) {
                verdict = sealAgain();
            }
            goOn(words, verdict);
        }
    }

    /**
     * Since the host was started nothing that was written can be lost. If the memory that the processes of this very session shared is still there, the log
     * holds all up to its commit point; where it ends before, it was damaged.
     */
    void refuseShortLog(SessionWords words, @Nullable ScannedLog scan) {
        if (scan == null || scan.powerCycle() || !words.isSetUp() || words.boot() != Membership.bootHash(storage)) {
            return;
        }
        SegmentList.Segment newest =
                scan.segments().live().get(scan.segments().live().size() - 1);
        UUID session = newest.header().session();
        if (words.sessionHigh() == session.getMostSignificantBits()
                && words.sessionLow() == session.getLeastSignificantBits()
                && words.commit() > scan.end()) {
            throw new H5CorruptException(
                    newest.path().toString(),
                    scan.end(),
                    "log record",
                    "whole records up to " + words.commit() + ", which were committed",
                    "other bytes from " + scan.end()
                            + " on: the log was damaged, or an older one was put in its place; nothing was touched:"
                            + " take what is left with tutti recover --force-log, or delete "
                            + Membership.memoryPath(path).getFileName() + " to go on without the rest",
                    null);
        }
    }

    /** Everything is in the file: takes off a seal that was left, and removes what is left of the log. */
    static void finishClosing(Storage storage, Path path, StoreFile data, Verdict verdict, SessionSettings settings)
            throws IOException {
        SealedSuperblock superblock = verdict.superblock();
        if (superblock.mark() == SealedSuperblock.Mark.SEALED) {
            ScannedLog scan = verdict.scan();
            long end = scan == null ? superblock.endOfFile() : Math.max(scan.endOfFile(), superblock.endOfFile());
            if (settings.secure()) {
                data.force();
            }
            superblock.unseal(data, end);
            if (settings.secure()) {
                data.force();
            }
        }
        if (!SegmentList.of(storage, path).isEmpty()) {
            LogFiles.deleteAll(storage, path);
        }
    }

    /** The log goes on in a new segment behind the last whole record; a torn tail is never written over. */
    private void goOn(SessionWords words, Verdict verdict) throws IOException {
        ScannedLog scan = Objects.requireNonNull(verdict.scan());
        try (LogFiles log = LogFiles.open(storage, path)) {
            LogReader reader = new LogReader();
            reader.attach(log, log.oldest().base(), log.oldest().endOfFile());
            reader.catchUp(scan.end(), 0);
            List<LogEntry> account = Committer.accountOfTheLiving(reader);
            LogRecord.Draft state = new LogRecord.Draft(
                    LogRecord.Type.STATE,
                    0,
                    reader.transactions(),
                    reader.durable(),
                    reader.endOfFile(),
                    reader.rawDurable(),
                    0,
                    account);
            SegmentHeader like = log.newest()
                    .madeBy(
                            bootId(storage),
                            ProcessHandle.current().pid(),
                            storage.now().toEpochMilli());
            if (settings.secure()) {
                log.forceAll();
            }
            Position first = log.rollTo(like, scan.end(), state);
            if (settings.secure()) {
                log.force();
            }
            words.session(
                    like.session().getMostSignificantBits(), like.session().getLeastSignificantBits());
            set(words, first.end(), scan.checkpoint(), reader.transactions());
            words.state(SessionWords.State.SEALED);
        }
    }

    private static void set(SessionWords words, long commit, long checkpointed, long transactions) {
        words.commit(commit);
        words.horizon(commit); // what was written before relies on older horizons (L7)
        words.checkpointed(checkpointed);
        words.attempted(checkpointed);
        words.transactions(transactions);
    }
}
