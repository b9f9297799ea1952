package dev.tutti.storage;

import dev.tutti.storage.lock.LockedHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that is only read while a lock of it is held. The lock's own handle carries the first few reads, because much is opened for a look only; when more is
 * read the file is opened once more, by its path. Should that name another file by then, the handle carries all reads, more slowly.
 */
final class LockedFile implements ReadableFile {
    /** How many pieces of at most {@link #SMALL} bytes the handle carries before the file is opened once more. */
    private static final int FEW = 8;

    private static final int SMALL = 16 * 1024;

    private final Path path;
    private final LockedHandle handle;

    /** Null before much is read, and where the path leads to the file no longer. */
    private volatile @Nullable NioFile opened;

    /** Whether the file cannot be opened once more. */
    private volatile boolean handleOnly;

    /** How many pieces the handle has carried; not exact where several threads are at it. */
    private int few;

    private volatile boolean closed;

    LockedFile(Path path, LockedHandle handle) {
        this.path = path;
        this.handle = handle;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("negative position " + position);
        }
        NioFile more = opened;
        if (more == null && !handleOnly && (few >= FEW || target.remaining() > SMALL)) {
            more = open();
        }
        if (more != null) {
            return more.read(position, target);
        }
        checkOpen();
        few++;
        try {
            return handle.read(position, target);
        } catch (ClosedChannelException e) {
            throw new ClosedFileException(path);
        }
    }

    /** Opens the file once more, unless another thread has done so; null if the path leads to another one. */
    private synchronized @Nullable NioFile open() throws IOException {
        checkOpen();
        if (opened == null && !handleOnly) {
            try {
                NioFile found = NioFile.open(path, Storage.Mode.READ);
                if (found.identity().equals(handle.identity())) {
                    opened = found;
                } else {
                    found.close();
                }
            } catch (IOException e) {
                // The name is gone, or may not be opened any more, or the process has no file handle left: the one that
                // is there does all of it.
            }
            handleOnly = opened == null;
        }
        return opened;
    }

    private void checkOpen() throws ClosedFileException {
        if (closed) {
            throw new ClosedFileException(path);
        }
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        try {
            return handle.size();
        } catch (ClosedChannelException e) {
            throw new ClosedFileException(path);
        }
    }

    @Override
    public Object identity() {
        try {
            return handle.identity();
        } catch (IOException e) {
            return this; // no other file's
        }
    }

    /** The handle is the lock's, and is closed with that. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        NioFile more = opened;
        if (more != null) {
            more.close();
        }
    }

    @Override
    public String toString() {
        return "LockedFile[" + path + (closed ? ", closed]" : "]");
    }
}
