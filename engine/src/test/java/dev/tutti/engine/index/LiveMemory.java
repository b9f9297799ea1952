package dev.tutti.engine.index;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A file in memory as live readers see it: space that is given back is never used again, and a commit yields the state of the file after
 * every single block that it writes, in a random one of the orders that the rules allow.
 */
final class LiveMemory implements MetaTransaction {
    private final MemoryTransaction file;
    private byte[] committed;

    LiveMemory(Widths widths) {
        file = new MemoryTransaction(widths, 4096 - 64);
        committed = file.content();
    }

    /** Ends the transaction; the states of the file from before it to after it. */
    List<MetaView> commit(Random random) {
        Map<Long, MemoryTransaction.Write> last = new LinkedHashMap<>();
        for (MemoryTransaction.Write write : file.writes()) {
            last.put(write.address(), write);
            if (write.length() <= 4096 && !write.fresh()) {
                requireOnePage(write);
            }
        }
        List<MemoryTransaction.Write> writes = new ArrayList<>(last.values());
        Collections.shuffle(writes, random);
        writes.sort(Comparator.comparing(
                (MemoryTransaction.Write w) -> w.fresh() ? -1 : w.rank().ordinal()));
        byte[] content = file.content();
        byte[] state = Arrays.copyOf(committed, content.length);
        Arrays.fill(state, committed.length, state.length, (byte) 0xa5);
        List<MetaView> states = new ArrayList<>();
        states.add(new MemoryTransaction(widths(), state));
        for (MemoryTransaction.Write write : writes) {
            int at = (int) write.address();
            System.arraycopy(content, at, state, at, write.length());
            states.add(new MemoryTransaction(widths(), state));
        }
        committed = state;
        file.commit();
        return states;
    }

    /** Pages of large data blocks cannot be kept inside one page of the file; every block of its own can. */
    private static void requireOnePage(MemoryTransaction.Write write) {
        boolean inOne = write.address() / 4096 == (write.address() + write.length() - 1) / 4096;
        if (!inOne && write.rank() != Rank.INDEX_LEAF) {
            throw new AssertionError(write + " is changed in place across a page boundary");
        }
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
    public <T> T load(long address, BlockCodec<T> codec) {
        return file.load(address, codec);
    }

    @Override
    public void read(long address, ByteBuffer target) {
        file.read(address, target);
    }

    @Override
    public long endOfAllocation() {
        return file.endOfAllocation();
    }

    @Override
    public long allocate(long length, Placement placement) {
        return file.allocate(length, placement);
    }

    @Override
    public void release(long address, long length) {
        // Readers may stand on it.
    }

    @Override
    public <T> void stage(long address, T value, BlockCodec<T> codec, Rank rank) {
        file.stage(address, value, codec, rank);
    }

    @Override
    public void stageRaw(long address, byte[] bytes) {
        file.stageRaw(address, bytes);
    }

    @Override
    public boolean isFresh(long address) {
        return file.isFresh(address);
    }
}
