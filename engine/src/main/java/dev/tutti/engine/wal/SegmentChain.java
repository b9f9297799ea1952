package dev.tutti.engine.wal;

import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The segments of an open log that count ({@link SegmentList}), oldest first, and how other processes' segments are noticed. Thread-safe: the list
 * is immutable and replaced under the monitor.
 */
final class SegmentChain implements Closeable {
    private final Storage storage;
    private final Storage.Mode mode;
    private final Path file;
    private final UUID session;

    /** Never empty. */
    private volatile List<LogSegment> segments;

    /** Asked for at each append. */
    private record Name(long number, Path path) {}

    private volatile Name successor = new Name(-1, Path.of(""));

    /** All segments with published records below this are in the list. */
    private volatile long complete;

    SegmentChain(Storage storage, Storage.Mode mode, Path file, List<LogSegment> segments) {
        this.storage = storage;
        this.mode = mode;
        this.file = file;
        this.segments = List.copyOf(segments);
        this.session = segments.get(0).header().session();
    }

    static SegmentChain of(Storage storage, Storage.Mode mode, Path file, SegmentList found) {
        List<LogSegment> segments = new ArrayList<>();
        for (SegmentList.Segment segment : found.live()) {
            segments.add(new LogSegment(storage, mode, segment.path(), segment.header(), null));
        }
        return new SegmentChain(storage, mode, file, segments);
    }

    /** As far as known. */
    List<LogSegment> known() {
        return segments;
    }

    static LogSegment newest(List<LogSegment> segments) {
        return segments.get(segments.size() - 1);
    }

    /** With all segments that were made before this call. */
    List<LogSegment> refreshed() throws IOException {
        List<LogSegment> known = segments;
        LogSegment newest = newest(known);
        // Numbers are given without gaps and segments deleted from the oldest on: the newest is the one without a
        // successor.
        if (hasSuccessor(newest) || !exists(newest)) {
            relist();
            return segments;
        }
        return known;
    }

    /** With all segments that hold records below {@code lsn}, which is published. */
    List<LogSegment> reaching(long lsn) throws IOException {
        if (lsn <= complete) {
            return segments;
        }
        List<LogSegment> refreshed = refreshed();
        synchronized (this) {
            complete = Math.max(complete, lsn);
        }
        return refreshed;
    }

    /** Whether the newest segment that is known has a successor in the folder, be it void. */
    boolean hasSuccessor(LogSegment newest) {
        Name name = successor;
        if (name.number != newest.number() + 1) {
            name = new Name(newest.number() + 1, SegmentList.path(file, newest.number() + 1));
            successor = name;
        }
        return storage.exists(name.path);
    }

    /** Whether a segment is still in the folder. */
    boolean exists(LogSegment segment) {
        return storage.exists(segment.path());
    }

    /** Reads the folder. */
    synchronized SegmentList relist() throws IOException {
        SegmentList found = SegmentList.of(storage, file);
        if (found.live().isEmpty() || !found.live().get(0).header().session().equals(session)) {
            throw new SegmentGoneException(file, "the log of session " + session + " was deleted");
        }
        Map<Long, LogSegment> before = new HashMap<>();
        for (LogSegment segment : segments) {
            before.put(segment.number(), segment);
        }
        List<LogSegment> now = new ArrayList<>();
        for (SegmentList.Segment segment : found.live()) {
            LogSegment old = before.get(segment.header().number());
            if (old != null && old.header().salt() == segment.header().salt()) {
                now.add(old);
                before.remove(old.number());
            } else {
                now.add(new LogSegment(storage, mode, segment.path(), segment.header(), null));
            }
        }
        segments = List.copyOf(now);
        for (LogSegment gone : before.values()) {
            gone.close();
        }
        return found;
    }

