package dev.tutti.testkit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The content of one file in pages that copies share until one of them writes. Not thread-safe. */
final class PagedBytes {
    static final int PAGE = 4096;
    static final long LARGEST = 16L << 30;

    /** A page that is missing, or null, reads as zeros. */
    private byte[] @Nullable [] pages;

    /** The pages that no copy shares. */
    private final BitSet own = new BitSet();

    private long size;

    PagedBytes() {
        this(new byte[4][], 0);
    }

    private PagedBytes(byte[] @Nullable [] pages, long size) {
        this.pages = pages;
        this.size = size;
    }

    PagedBytes copy() {
        own.clear();
        return new PagedBytes(pages.clone(), size);
    }

    long size() {
        return size;
    }

    int read(long position, ByteBuffer target) {
        int count = (int) Math.max(0, Math.min(target.remaining(), size - position));
        int left = count;
        long at = position;
        while (left > 0) {
            int page = (int) (at / PAGE);
            int offset = (int) (at % PAGE);
            int length = Math.min(left, PAGE - offset);
            byte[] bytes = page < pages.length ? pages[page] : null;
            if (bytes == null) {
                target.put(new byte[length]);
            } else {
                target.put(bytes, offset, length);
            }
            at += length;
            left -= length;
        }
        return count;
    }

    void write(long position, byte[] source, int from, int to) throws IOException {
        long at = position;
        checkSize(at + (to - from));
        for (int done = from; done < to; ) {
            int page = (int) (at / PAGE);
            int offset = (int) (at % PAGE);
            int length = Math.min(to - done, PAGE - offset);
            System.arraycopy(source, done, writable(page), offset, length);
            at += length;
            done += length;
        }
        size = Math.max(size, to > from ? at : 0);
    }

    private byte[] writable(int page) {
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        }
        byte[] bytes = pages[page];
        if (bytes == null) {
            bytes = new byte[PAGE];
        } else if (!own.get(page)) {
            bytes = bytes.clone();
        }
        pages[page] = bytes;
        own.set(page);
        return bytes;
    }

    void resize(long newSize) throws IOException {
        checkSize(newSize);
        if (newSize < size) {
            int kept = (int) ((newSize + PAGE - 1) / PAGE);
            if (kept < pages.length) {
                Arrays.fill(pages, kept, pages.length, null);
            }
            int offset = (int) (newSize % PAGE);
            if (offset != 0 && kept - 1 < pages.length && pages[kept - 1] != null) {
                Arrays.fill(writable(kept - 1), offset, PAGE, (byte) 0);
            }
        }
        size = newSize;
    }

    private static void checkSize(long size) throws IOException {
        if (size > LARGEST) {
            throw new IOException("File too large");
        }
    }
}
