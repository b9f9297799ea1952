package dev.tutti.testkit.store;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the calls that cost something: what an operation asks of the disk is the same on every machine, so a test can hold it to a number where a timer
 * could not. Thread-safe.
 */
public final class CountingStorage extends WrappedStorage {
    /**
     * Calls since the last {@link #reset}.
     *
     * @param reads calls that read a file
     * @param bytesRead bytes that they returned
     * @param writes calls that wrote to a file
     * @param bytesWritten bytes that they wrote
     * @param barriers calls that forced a file or a directory
     */
    public record Counts(long reads, long bytesRead, long writes, long bytesWritten, long barriers) {}

    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicLong barriers = new AtomicLong();

    /** Counts what reaches {@code below}. */
    public CountingStorage(Storage below) {
        super(below);
    }

    /** Begins anew. */
    public void reset() {
        reads.set(0);
        bytesRead.set(0);
        writes.set(0);
        bytesWritten.set(0);
        barriers.set(0);
    }

    /** What was counted. */
    public Counts counts() {
        return new Counts(reads.get(), bytesRead.get(), writes.get(), bytesWritten.get(), barriers.get());
    }

    @Override
    protected StoreFile wrap(Path path, Mode mode, StoreFile file) {
        return new Counted(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        barriers.incrementAndGet();
        super.forceDirectory(directory);
    }

    private final class Counted extends File {
        Counted(StoreFile below) {
            super(below);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            int count = super.read(position, target);
            reads.incrementAndGet();
            bytesRead.addAndGet(Math.max(0, count));
            return count;
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            int length = source.remaining();
            super.write(position, source);
            writes.incrementAndGet();
            bytesWritten.addAndGet(length);
        }

        @Override
        public void force() throws IOException {
            barriers.incrementAndGet();
            super.force();
        }
    }
}
