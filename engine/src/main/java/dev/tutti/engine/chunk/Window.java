package dev.tutti.engine.chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Stored bytes by address through one small buffer. Reads ahead once requests follow each other closely, and otherwise reads just what is
 * asked for. Belongs to one thread.
 */
final class Window implements AutoCloseable {
    /** A gap this small costs less to read over than a call. */
    private static final int GAP = 8 * 1024;

    /** So much is read ahead at most: it may be in vain. */
    private static final int AHEAD = 256 * 1024;

    /** Up to here a small buffer on the heap does, so that a file opened for one small read costs no direct memory. */
    private static final int SMALL = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final RawSource source;
    private @Nullable ByteBuffer pooled;
    private ByteBuffer bytes = NOTHING;
    private long from;
    private long to;
    private long asked = Long.MIN_VALUE;
    private long limit;

    Window(RawSource source) {
        this.source = source;
    }

    /** Nothing is read ahead from this address on. */
    void limit(long address) {
        limit = address;
    }

    /** Makes {@code count} bytes from {@code address} stand in {@link #bytes}; returns where. */
    int at(long address, int count) {
        if (address < from || count > to - address) { // not a sum: a file may say any address
            fill(address, count);
        }
        asked = address + count;
        return (int) (address - from);
    }

    /** Reads into memory of the caller's, past the buffer. */
    void straight(long address, ByteBuffer room) {
        asked = address + room.remaining();
        source.read(address, room);
    }

    /** The buffer that the last call of {@link #at} filled. */
    ByteBuffer bytes() {
        return bytes;
    }

    private void fill(long address, int count) {
        int length = count;
        if (address >= asked && address - asked <= GAP && asked != Long.MIN_VALUE) {
            length = (int) Math.max(count, Math.min(AHEAD, limit - address));
        }
        // While it is being filled the window holds nothing.
        to = from;
        if (length > Workers.WINDOW) {
            // Before memory is taken for what a file says: it must be that long.
            source.read(address + length - 1, ByteBuffer.allocate(1));
        }
        if (length > bytes.capacity() || bytes.capacity() > Workers.WINDOW) {
            bytes = buffer(length);
        }
        source.read(address, bytes.clear().limit(length));
        bytes.flip();
        from = address;
        to = address + length;
    }

    private ByteBuffer buffer(int length) {
        ByteBuffer window = pooled;
        if (length > Workers.WINDOW || (window == null && length <= SMALL)) {
            return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (window == null) {
            window = Workers.takeWindow();
            pooled = window;
        }
        return window;
    }

    @Override
    public void close() {
        ByteBuffer window = pooled;
        if (window != null) {
            Workers.giveWindow(window);
        }
    }
}
