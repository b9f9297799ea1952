package dev.tutti.engine.wal;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The log of one session: the segments {@code X.h5-wal.000000000001} and so on beside the file, as one process sees them. Segments and records
 * that other processes add are noticed.
 *
 * <p>Positions in the log are LSNs: bytes of all records since the session began, over all segments. Bytes below the published commit point never
 * change. A record is appended at the published commit point, over whatever a writer left there that died before it published; the segment to
 * append to is the newest one, and the first record of a segment is a state record. So a segment that was made by a writer that died is
 * gone on with, and one that begins behind the commit point is superseded by a new one.
 *
 * <p>{@link #append}, {@link #roll} and {@link #needsRoll} are guarded by the WRITE lock of the caller, {@link #deleteBelow} by the CKPT lock;
 * all others may be called by any thread at any time. An {@link IOException} of a writing or forcing call is final: the caller stops
 * writing.
 */
public final class LogFiles implements Closeable {
    private static final int WINDOW = 64 * 1024;
    private static final int LARGEST_KEPT = 4 << 20;

    /** What is known of some commit point: the checksum of the record that ends at {@code lsn}. */
    private record Tail(long lsn, int checksum) {}

    private static final Tail NOTHING = new Tail(-1, 0);

    private final Storage storage;
    private final Path file;
    private final SegmentChain chain;

    /** The end of the farthest scan. */
    private volatile Tail scanned = NOTHING;

    /** The end of what this object appended last. Written under WRITE. */
    private volatile Tail appended = NOTHING;

    private boolean undisturbed;
    /** The commit point at which segments of others were looked for, -1 if that is over. Guarded by WRITE. */
    private long noticed = -1;

    /** Reused by {@link #append}. Guarded by WRITE. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private final AtomicReference<@Nullable RecordReader> spareReader = new AtomicReference<>();

    private LogFiles(Storage storage, Path file, SegmentChain chain) {
        this.storage = storage;
        this.file = file;
        this.chain = chain;
    }

    /**
     * Begins the log of a new session with its first segment, in which the first record is to be appended at {@code first.base()}. Void segments
     * are removed.
     *
     * @throws FileAlreadyExistsException if there is a log already
     */
    public static LogFiles create(Storage storage, Path file, SegmentHeader first) throws IOException {
        Path canonical = storage.canonical(file);
        SegmentList found = SegmentList.of(storage, canonical);
        if (!found.live().isEmpty() || !found.damaged().isEmpty()) {
            throw new FileAlreadyExistsException(
                    SegmentList.path(canonical, first.number()).toString());
        }
        for (Path path : found.voids()) {
            storage.delete(path);
        }
        LogSegment segment = SegmentChain.make(storage, canonical, first);
        return new LogFiles(
                storage, canonical, new SegmentChain(storage, Storage.Mode.WRITE, canonical, List.of(segment)));
    }

    /** Opens the log of a session that is there, for reading and writing. */
    public static LogFiles open(Storage storage, Path file) throws IOException {
        return open(storage, file, Storage.Mode.WRITE);
    }

    /**
     * Opens the log of a session that is there.
     *
     * @throws NoSuchFileException if there is none
     */
    public static LogFiles open(Storage storage, Path file, Storage.Mode mode) throws IOException {
        Path canonical = storage.canonical(file);
        SegmentList found = SegmentList.of(storage, canonical);
        if (found.live().isEmpty()) {
            throw new NoSuchFileException(SegmentList.path(canonical, 1).toString(), null, "the file has no log");
        }
        return new LogFiles(storage, canonical, SegmentChain.of(storage, mode, canonical, found));
    }

    /** What of a log lies beside {@code file}. */
    public static SegmentList list(Storage storage, Path file) throws IOException {
        return SegmentList.of(storage, storage.canonical(file));
    }

    /** Header of the oldest segment that is known. */
    public SegmentHeader oldest() {
        return chain.known().get(0).header();
    }

    /** Header of the newest segment that is known. */
    public SegmentHeader newest() {
        return SegmentChain.newest(chain.known()).header();
    }

    /** Where the segment begins that holds the published record at {@code lsn}: a commit point. */
    public long segmentBase(long lsn) throws IOException {
        List<LogSegment> segments = chain.reaching(lsn + 1);
        return segments.get(chain.indexOf(segments, lsn)).base();
    }

    /**
     * Whether the record at {@code lsn}, the published commit point, has to begin a segment ({@link #roll}): because the newest segment
     * is as long as {@code limit}, or has no record yet, or begins behind {@code lsn}. Asked before the first {@link #append} each time that WRITE
     * is taken: this is where segments of others are noticed.
     */
    public boolean needsRoll(long lsn, long limit) throws IOException {
        List<LogSegment> segments = appendable(lsn);
        noticed = lsn;
        return SegmentChain.newest(segments).base() >= lsn || !hasRoom(lsn, limit);
    }

    /** Whether a record may still begin at {@code lsn}, behind others, in the newest segment. Called with WRITE held, after {@link #needsRoll}. */
    boolean hasRoom(long lsn, long limit) {
        return lsn - SegmentChain.newest(chain.known()).base() < limit;
    }

    /** WRITE is held from now on; {@code own} if no other process held it since this object's last append, so that nobody can have made a segment. */
    void writing(boolean own) {
        undisturbed = own;
    }

    /** The segments when WRITE is held. */
    private List<LogSegment> appendable(long lsn) throws IOException {
        List<LogSegment> known = chain.known();
        if (undisturbed && lsn == appended.lsn) {
            return known;
        }
        LogSegment newest = SegmentChain.newest(known);
        boolean successor = chain.hasSuccessor(newest);
        // Where nobody has published since we did, nobody can have deleted the newest segment.
        if (!successor && (lsn == appended.lsn || chain.exists(newest))) {
            return known;
        }
        removeVoid(chain.relist());
        return chain.known();
    }

    /** Whoever made them is dead, for WRITE is ours. */
    private void removeVoid(SegmentList found) throws IOException {
        for (Path path : found.voids()) {
            storage.delete(path);
        }
    }

    /**
     * Writes a record at {@code lsn}, the published commit point, in one write. It is not published thereby, and not forced. The positions of
     * {@code images}, the bytes of the draft's patches, stay.
     *
     * @throws IllegalStateException if {@link #needsRoll} would be true, whatever its limit
     */
    public Position append(LogRecord.Draft draft, List<ByteBuffer> images, long lsn) throws IOException {
        List<LogSegment> segments = noticed == lsn ? chain.known() : appendable(lsn);
        noticed = -1;
        LogSegment newest = SegmentChain.newest(segments);
        if (newest.base() >= lsn) {
            throw new IllegalStateException("a record at " + lsn + " must begin a segment");
        }
        return write(newest, draft, images, lsn, checksumBefore(segments, lsn));
    }

    private Position write(LogSegment segment, LogRecord.Draft draft, List<ByteBuffer> images, long lsn, int previous)
            throws IOException {
        long length = draft.length();
        if (length > LogRecord.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a record of " + length + " bytes; " + LogRecord.MAX_BYTES + " are possible");
        }
        appended = NOTHING;
        ByteBuffer target = room((int) length);
        int checksum = draft.encode(target, lsn, segment.header().salt(), previous, images);
        segment.file().write(segment.header().positionOf(lsn), target.flip());
        appended = new Tail(lsn + length, checksum);
        return new Position(lsn, lsn + length, checksum);
    }

    private ByteBuffer room(int length) {
        if (length > LARGEST_KEPT) {
            return ByteBuffer.allocate(length);
        }
        if (length > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(Integer.highestOneBit(Math.max(length, WINDOW) - 1) << 1);
        }
        return buffer.clear();
    }

    /**
     * Must be called when a record that was appended is not going to be published although this process goes on: another one may come to
     * stand in its place, of the same length and with another checksum.
     */
    public void forget() {
        appended = NOTHING;
    }

    /** Checksum of the record that ends at {@code lsn}, a published commit point. */
    private int checksumBefore(List<LogSegment> segments, long lsn) throws IOException {
        LogSegment segment = segments.get(chain.indexOf(segments, lsn));
        if (segment.base() == lsn) {
            return segment.header().previous();
        }
        Integer known = knownChecksum(lsn);
        if (known != null) {
            return known;
        }
        Tail near = scanned;
        boolean useful = near.lsn > segment.base() && near.lsn < lsn;
        int checksum = useful
                ? scan(segments, near.lsn, lsn, near.checksum, record -> {})
                : scan(segments, segment.base(), lsn, segment.header().previous(), record -> {});
        remember(new Tail(lsn, checksum));
        return checksum;
    }

    private synchronized void remember(Tail end) {
        scanned = end.lsn > scanned.lsn ? end : scanned;
    }

    private @Nullable Integer knownChecksum(long lsn) {
        Tail own = appended;
        if (own.lsn == lsn) {
            return own.checksum;
        }
        Tail far = scanned;
        return far.lsn == lsn ? far.checksum : null;
    }

    /**
     * Goes on in a new segment, whose first record is {@code state}, at {@code lsn}, the published commit point. A segment that another process
     * made there and died is used. Void segments are removed.
     */
    public Position roll(long lsn, LogRecord.Draft state) throws IOException {
        return roll(lsn, state, null);
    }

    /**
     * The same, but always in a new segment, which is made like {@code like}: after a recovery, or for another durability. Its number, base, salt and
     * checksum are replaced.
     */
    public Position rollTo(SegmentHeader like, long lsn, LogRecord.Draft state) throws IOException {
        return roll(lsn, state, like);
    }

    private Position roll(long lsn, LogRecord.Draft state, @Nullable SegmentHeader like) throws IOException {
        if (state.type() != LogRecord.Type.STATE) {
            throw new IllegalArgumentException("the first record of a segment is a state, not " + state.type());
        }
        SegmentList found = chain.relist();
        if (!found.voids().isEmpty()) {
            removeVoid(found);
            found = chain.relist();
        }
        int previous = checksumBefore(chain.known(), lsn);
        LogSegment segment = SegmentChain.newest(chain.known());
        if (like == null && segment.base() == lsn) {
            chain.secure(segment);
        } else {
            SegmentHeader header = like == null ? segment.header() : like;
            long salt = UUID.randomUUID().getLeastSignificantBits();
            segment = chain.make(header.next(found.highestNumber() + 1, lsn, salt, previous));
        }
        return write(segment, state, List.of(), lsn, previous);
    }

    /** Barrier: all records in the newest segment survive a power cut once this returns. */
    public void force() throws IOException {
        SegmentChain.newest(chain.known()).file().force();
    }

    /** Before a barrier that more are likely to follow. Called with WRITE held, behind an {@link #append}. */
    void makeRoom() throws IOException {
        LogSegment newest = SegmentChain.newest(chain.known());
        newest.makeRoom(newest.header().positionOf(appended.lsn));
    }

    /** {@link #forceAll} behind an {@link #append} with WRITE held since: nobody can have made a segment that is not known. */
    void forceAppended() throws IOException {
        chain.force(chain.known());
    }

    /** Barrier: all records survive a power cut once this returns, whatever the durability of the session. */
    public void forceAll() throws IOException {
        chain.force();
    }

    /**
     * Shows the records in [{@code from}, {@code to}) to {@code visitor}. Both are commit points, {@code to} is published; only headers and
     * directories are read, and checked by checksum and chain.
     *
     * @throws SegmentGoneException if the log before some point after {@code from} was deleted
     * @throws H5CorruptException if a record is not what was written
     */
    public void scan(long from, long to, RecordVisitor visitor) throws IOException {
        if (from > to) {
            throw new IllegalArgumentException("from " + from + " to " + to);
        }
        if (from < to) {
            List<LogSegment> segments = chain.reaching(to);
            LogSegment first = segments.get(chain.indexOf(segments, from));
            Integer previous =
                    first.base() == from ? Integer.valueOf(first.header().previous()) : knownChecksum(from);
            remember(new Tail(to, scan(segments, from, to, previous, visitor)));
        }
    }

    /** Returns the checksum of the last record. */
    private int scan(List<LogSegment> segments, long from, long to, @Nullable Integer previous, RecordVisitor visitor)
            throws IOException {
        RecordReader spare = spareReader.getAndSet(null);
        RecordReader reader = spare == null ? new RecordReader(WINDOW) : spare;
        Integer checksum = previous;
        long at = from;
        int index = chain.indexOf(segments, from);
        while (at < to) {
            LogSegment segment = segments.get(index++);
            long end =
                    index < segments.size() ? Math.min(to, segments.get(index).base()) : to;
            if (at == segment.base()
                    && checksum != null
                    && checksum != segment.header().previous()) {
                throw segment.damaged(
                        0,
                        "a segment behind the record with checksum " + hex(checksum),
                        hex(segment.header().previous()));
            }
            try {
                reader.open(segment.file(), segment.header().positionOf(end));
                while (at < end) {
                    long position = segment.header().positionOf(at);
                    ByteBuffer head = reader.head(position, at, segment.header().salt());
                    if (head == null) {
                        throw segment.damaged(position, "the record at " + at, "other bytes");
                    }
                    int own = LogRecord.checksum(head);
                    LogRecord record = check(segment, at, checksum, head);
                    checksum = own;
                    at = record.end();
                    visitor.visit(record);
                }
            } catch (ClosedChannelException e) {
                throw segment.asGone(e);
            }
        }
        spareReader.set(reader);
        if (checksum == null) {
            throw new IllegalArgumentException("nothing between " + from + " and " + to);
        }
        return checksum;
    }

    private static LogRecord check(LogSegment segment, long lsn, @Nullable Integer previous, ByteBuffer head) {
        long position = segment.header().positionOf(lsn);
        LogRecord record;
        try {
            record = LogRecord.decode(head);
        } catch (FormatException e) {
            throw segment.damaged(position, e.expected(), e.found());
        }
        if (previous != null && previous != record.previous()) {
            throw segment.damaged(
                    position, "a record behind the one with checksum " + hex(previous), hex(record.previous()));
        }
        return record;
    }

    private static String hex(int checksum) {
        return String.format(Locale.ROOT, "0x%08x", checksum);
    }

    /** Fills {@code target} with the bytes of the log from {@code lsn} on, which stand in one published record. */
    public void read(long lsn, ByteBuffer target) throws IOException {
        List<LogSegment> segments = chain.reaching(lsn + target.remaining());
        LogSegment segment = segments.get(chain.indexOf(segments, lsn));
        segment.read(lsn, target);
        if (target.hasRemaining()) {
            throw segment.damagedAt(lsn, target.remaining() + " more bytes", "the end of the file");
        }
    }

    /** Fills {@code target}, which has just the room, with the bytes of a patch that stand at {@code lsn}, and {@linkplain #check checks} them. */
    public void read(long lsn, int crc, ByteBuffer target) throws IOException {
        ByteBuffer bytes = target.duplicate();
        read(lsn, target);
        check(lsn, crc, bytes);
    }

    /**
     * Checks the bytes of a patch that were read at {@code lsn}, and leaves them as they are.
     *
     * @throws H5CorruptException if their checksum is not {@code crc}: a damaged log is never taken for data
     */
    void check(long lsn, int crc, ByteBuffer bytes) throws SegmentGoneException {
        int found = LogEntry.checksum(bytes);
        if (found != crc) {
            List<LogSegment> segments = chain.known();
            String expected = "bytes of a committed change with checksum " + hex(crc);
            throw segments.get(chain.indexOf(segments, lsn)).damagedAt(lsn, expected, "others with " + hex(found));
        }
    }

    /** Bytes of all segments up to {@code lsn}, the published commit point; looks into the folder. */
    public long bytes(long lsn) throws IOException {
        chain.relist();
        List<LogSegment> segments = chain.known();
        long bytes = SegmentChain.newest(segments).header().positionOf(lsn);
        for (int i = 0; i < segments.size() - 1; i++) {
            bytes += segments.get(i).header().positionOf(segments.get(i + 1).base());
        }
        return bytes;
    }

    /**
     * Deletes the segments of which the file holds everything: those whose successor begins below {@code lsn}, a commit point up to which the
     * file holds everything and the log is forced. So the first record of the successor, which stands for all that the older ones say of free space, is
     * published and forced. The newest segment stays. Returns the number of segments deleted.
     */
    public int deleteBelow(long lsn) throws IOException {
        int deleted = 0;
        for (SegmentList.Segment segment : chain.relist().byNumber()) {
            if (!chain.release(segment.header().number(), lsn)) {
                break;
            }
            delete(segment.path(), segment.header());
            deleted++;
        }
        return deleted;
    }

    /** With a barrier each: also after a power cut a segment is gone only if all with lower numbers are. */
    private void delete(Path path, SegmentHeader header) throws IOException {
        storage.delete(path);
        if (header.level() != SegmentHeader.Level.PROCESS) {
            storage.forceDirectory(SegmentList.folder(file));
        }
    }

    /** Deletes the log with all its segments, newest last, and closes this. The file holds everything, and no process has the log open. */
    public void deleteAll() throws IOException {
        close();
        deleteAll(storage, file);
    }

    /**
     * Deletes the log beside {@code file} with all its segments, newest last. The file holds everything, and no process has the log open. With a barrier each: a
     * segment that a power cut brought back beside the log of the next session would be taken for damage.
     */
    public static void deleteAll(Storage storage, Path file) throws IOException {
        Path canonical = storage.canonical(file);
        SegmentList found = SegmentList.of(storage, canonical);
        List<Path> before = new ArrayList<>(found.voids());
        before.addAll(found.damaged());
        found.superseded().forEach(segment -> before.add(segment.path()));
        Path folder = SegmentList.folder(canonical);
        for (Path path : before) {
            storage.delete(path);
        }
        if (!before.isEmpty()) {
            storage.forceDirectory(folder);
        }
        for (SegmentList.Segment segment : found.live()) {
            storage.delete(segment.path());
            storage.forceDirectory(folder);
        }
    }

    /** Closes the files; deletes nothing. */
    @Override
    public void close() throws IOException {
        chain.close();
    }
}
