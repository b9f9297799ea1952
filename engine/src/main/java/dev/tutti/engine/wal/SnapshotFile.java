package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The file as it was at one snapshot: its own bytes with the log laid over them. Thread-safe for reading; bytes written through it go to the file
 * itself and are for new space only. Closing it closes nothing: the session owns the file below.
 */
public final class SnapshotFile implements StoreFile {
    private final StoreFile data;
    private final LogView log;
    private final Snapshot snapshot;
    private final @Nullable RangeSet reads;
    private final BooleanSupplier ended;

    /**
     * A view of {@code data}.
     *
     * @param ended whether the session was closed, and the snapshot protects nothing any more
     * @param reads takes note of everything that is read, for a transaction that must know at its commit whether it still holds; guarded by itself
     */
    SnapshotFile(StoreFile data, LogView log, Snapshot snapshot, BooleanSupplier ended, @Nullable RangeSet reads) {
        this.data = data;
        this.log = log;
        this.snapshot = snapshot;
        this.ended = ended;
        this.reads = reads;
    }

    /** What it shows. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Whether a commit after {@code since} and up to this snapshot may have changed a range. */
    public boolean changedSince(long since, long position, long length) {
        return log.versions().changed(position, length, since, snapshot.lsn());
    }

    /** Notes that a range was read, though its bytes came from elsewhere. */
    public void noteRead(long position, long length) {
        if (reads != null && length > 0) {
            synchronized (reads) {
                reads.add(position, length);
            }
        }
    }

    @Override
    public Path path() {
        return data.path();
    }

    @Override
    public long size() {
        return snapshot.endOfFile();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int wanted = (int) Math.min(target.remaining(), Math.max(0, snapshot.endOfFile() - position));
        if (wanted == 0) {
            return 0;
        }
        noteRead(position, wanted);
        ByteBuffer bytes = target.duplicate();
        bytes.limit(bytes.position() + wanted);
        ByteBuffer whole = bytes.duplicate();
        while (bytes.hasRemaining()) {
            int count = data.read(position + wanted - bytes.remaining(), bytes);
            if (count <= 0) {
                break;
            }
        }
        if (bytes.hasRemaining() && data.size() < log.leastSize()) {
            throw new IOException(
                    data.path() + ": another program cut the file off: it has " + data.size() + " of at least "
                            + log.leastSize()
                            + " bytes; what was committed and had not reached it stays in the log beside it");
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0); // the file grows to its end of allocation at the next checkpoint
        }
        log.overlay(position, whole, snapshot);
        if (ended.getAsBoolean()) { // after the bytes were read: what a checkpoint has brought since is of another
            // version
            throw new H5ClosedException(path() + ": the file was closed");
        }
        target.position(target.position() + wanted);
        return wanted;
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        data.write(position, source);
    }

    @Override
    public void resize(long size) {
        throw new UnsupportedOperationException("a snapshot has its length");
    }

    @Override
    public void force() throws IOException {
        data.force();
    }

    @Override
    public Object identity() {
        return data.identity();
    }

    @Override
    public void close() {}
}
