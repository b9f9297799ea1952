package dev.tutti.storage.memory;

import dev.tutti.storage.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** The bytes of a buffer as a file that is only read; they are not copied. Thread-safe while nobody changes the buffer's bytes. */
public final class BufferFile implements ReadableFile {
    private final Path path;
    private final ByteBuffer bytes;
    private volatile boolean closed;

    /** What is between the buffer's position and its limit. */
    public BufferFile(Path path, ByteBuffer bytes) {
        this.path = path;
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return bytes.limit();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        checkOpen();
        int count = (int) Math.max(0, Math.min(target.remaining(), bytes.limit() - position));
        if (count > 0) {
            target.put(target.position(), bytes, (int) position, count);
            target.position(target.position() + count);
        }
        return count;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public Object identity() {
        return this;
    }

    @Override
    public void close() {
        closed = true;
    }
}
