package dev.tutti.engine.filter;

import dev.tutti.errors.Allocation;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Byte arrays for use over and over, by power of two. Thread-safe; what it keeps is bounded, what is out is the taker's matter. */
public final class Buffers {
    private static final int SMALLEST = 12;

    private final long bound;
    private final AtomicLong kept = new AtomicLong();
    private final AtomicReferenceArray<ConcurrentLinkedQueue<byte[]>> classes = new AtomicReferenceArray<>(31);

    /** Keeps at most {@code bound} bytes. */
    public Buffers(long bound) {
        this.bound = bound;
    }

    /** An array of at least {@code bytes} bytes with anything in it. */
    public byte[] take(int bytes) {
        int order = order(bytes);
        if (order > 30) {
            return Allocation.bytes(bytes);
        }
        ConcurrentLinkedQueue<byte[]> known = classes.get(order);
        byte[] array = known == null ? null : known.poll();
        if (array == null) {
            // Large arrays are not rounded up: the waste would be larger than the gain.
            return Allocation.bytes(order > 22 ? bytes : 1 << order);
        }
        kept.addAndGet(-array.length);
        if (array.length >= bytes) {
            return array;
        }
        return Allocation.bytes(bytes);
    }

    /** Gives an array back; the giver does not touch it any more. */
    public void give(byte[] array) {
        int order = order(array.length);
        if (array.length < 1 << SMALLEST || order > 30) {
            return;
        }
        if (kept.addAndGet(array.length) > bound) {
            kept.addAndGet(-array.length);
            return;
        }
        ConcurrentLinkedQueue<byte[]> known = classes.get(order);
        if (known == null) {
            classes.compareAndSet(order, null, new ConcurrentLinkedQueue<>());
            known = classes.get(order);
        }
        known.add(array);
    }

    /** Bytes kept now. */
    public long kept() {
        return kept.get();
    }

    private static int order(int bytes) {
        return Math.max(SMALLEST, 32 - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1));
    }
}
