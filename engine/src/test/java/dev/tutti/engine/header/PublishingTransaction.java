package dev.tutti.engine.header;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction over a file in memory that shows every state in which a live reader can find the file while the transaction is published: after
 * the fresh blocks, and then after each block that is changed in place, by rank. Space that is given back is not used again before the commit.
 */
final class PublishingTransaction implements MetaTransaction {
    private record Staged(byte[] bytes, Rank rank, boolean fresh) {}

    private final MemoryTransaction memory;
    private final Map<Long, Staged> staged = new LinkedHashMap<>();
    private final Map<Long, Long> released = new LinkedHashMap<>();
    private byte[] committed;

    PublishingTransaction(Widths widths, long reserved) {
        memory = new MemoryTransaction(widths, reserved);
        committed = memory.content();
    }

    /** The file after each step of publishing, the state before and the state after included. */
    List<byte[]> commit() {
        List<byte[]> states = new ArrayList<>();
        states.add(committed);
        byte[] image = Arrays.copyOf(committed, memory.content().length);
        List<Map.Entry<Long, Staged>> ordered = new ArrayList<>();
        for (Map.Entry<Long, Staged> entry : staged.entrySet()) {
            if (released.containsKey(entry.getKey())) {
                continue;
            }
            if (entry.getValue().fresh()) {
                apply(entry, image);
                states.add(image.clone());
            } else {
                ordered.add(entry);
            }
        }
        ordered.sort(Comparator.comparing(
                        (Map.Entry<Long, Staged> entry) -> entry.getValue().rank())
                .thenComparing(Map.Entry::getKey));
        for (Map.Entry<Long, Staged> entry : ordered) {
            apply(entry, image);
            states.add(image.clone());
        }
        staged.clear();
        memory.commit();
        released.forEach(memory::release);
        released.clear();
        committed = image;
        return states;
    }

    private static void apply(Map.Entry<Long, Staged> entry, byte[] image) {
        byte[] bytes = entry.getValue().bytes();
        System.arraycopy(bytes, 0, image, (int) (long) entry.getKey(), bytes.length);
    }

    /** How many blocks are staged that are changed in place. */
    long inPlace() {
        return staged.entrySet().stream()
                .filter(entry -> !entry.getValue().fresh() && !released.containsKey(entry.getKey()))
                .count();
    }

    /** Bytes in use. */
    long used() {
        return memory.used();
    }

    byte[] content() {
        return committed;
    }

    @Override
    public long allocate(long length, Placement placement) {
        return memory.allocate(length, placement);
    }

    @Override
    public void release(long address, long length) {
        if (released.put(address, length) != null) {
            throw new AssertionError("space at " + address + " given back twice");
        }
    }

    @Override
    public <T> void stage(long address, T value, BlockCodec<T> codec, Rank rank) {
        if (released.containsKey(address)) {
            throw new AssertionError("a block staged at " + address + ", which was given back");
        }
        ByteSink sink = new ByteSink(widths());
        codec.encode(value, sink);
        staged.remove(address);
        staged.put(address, new Staged(sink.toByteArray(), rank, isFresh(address)));
        memory.stage(address, value, codec, rank);
    }

    @Override
    public void stageRaw(long address, byte[] bytes) {
        memory.stageRaw(address, bytes);
    }

    @Override
    public boolean isFresh(long address) {
        return memory.isFresh(address);
    }

    @Override
    public Widths widths() {
        return memory.widths();
    }

    @Override
    public String path() {
        return memory.path();
    }

    @Override
    public <T> T load(long address, BlockCodec<T> codec) {
        return memory.load(address, codec);
    }

    @Override
    public void read(long address, ByteBuffer target) {
        memory.read(address, target);
    }

    @Override
    public long endOfAllocation() {
        return memory.endOfAllocation();
    }
}
