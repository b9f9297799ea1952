package dev.tutti.table.local;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/** Reads a local file from any place, through a small buffer for the many short reads of footers. Not thread-safe. */
final class LocalInputStream extends SeekableInputStream implements RangeReadable {
    private static final int BUFFER = 8192;

    private final RandomAccessFile file;
    private final byte[] buffer = new byte[BUFFER];
    /** Place in the file of the buffer's first byte. */
    private long start;
    /** Number of bytes in the buffer, and the next one to hand out. */
    private int filled;

    private int next;

    LocalInputStream(Path path) throws FileNotFoundException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    @Override
    public long getPos() {
        return start + next;
    }

    @Override
    public void seek(long position) {
        if (position >= start && position <= start + filled) {
            next = (int) (position - start);
        } else {
            start = position;
            filled = 0;
            next = 0;
        }
    }

    @Override
    public int read() throws IOException {
        if (next == filled && !fill()) {
            return -1;
        }
        return buffer[next++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == filled) {
            if (length >= BUFFER) {
                long position = getPos();
                file.seek(position);
                int count = file.read(target, offset, length);
                seek(position + Math.max(0, count));
                return count;
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, filled - next);
        System.arraycopy(buffer, next, target, offset, count);
        next += count;
        return count;
    }

    private boolean fill() throws IOException {
        start = getPos();
        next = 0;
        filled = 0;
        file.seek(start);
        filled = Math.max(0, file.read(buffer, 0, BUFFER));
        return filled > 0;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.max(0, Math.min(count, file.length() - getPos()));
        seek(getPos() + skipped);
        return skipped;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
        file.seek(position);
        file.readFully(target, offset, length);
    }

    @Override
    public int readTail(byte[] target, int offset, int length) throws IOException {
        long size = file.length();
        int count = (int) Math.min(length, size);
        if (count < 0) {
            throw new EOFException("a file of " + size + " bytes");
        }
        readFully(size - count, target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
