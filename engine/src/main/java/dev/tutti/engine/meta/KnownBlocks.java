package dev.tutti.engine.meta;

import dev.tutti.engine.meta.BlockReader.Decoded;
import dev.tutti.format.io.BlockCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a file that somebody else changes, as they were when they were last read: bytes and decoded value. A follower reads the bytes of a block
 * again at each version, because blocks are changed in place and nothing says which; where they are the same, so is what they mean, and they are not
 * decoded again. Thread-safe. Bounded: when it is full it begins anew.
 */
public final class KnownBlocks {
    private static final long MOST_BYTES = 8L << 20;

    private record Known(BlockCodec<?> codec, ByteBuffer bytes, Object value) {}

    private final ConcurrentHashMap<Long, Known> blocks = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** How many bytes the block at an address had that was read by such a codec; 0 if none is known. */
    <T> int length(long address, BlockCodec<T> codec) {
        Known known = blocks.get(address);
        return known != null && known.codec.equals(codec) ? known.bytes.remaining() : 0;
    }

    /** What these bytes mean, if they are those that are known; null otherwise. */
    @SuppressWarnings("unchecked") // the value was made by an equal codec, so that it is a T
    <T> @Nullable Decoded<T> value(long address, BlockCodec<T> codec, ByteBuffer found) {
        Known known = blocks.get(address);
        if (known == null || !known.codec.equals(codec) || !known.bytes.equals(found)) {
            return null;
        }
        return new Decoded<>((T) known.value, found.remaining());
    }

    /** Remembers a block; the buffer belongs to this object from now on. */
    void put(long address, BlockCodec<?> codec, ByteBuffer read, Object value) {
        if (bytes.addAndGet(read.remaining()) > MOST_BYTES) {
            bytes.set(read.remaining());
            blocks.clear();
        }
        Known before = blocks.put(address, new Known(codec, read, value));
        if (before != null) {
            bytes.addAndGet(-before.bytes.remaining());
        }
    }
}
