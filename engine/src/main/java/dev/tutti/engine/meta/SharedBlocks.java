package dev.tutti.engine.meta;

import dev.tutti.engine.wal.SnapshotFile;
import dev.tutti.format.io.BlockCodec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decoded blocks that all snapshots of one file in this process share, bounded by the bytes they took. A block that was decoded for one snapshot
 * serves every later one for as long as no commit in between touched its bytes, which is looked up at each use. Thread-safe, without locks.
 */
public final class SharedBlocks {
    private static final class Entry {
        final BlockCodec<?> codec;
        final Object value;
        final int bytes;

        /** The block is this value at all commit points from {@code first} to {@code last}. */
        final long first;

        volatile long last;

        Entry(BlockCodec<?> codec, Object value, int bytes, long lsn) {
            this.codec = codec;
            this.value = value;
            this.bytes = bytes;
            this.first = lsn;
            this.last = lsn;
        }
    }

    private static final long BOUND = 64L << 20;

    private final ConcurrentHashMap<Long, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * The view of a snapshot.
     *
     * @param written takes note of what a transaction on that snapshot writes, or null
     */
    public FileView view(BlockReader reader, SnapshotFile file, @Nullable Written written) {
        if (written != null) {
            written.to = this;
        }
        return new FileView(reader, file.size() - reader.base(), false, new AtSnapshot(reader, file, written));
    }

    /** The blocks that a transaction wrote: known to all once it has committed. Guarded by the transaction's thread. */
    public static final class Written {
        private record Block(long address, BlockCodec<?> codec, Object value, int length) {}

        private final List<Block> all = new ArrayList<>();
        private @Nullable SharedBlocks to;

        /** The transaction has committed. */
        public void committed(long lsn) {
            SharedBlocks target = to;
            if (target != null) {
                all.forEach(
                        block -> target.keep(block.address, new Entry(block.codec, block.value, block.length, lsn)));
            }
        }
    }

    /** Forgets everything: the file was changed by somebody who writes no log. */
    public void clear() {
        entries.clear();
        bytes.set(0);
    }

    private void keep(long address, Entry entry) {
        Entry before = entries.put(address, entry);
        if (bytes.addAndGet(entry.bytes - (before == null ? 0L : before.bytes)) > BOUND) {
            Iterator<Long> addresses = entries.keySet().iterator();
            while (addresses.hasNext() && bytes.get() > BOUND / 4 * 3) {
                Entry dropped = entries.remove(addresses.next());
                if (dropped != null) {
                    bytes.addAndGet(-dropped.bytes);
                }
            }
        }
    }

    private final class AtSnapshot implements Blocks {
        private final BlockReader reader;
        private final SnapshotFile file;
        private final long lsn;
        private final @Nullable Written written;

        AtSnapshot(BlockReader reader, SnapshotFile file, @Nullable Written written) {
            this.written = written;
            this.reader = reader;
            this.file = file;
            this.lsn = file.snapshot().lsn();
        }

        @Override
        @SuppressWarnings("unchecked") // the entry was made by an equal codec, so that its value is a T
        public <T> BlockReader.Decoded<T> load(long address, BlockCodec<T> codec) {
            Entry entry = entries.get(address);
            if (entry != null && (entry.codec == codec || entry.codec.equals(codec)) && holds(address, entry)) {
                file.noteRead(reader.base() + address, entry.bytes);
                return new BlockReader.Decoded<>((T) entry.value, entry.bytes);
            }
            BlockReader.Decoded<T> decoded = reader.read(address, codec);
            if (entry == null || entry.last < lsn) {
                keep(address, new Entry(codec, decoded.value(), decoded.length(), lsn));
            }
            return decoded;
        }

        private boolean holds(long address, Entry entry) {
            long last = entry.last;
            if (lsn <= last) {
                return lsn >= entry.first;
            }
            if (file.changedSince(last, reader.base() + address, entry.bytes)) {
                return false;
            }
            entry.last = lsn; // a lost race makes it smaller, which only costs another look
            return true;
        }

        @Override
        public void put(long address, BlockCodec<?> codec, Object value, int length) {
            if (written != null) {
                written.all.add(new Written.Block(address, codec, value, length));
            }
        }

        @Override
        public void drop(long address) {
            // Others may still need it.
        }
    }
}
