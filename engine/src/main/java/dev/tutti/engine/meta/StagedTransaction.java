package dev.tutti.engine.meta;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.ChangeSet;
import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.space.ReaderEpochs;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a file's one writer that have not reached the file yet.
 *
 * <p>Changing calls are guarded by the write lock of the file. Loads and reads are for any thread, without a lock: a reader of the same
 * process finds staged blocks here, clean ones in the cache, the rest in the file. Values are immutable, so that a reader has the old
 * or the new one. Space that is given back is used again only when no read that began before can still stand on it.
 */
public final class StagedTransaction implements MetaTransaction {
    /** Above this number of staged blocks those that nothing points at yet are written before the commit, so that memory stays bounded. */
    private static final int SPILL_BLOCKS = 16_384;

    /** What happens to space that a committed structure used and gives back. */
    public enum Reuse {
        /** It is used again in this session. */
        WHEN_UNREAD,
        /** Never: readers in other processes may stand on it. */
        NEVER
    }

    private record Staged(Object value, BlockCodec<?> codec, Rank rank, boolean fresh, boolean dead) {}

    private final FileView file;
    private final OrderedWriter writer;
    private final FreeSpace space;
    private final ReaderEpochs epochs;
    private final Reuse reuse;
    private final RangeSet fresh = new RangeSet();
    private final ConcurrentHashMap<Long, Staged> staged = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, byte[]> raw = new ConcurrentSkipListMap<>();
    private int stagedFresh;
    private @Nullable Operation operation;

    /** What an operation changed, so that a failed one leaves nothing behind. */
    private static final class Operation {
        final Map<Long, Optional<Staged>> before = new HashMap<>();
        final List<long[]> allocated = new ArrayList<>();
        final List<long[]> released = new ArrayList<>();
    }

    /** An empty transaction over {@code file}. */
    public StagedTransaction(FileView file, OrderedWriter writer, FreeSpace space, ReaderEpochs epochs, Reuse reuse) {
        this.file = file;
        this.writer = writer;
        this.space = space;
        this.epochs = epochs;
        this.reuse = reuse;
    }

    @Override
    public Widths widths() {
        return file.widths();
    }

    @Override
    public String path() {
        return file.path();
    }

    @Override
    public long endOfAllocation() {
        return space.end();
    }

    @Override
    @SuppressWarnings(
            "unchecked") // a value is staged together with a codec of its own type; the names of codecs tell types
    // apart
    public <T> T load(long address, BlockCodec<T> codec) {
        Staged block = staged.get(address);
        if (block != null) {
            if (!block.codec.structure().equals(codec.structure())) {
                throw new H5CorruptException(
                        path(),
                        address,
                        codec.structure(),
                        "one structure at one address",
                        block.codec.structure(),
                        null);
            }
            return (T) block.value;
        }
        return file.load(address, codec);
    }

    @Override
    public void read(long address, ByteBuffer target) {
        ByteBuffer whole = target.duplicate();
        int wanted = target.remaining();
        int count = file.reader().readAvailable(address, target);
        if (count < wanted) {
            if (address + wanted > space.end()) {
                throw new H5CorruptException(
                        path(), address, "raw data", wanted + " bytes", "end of file after " + count + " bytes", null);
            }
            while (target.hasRemaining()) {
                target.put((byte) 0);
            }
        }
        patch(address, whole);
    }

    private void patch(long address, ByteBuffer bytes) {
        if (raw.isEmpty()) {
            return;
        }
        long end = address + bytes.remaining();
        Long first = raw.floorKey(address);
        for (Map.Entry<Long, byte[]> piece :
                raw.subMap(first == null ? address : first, true, end, false).entrySet()) {
            long from = Math.max(address, piece.getKey());
            long to = Math.min(end, piece.getKey() + piece.getValue().length);
            if (from < to) {
                bytes.duplicate()
                        .position(bytes.position() + (int) (from - address))
                        .put(piece.getValue(), (int) (from - piece.getKey()), (int) (to - from));
            }
        }
    }

    @Override
    public H5CorruptException corrupt(long address, FormatException e) {
        return file.corrupt(address, e);
    }

    @Override
    public long allocate(long length, Placement placement) {
        epochs.reclaim(this::reclaim);
        long address = placement == Placement.METADATA ? space.allocateInPage(length) : space.allocate(length);
        fresh.add(address, length);
        if (operation != null) {
            operation.allocated.add(new long[] {address, length});
        }
        return address;
    }

    /** Begins an operation: until {@link #endOperation} all that is staged, allocated and released can be taken back. */
    public void beginOperation() {
        if (operation != null) {
            throw new IllegalStateException("an operation is open");
        }
        operation = new Operation();
    }

    /** The operation has succeeded: what it released is given back. */
    public void endOperation() {
        Operation ended = operation;
        operation = null;
        if (ended != null) {
            ended.released.forEach(range -> release(range[0], range[1]));
        }
        spillIfLarge();
    }

    /** The operation has failed: staged blocks are as they were before it, what it allocated is given back. */
    public void undoOperation() {
        Operation failed = operation;
        operation = null;
        if (failed != null) {
            failed.before.forEach((address, block) -> {
                if (block.isPresent()) {
                    staged.put(address, block.get());
                } else {
                    staged.remove(address);
                }
            });
            failed.allocated.forEach(range -> release(range[0], range[1]));
        }
    }

