package dev.tutti.engine.chunk;

import dev.tutti.engine.index.ChunkRef;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Chunks after their filters, for slices that touch a chunk again and again. Belongs to one view, because a chunk may change in place
 * between views. Bounded in bytes; thread-safe, without a common lock. A chunk that was used since the clock's last turn stays.
 */
public final class DecodedChunks {
    private final long bound;
    private final AtomicLong held = new AtomicLong();
    private final ConcurrentHashMap<ChunkRef, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ChunkRef> clock = new ConcurrentLinkedQueue<>();

    private static final class Entry {
        final byte[] bytes;
        volatile boolean used;

        Entry(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** Holds at most {@code bound} bytes; 0 for none. */
    public DecodedChunks(long bound) {
        this.bound = bound;
    }

    /** The chunk's bytes, not to be changed; null if they are not at hand. */
    byte @Nullable [] get(ChunkRef chunk) {
        Entry entry = entries.get(chunk);
        if (entry == null) {
            return null;
        }
        if (!entry.used) {
            entry.used = true;
        }
        return entry.bytes;
    }

    /** Whether a chunk of this size is worth keeping. */
    boolean takes(int bytes) {
        return bytes <= bound / 2;
    }

    /** Keeps the bytes; they are not changed any more. */
    void put(ChunkRef chunk, byte[] bytes) {
        if (!takes(bytes.length) || entries.putIfAbsent(chunk, new Entry(bytes)) != null) {
            return;
        }
        clock.add(chunk);
        held.addAndGet(bytes.length);
        while (held.get() > bound) {
            ChunkRef oldest = clock.poll();
            if (oldest == null) {
                return;
            }
            Entry entry = entries.get(oldest);
            if (entry != null && entry.used) {
                entry.used = false;
                clock.add(oldest);
            } else if (entry != null && entries.remove(oldest, entry)) {
                held.addAndGet(-entry.bytes.length);
            }
        }
    }

    /** Forgets a chunk: other bytes are written in its place. */
    void drop(ChunkRef chunk) {
        Entry entry = entries.remove(chunk);
        if (entry != null) {
            held.addAndGet(-entry.bytes.length);
        }
    }

    /** Bytes held now. */
    public long held() {
        return held.get();
    }
}
