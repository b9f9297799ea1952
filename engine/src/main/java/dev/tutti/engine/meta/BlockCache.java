package dev.tutti.engine.meta;

import dev.tutti.format.io.BlockCodec;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decoded clean blocks by address, bounded by the bytes they took in the file. Thread-safe; a hit takes no lock. A miss reads under the lock
 * of its own entry, so that a slow reader can never put an old block over the one that a commit put there meanwhile. When the bound is passed,
 * blocks are dropped in the map's order, which is as good as random: every block can be read again.
 */
final class BlockCache implements Blocks {
    /** Reads and decodes a block that is not in the cache. */
    interface Loader {
        <T> BlockReader.Decoded<T> read(long address, BlockCodec<T> codec);
    }

    private record Entry(BlockCodec<?> codec, Object value, int bytes) {}

    private final ConcurrentHashMap<Address, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long bound;
    private final Loader loader;

    BlockCache(long bound, Loader loader) {
        this.bound = bound;
        this.loader = loader;
    }

    @Override
    @SuppressWarnings("unchecked") // the entry was made by an equal codec, so that its value is a T
    public <T> BlockReader.Decoded<T> load(long address, BlockCodec<T> codec) {
        Address key = new Address(address);
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = entries.computeIfAbsent(key, a -> read(a.value(), codec));
            if (bytes.get() > bound) {
                shrink();
            }
        }
        if (entry.codec == codec || entry.codec.equals(codec)) {
            return new BlockReader.Decoded<>((T) entry.value, entry.bytes);
        }
        return loader.read(address, codec);
    }

    /** Kept only while there is much room: what comes by the thousand would push all else out, and be pushed out itself before it is asked for again. */
    @Override
    public <T> BlockReader.Decoded<T> pass(long address, BlockCodec<T> codec) {
        return bytes.get() < bound / 4 || entries.containsKey(new Address(address))
                ? load(address, codec)
                : loader.read(address, codec);
    }

    private <T> Entry read(long address, BlockCodec<T> codec) {
        BlockReader.Decoded<T> decoded = loader.read(address, codec);
        bytes.addAndGet(decoded.length());
        return new Entry(codec, decoded.value(), decoded.length());
    }

    @Override
    public void put(long address, BlockCodec<?> codec, Object value, int length) {
        Entry before = entries.put(new Address(address), new Entry(codec, value, length));
        if (bytes.addAndGet(length - (before == null ? 0L : before.bytes)) > bound) {
            shrink();
        }
    }

    @Override
    public void drop(long address) {
        drop(new Address(address));
    }

    private void drop(Address address) {
        Entry before = entries.remove(address);
        if (before != null) {
            bytes.addAndGet(-before.bytes);
        }
    }

    private void shrink() {
        Iterator<Address> addresses = entries.keySet().iterator();
        while (addresses.hasNext() && bytes.get() > bound / 4 * 3) {
            drop(addresses.next());
        }
    }
}
