package dev.tutti.storage.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in pages, so that growing moves none. Reads and writes of different bytes run side by side; thread-safe. */
final class MemoryContent {
    private static final int PAGE = 1 << 18;

    private final AtomicLong changes = new AtomicLong();
    private volatile byte[][] pages = new byte[0][];
    private volatile long size;

    long size() {
        return size;
    }

    long changes() {
        return changes.get();
    }

    int read(long position, ByteBuffer target) {
        byte[][] now = pages;
        long end = Math.min(Math.min(size, (long) now.length * PAGE), position + target.remaining());
        int total = 0;
        for (long at = position; at < end; ) {
            int offset = (int) (at % PAGE);
            int count = (int) Math.min(PAGE - offset, end - at);
            target.put(now[(int) (at / PAGE)], offset, count);
            at += count;
            total += count;
        }
        return total;
    }

    void write(long position, ByteBuffer source) {
        long end = position + source.remaining();
        grow(end);
        byte[][] now = pages;
        for (long at = position; at < end; ) {
            int offset = (int) (at % PAGE);
            int count = (int) Math.min(PAGE - offset, end - at);
            source.get(now[(int) (at / PAGE)], offset, count);
            at += count;
        }
        changes.incrementAndGet();
    }

    private void grow(long end) {
        if (end <= size) {
            return;
        }
        synchronized (this) {
            int needed = Math.toIntExact((end + PAGE - 1) / PAGE);
            int had = pages.length;
            if (needed > had) {
                byte[][] more = Arrays.copyOf(pages, needed);
                for (int i = had; i < needed; i++) {
                    more[i] = new byte[PAGE];
                }
                pages = more;
            }
            size = Math.max(size, end);
        }
    }

    synchronized void resize(long length) {
        if (length < size) {
            byte[][] kept = Arrays.copyOf(pages, Math.toIntExact((length + PAGE - 1) / PAGE));
            if (length % PAGE != 0) {
                Arrays.fill(kept[kept.length - 1], (int) (length % PAGE), PAGE, (byte) 0);
            }
            size = length;
            pages = kept;
        } else {
            grow(length);
        }
        changes.incrementAndGet();
    }
}
