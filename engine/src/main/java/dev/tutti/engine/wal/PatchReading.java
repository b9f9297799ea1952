package dev.tutti.engine.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The patches that one read of a snapshot lays over the file. Small commits leave small patches near each other in the log, and a page is
 * read from its newest patch to its oldest: so from the second near one on, the log is read backwards in windows, not patch by patch. For one thread.
 */
final class PatchReading implements Versions.Log {
    /** What is read at once, and how far apart two patches may stand to be near. */
    static final int WINDOW = 32 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final LogFiles log;
    private ByteBuffer window = NOTHING;
    private long windowStart;
    private long last = -1;

    PatchReading(LogFiles log) {
        this.log = log;
    }

    /** Reads a part of a patch; the whole is checked (L3). */
    @Override
    public void read(long position, int length, int crc, int from, ByteBuffer target) throws IOException {
        ByteBuffer whole = bytes(position, length);
        log.check(position, crc, whole);
        target.put(whole.slice(from, target.remaining()));
        last = position;
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        long at = position - windowStart;
        if (at >= 0 && at + length <= window.limit()) {
            return window.slice((int) at, length);
        }
        if (position < last && last - position < WINDOW) {
            long end = position + length;
            long start = Math.max(log.segmentBase(position), end - WINDOW);
            window = NOTHING; // nothing of it counts if the next line fails
            window = read(start, (int) (end - start));
            windowStart = start;
            return window.slice((int) (position - start), length);
        }
        return read(position, length);
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        log.read(position, bytes);
        return bytes.flip();
    }
}
