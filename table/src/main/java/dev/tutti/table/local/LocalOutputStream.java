package dev.tutti.table.local;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.io.PositionOutputStream;

/** Writes a local file through a buffer, counting bytes. Not thread-safe. */
final class LocalOutputStream extends PositionOutputStream {
    private static final int BUFFER = 1 << 16;

    private final FileOutputStream out;
    private final Path folder;
    private final boolean barriers;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long flushed;
    private boolean closed;

    LocalOutputStream(FileOutputStream out, Path folder, boolean barriers) {
        this.out = out;
        this.folder = folder;
        this.barriers = barriers;
    }

    @Override
    public long getPos() {
        return flushed + filled;
    }

    @Override
    public void write(int value) throws IOException {
        if (filled == BUFFER) {
            drain();
        }
        buffer[filled++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (length > BUFFER - filled) {
            drain();
        }
        if (length > BUFFER) {
            out.write(source, offset, length);
            flushed += length;
        } else {
            System.arraycopy(source, offset, buffer, filled, length);
            filled += length;
        }
    }

    private void drain() throws IOException {
        out.write(buffer, 0, filled);
        flushed += filled;
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        drain();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            drain();
            if (barriers) {
                out.getFD().sync();
            }
        }
        if (barriers) {
            LocalOutputFile.secure(folder);
        }
    }
}
