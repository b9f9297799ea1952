package dev.tutti.table.local;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a local file through a buffer, counting bytes. Not thread-safe. */
final class LocalOutputStream extends PositionOutputStream {
    private static final int BUFFER = 1 << 16;
    /** Longer files are better brought to disk by the thread that has written them, beside others that still write. */
    private static final long LATE = 1 << 20;

    private final FileOutputStream out;
    private final Path path;
    private final Path folder;
    private final boolean barriers;
    private final @Nullable LateBarriers late;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long flushed;
    private boolean closed;

    LocalOutputStream(FileOutputStream out, Path path, Path folder, boolean barriers, @Nullable LateBarriers late) {
        this.out = out;
        this.path = path;
        this.folder = folder;
        this.barriers = barriers;
        this.late = late;
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
        try {
            drain();
            if (late != null && flushed <= LATE && late.add(path, folder, out)) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
        try (out) {
            if (barriers) {
                out.getFD().sync();
            }
        }
        if (barriers) {
            LocalOutputFile.secure(folder);
        }
    }
}
