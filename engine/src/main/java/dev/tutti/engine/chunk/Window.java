package dev.tutti.engine.chunk;

import dev.tutti.engine.meta.MetaView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Stored bytes by address through one small buffer. Reads ahead once requests follow each other closely, and otherwise reads just what is
 * asked for. Belongs to one thread.
 */
final class Window implements AutoCloseable {
    /** A gap this small costs less to read over than a call. */
    private static final int GAP = 8 * 1024;

    private final MetaView view;
    private final Workers workers;
    private final ByteBuffer pooled;
    private ByteBuffer bytes;
    private long from;
    private long to;
    private long asked = Long.MIN_VALUE;
    private long limit;

    Window(MetaView view, Workers workers) {
        this.view = view;
        this.workers = workers;
        this.pooled = workers.takeWindow();
        this.bytes = pooled;
    }

    /** Nothing is read ahead from this address on. */
    void limit(long address) {
        limit = address;
    }

    /** Makes {@code count} bytes from {@code address} stand in {@link #bytes}; returns where. */
    int at(long address, int count) {
        if (address < from || address + count > to) {
            fill(address, count);
        }
        asked = address + count;
        return (int) (address - from);
    }

    /** The buffer that the last call of {@link #at} filled. */
    ByteBuffer bytes() {
        return bytes;
    }

    private void fill(long address, int count) {
        int length = count;
        if (address >= asked && address - asked <= GAP && asked != Long.MIN_VALUE) {
            length = (int) Math.max(count, Math.min(Workers.WINDOW, limit - address));
        }
        // While it is being filled the window holds nothing.
        to = from;
        bytes = length <= pooled.capacity()
                ? pooled
                : ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        view.read(address, bytes.clear().limit(length));
        bytes.flip();
        from = address;
        to = address + length;
    }

    @Override
    public void close() {
        workers.giveWindow(pooled);
    }
}
