package dev.tutti.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * One open file, read and written at positions. Thread-safe: any number of threads may read and write at once, and no call
 * moves a shared position. A write is complete when the call returns; another process on the host sees it from then on, but
 * it survives a power cut only after {@link #force}.
 *
 * <p>An interrupt of the calling thread never closes the file: the implementation reopens it, repeats the positional call,
 * which is idempotent, and leaves the interrupt flag set.
 */
public interface StoreFile extends Closeable {
    /** The path that the file was opened under. */
    Path path();

    /** Length in bytes now; another process may change it at any time. */
    long size() throws IOException;

    /**
     * Reads up to {@code target.remaining()} bytes from {@code position}. Returns the number read: fewer than asked only at the end of
     * the file, 0 at or past the end. Advances the target's position by the number returned.
     */
    int read(long position, ByteBuffer target) throws IOException;

    /** Writes all remaining bytes of {@code source} at {@code position}, extending the file where needed. Advances the source's position. */
    void write(long position, ByteBuffer source) throws IOException;

    /** Makes the file's length {@code size}: cut, or extended by a hole that reads as zeros. */
    void resize(long size) throws IOException;

    /** Barrier: all bytes (and the length) written before this call survive a power cut once it returns. A failure is final: do not retry. */
    void force() throws IOException;

    /** Identity of the file that is open (device and inode, or the like): equal for two spellings of one file, different once the path names another file. */
    Object identity();

    @Override
    void close() throws IOException;
}