    /** Makes a segment, the newest one from now on. */
    LogSegment make(SegmentHeader header) throws IOException {
        LogSegment made = make(storage, file, header);
        synchronized (this) {
            List<LogSegment> counting = new ArrayList<>(segments);
            for (LogSegment other : segments) {
                if (other.base() >= made.base()) { // superseded, or this one, noticed by another thread
                    counting.remove(other);
                    other.close();
                }
            }
            counting.add(made);
            segments = List.copyOf(counting);
        }
        return made;
    }

    static LogSegment make(Storage storage, Path file, SegmentHeader header) throws IOException {
        Path path = SegmentList.path(file, header.number());
        StoreFile made = storage.open(path, Storage.Mode.CREATE_NEW);
        LogSegment segment = new LogSegment(storage, Storage.Mode.WRITE, path, header, made);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            header.encode(bytes);
            made.write(0, bytes.flip());
            secure(storage, file, segment);
            return segment;
        } catch (IOException | RuntimeException e) {
            segment.close();
            throw e;
        }
    }

    /** Makes a segment sure against power cuts that its maker may not have lived to force. */
    void secure(LogSegment segment) throws IOException {
        if (!segment.isNamed()) {
            secure(storage, file, segment);
        }
    }

    /** Makes the name of a segment sure against power cuts, if its maker did not. */
    void secureName(LogSegment segment) throws IOException {
        if (segment.header().level() == SegmentHeader.Level.PROCESS && !segment.isNamed()) {
            storage.forceDirectory(SegmentList.folder(file));
            segment.name();
        }
    }

    private static void secure(Storage storage, Path file, LogSegment segment) throws IOException {
        if (segment.header().level() != SegmentHeader.Level.PROCESS) {
            segment.file().force();
            storage.forceDirectory(SegmentList.folder(file));
            segment.name();
        }
    }

    /**
     * Whether segment {@code number}, the lowest that is left, is not needed: because it does not count, or because its successor begins below
     * {@code lsn}; then it is taken out of the list and closed.
     */
    synchronized boolean release(long number, long lsn) throws IOException {
        List<LogSegment> known = segments;
        LogSegment oldest = known.get(0);
        if (number < oldest.number()) {
            return true;
        }
        if (number > oldest.number() || known.size() == 1 || known.get(1).base() >= lsn) {
            return false;
        }
        segments = List.copyOf(known.subList(1, known.size()));
        oldest.close();
        return true;
    }

    /** Barrier: all records survive a power cut once this returns. */
    void force() throws IOException {
        force(refreshed());
    }

    /** The same, where all segments that hold records are among {@code known}. */
    void force(List<LogSegment> known) throws IOException {
        List<LogSegment> now = known;
        while (true) {
            LogSegment gone = forceUntilGone(now);
            if (gone == null) {
                return;
            }
            relist();
            now = segments;
            if (now.contains(gone)) {
                throw new SegmentGoneException(file, "a segment that is listed cannot be opened: " + gone.path());
            }
        }
    }

    /** Returns a segment that was deleted meanwhile, as one is whose records the file holds; null if all others are forced. */
    private @Nullable LogSegment forceUntilGone(List<LogSegment> all) throws IOException {
        for (int i = 0; i < all.size(); i++) {
            LogSegment segment = all.get(i);
            if (!segment.isSettled()) {
                try {
                    segment.file().force();
                    secureName(segment);
                } catch (SegmentGoneException | ClosedChannelException e) {
                    return segment;
                }
                if (i < all.size() - 1) {
                    segment.settle();
                }
            }
        }
        return null;
    }

    /** Index of the segment that holds the byte at {@code lsn}. */
    int indexOf(List<LogSegment> list, long lsn) throws SegmentGoneException {
        int low = 0;
        int high = list.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (list.get(middle).base() <= lsn) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (list.get(low).base() > lsn) {
            throw new SegmentGoneException(
                    file, "the log before " + list.get(low).base() + " was deleted");
        }
        return low;
    }

    @Override
    public synchronized void close() throws IOException {
        for (LogSegment segment : segments) {
            segment.close();
        }
    }
}
