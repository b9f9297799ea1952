package dev.tutti.engine.wal;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One segment of an open log; its file is opened when it is first needed. Thread-safe. */
final class LogSegment implements Closeable {
    private static final long LEAST_ROOM = 64 * 1024;
    private static final long MOST_ROOM = 1 << 20;

    private final Storage storage;
    private final Storage.Mode mode;
    private final Path path;
    private final SegmentHeader header;
    private @Nullable StoreFile file;
    private boolean closed;
    private volatile boolean settled;
    private volatile boolean named;

    /** Where the zeros behind the records end, as far as is known. */
    private long room;

    LogSegment(Storage storage, Storage.Mode mode, Path path, SegmentHeader header, @Nullable StoreFile file) {
        this.storage = storage;
        this.mode = mode;
        this.path = path;
        this.header = header;
        this.file = file;
    }

    SegmentHeader header() {
        return header;
    }

    Path path() {
        return path;
    }

    long base() {
        return header.base();
    }

    long number() {
        return header.number();
    }

    /** Whether nothing more is written to it and everything in it was forced. */
    boolean isSettled() {
        return settled;
    }

    void settle() {
        settled = true;
    }

    /** Whether its name was secured in this process. */
    boolean isNamed() {
        return named;
    }

    void name() {
        named = true;
    }

    synchronized StoreFile file() throws SegmentGoneException, IOException {
        if (closed) {
            throw gone();
        }
        StoreFile opened = file;
        if (opened == null) {
            try {
                opened = storage.open(path, mode);
            } catch (NoSuchFileException e) {
                SegmentGoneException gone = gone();
                gone.initCause(e);
                throw gone;
            }
            file = opened;
        }
        return opened;
    }

    /**
     * Makes room for records behind {@code position} of the file, where they end now, if there is none left: zeros, which no record begins with. What is
     * written over bytes that are there is secured sooner than what makes the file longer. If there is none to be had, that is no failure.
     * Called with WRITE held.
     */
    synchronized void makeRoom(long position) throws IOException {
        if (position < room) {
            return;
        }
        StoreFile segment = file();
        long size = segment.size();
        room = size;
        if (position >= size) {
            long ahead = Math.max(LEAST_ROOM, Math.min(MOST_ROOM, size));
            try {
                segment.write(size, ByteBuffer.allocate((int) ahead));
                room = size + ahead;
            } catch (IOException e) {
                room = Long.MAX_VALUE; // A full disk, say: there may be enough for records, and they are asked for
                // one by one.
            }
        }
    }

    /** What stands at a position of its file is not what was written. */
    H5CorruptException damaged(long at, String expected, String found) {
        return new H5CorruptException(path.toString(), at, "log record", expected, found, null);
    }

    /** What stands at {@code lsn} is not what was written. */
    H5CorruptException damagedAt(long lsn, String expected, String found) {
        return damaged(header.positionOf(lsn), expected, found);
    }

    /** Reads bytes of the log. Returns how many there were. */
    int read(long lsn, ByteBuffer target) throws IOException {
        try {
            return file().read(header.positionOf(lsn), target);
        } catch (ClosedChannelException e) {
            throw asGone(e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** What a failed call on the file means: the segment is gone, if it was closed meanwhile. */
    IOException asGone(ClosedChannelException e) {
        if (!isClosed()) {
            return e;
        }
        SegmentGoneException gone = gone();
        gone.initCause(e);
        return gone;
    }

    private SegmentGoneException gone() {
        return new SegmentGoneException(path, "this segment of the log was deleted");
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        StoreFile opened = file;
        if (opened != null) {
            opened.close();
        }
    }
}
