package dev.tutti.cli.change;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that were read, for those who want to know how far a reader is. Read by one thread, asked by any. */
final class Counted extends FilterInputStream {
    private final AtomicLong bytes = new AtomicLong();

    Counted(InputStream in) {
        super(in);
    }

    long bytes() {
        return bytes.get();
    }

    private int count(int read) {
        bytes.addAndGet(Math.max(0, read));
        return read;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return count(super.read(target, offset, length));
    }
}
