package dev.tutti.engine.meta;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Objects that stand for several blocks of one version, by the address of the first: an object header with its continuations is asked for at each use of its object, and
 * following it through the cache of blocks costs many times as much as finding it here. Thread-safe. Bounded: when it is full it begins anew.
 */
final class MadeOfBlocks {
    private static final long MOST_BYTES = 8L << 20;

    private final ConcurrentHashMap<Address, Object> objects = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    <T> @Nullable T get(long address, Class<T> type) {
        Object found = objects.get(new Address(address));
        return type.isInstance(found) ? type.cast(found) : null;
    }

    void put(long address, Object object, long size) {
        if (bytes.addAndGet(size) > MOST_BYTES) {
            bytes.set(size);
            objects.clear();
        }
        objects.put(new Address(address), object);
    }
}