    private void reclaim(long address, long length) {
        Staged block = staged.get(address);
        if (block != null && block.dead) {
            staged.remove(address);
        }
        raw.remove(address);
        file.forget(address);
        fresh.remove(address, length);
        try {
            space.release(address, length);
        } catch (IllegalArgumentException e) {
            // Two structures of a damaged file claim this space: it is not used again, which harms neither.
        }
    }

    @Override
    public void release(long address, long length) {
        if (operation != null) {
            operation.released.add(new long[] {address, length});
            return;
        }
        // What is staged there must not be written any more: it may point at blocks that were given back after it.
        staged.computeIfPresent(
                address, (a, block) -> new Staged(block.value, block.codec, block.rank, block.fresh, true));
        if (reuse == Reuse.WHEN_UNREAD || fresh.contains(address)) {
            epochs.retire(address, length);
        }
    }

    @Override
    public <T> void stage(long address, T value, BlockCodec<T> codec, Rank rank) {
        boolean isFresh = fresh.contains(address);
        Staged before = staged.put(address, new Staged(value, codec, rank, isFresh, false));
        if (operation != null) {
            operation.before.putIfAbsent(address, Optional.ofNullable(before));
        }
        if (isFresh && before == null) {
            stagedFresh++;
        }
        spillIfLarge();
    }

    @Override
    public void stageRaw(long address, byte[] bytes) {
        raw.put(address, bytes);
    }

    @Override
    public boolean isFresh(long address) {
        return fresh.contains(address);
    }

    /** Whether nothing is staged. */
    public boolean isEmpty() {
        return staged.isEmpty() && raw.isEmpty();
    }

    /** Writes raw bytes at once. Only for space that no committed structure points at, or whose change in place the mode allows now. */
    public void writeRaw(long address, ByteBuffer bytes) {
        write(() -> writer.writeFresh(List.of(image(address, bytes))));
    }

    private void spillIfLarge() {
        if (stagedFresh > SPILL_BLOCKS && operation == null) {
            spill();
        }
    }

    /** Writes the staged blocks that nothing points at yet; they stay part of the transaction. */
    private void spill() {
        List<Map.Entry<Long, Staged>> entries = new ArrayList<>();
        List<BlockImage> images = new ArrayList<>();
        for (Map.Entry<Long, Staged> entry : staged.entrySet()) {
            if (entry.getValue().fresh && !entry.getValue().dead) {
                entries.add(entry);
                images.add(encode(entry.getKey(), entry.getValue()));
            }
        }
        write(() -> writer.writeFresh(images));
        settle(entries, images);
        stagedFresh = 0;
    }

    /**
     * Brings everything staged to the file: raw bytes and fresh blocks, then blocks changed in place by rank.
     *
     * @param endOfFile length of the file from now on, at least
     * @param before images that must reach the file before any block is changed in place
     * @param after images that follow all others
     */
    public void commit(long endOfFile, List<BlockImage> before, List<BlockImage> after) {
        List<Map.Entry<Long, Staged>> entries = new ArrayList<>();
        for (Map.Entry<Long, Staged> entry : staged.entrySet()) {
            if (!entry.getValue().dead) {
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparing((Map.Entry<Long, Staged> e) -> e.getValue().rank)
                .thenComparing(Map.Entry::getKey));
        List<BlockImage> freshImages = new ArrayList<>();
        List<BlockImage> ordered = new ArrayList<>(before);
        List<BlockImage> images = new ArrayList<>(entries.size());
        List<Long> rawDone = new ArrayList<>(raw.keySet());
        for (Long address : rawDone) {
            byte[] bytes = raw.get(address);
            (fresh.contains(address) ? freshImages : ordered).add(image(address, ByteBuffer.wrap(bytes)));
        }
        for (Map.Entry<Long, Staged> entry : entries) {
            BlockImage image = encode(entry.getKey(), entry.getValue());
            images.add(image);
            (entry.getValue().fresh ? freshImages : ordered).add(image);
        }
        ordered.addAll(after);
        write(() -> writer.write(new ChangeSet(endOfFile, freshImages, ordered)));
        settle(entries, images);
        if (reuse == Reuse.NEVER) {
            staged.values().removeIf(block -> block.dead && !block.fresh);
        }
        raw.keySet().removeAll(rawDone);
        fresh.clear();
        stagedFresh = 0;
    }

    private void settle(List<Map.Entry<Long, Staged>> entries, List<BlockImage> images) {
        for (int i = 0; i < entries.size(); i++) {
            Map.Entry<Long, Staged> entry = entries.get(i);
            Staged block = entry.getValue();
            file.remember(
                    entry.getKey(), block.codec, block.value, images.get(i).length());
            staged.remove(entry.getKey(), block);
        }
    }

    @SuppressWarnings("unchecked") // see load
    private BlockImage encode(long address, Staged block) {
        ByteSink sink = new ByteSink(widths(), 512);
        ((BlockCodec<Object>) block.codec).encode(block.value, sink);
        return image(address, sink.toBuffer());
    }

    private BlockImage image(long address, ByteBuffer bytes) {
        return new BlockImage(file.reader().base() + address, bytes);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw file.reader().writeFailed(e);
        }
    }
}
