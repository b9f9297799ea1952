package dev.tutti.storage.memory;

import dev.tutti.storage.Storage.Mode;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;

/** A file of {@link MemoryStorage} that is open. */
final class MemoryFile implements StoreFile {
    private final Path path;
    private final MemoryContent content;
    private final boolean writable;
    private volatile boolean closed;

    MemoryFile(Path path, MemoryContent content, Mode mode) {
        this.path = path;
        this.content = content;
        this.writable = mode != Mode.READ;
    }

    private MemoryContent open() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return content;
    }

    private MemoryContent changing() throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        return open();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        return open().size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        return open().read(position, target);
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        changing().write(position, source);
    }

    @Override
    public void resize(long size) throws IOException {
        changing().resize(size);
    }

    @Override
    public void force() throws IOException {
        open();
    }

    @Override
    public Object identity() {
        return content;
    }

    @Override
    public void close() {
        closed = true;
    }
}
