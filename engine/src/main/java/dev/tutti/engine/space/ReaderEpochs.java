package dev.tutti.engine.space;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Keeps freed ranges out of use until every read that began before they were freed has ended, without a lock on the read path.
 *
 * <p>Reads count themselves in one of two buckets, by the parity of the epoch they began in. The epoch advances only when the bucket of
 * the epoch before is empty; so two epochs after a range was freed nobody can still stand on it. {@link #enter} and {@link #exit} are for
 * any thread; the rest is guarded by the write lock of the file.
 *
 * <p>Entries and exits are counted apart, and exits are summed first. One adder that goes up and down would not do: its sum is no
 * snapshot, so that it can miss the entry of one read, see the exit of the same, and hide a second read that way.
 */
public final class ReaderEpochs {
    private record Freed(long epoch, long address, long length) {}

    private final LongAdder[] entered = {new LongAdder(), new LongAdder()};
    private final LongAdder[] left = {new LongAdder(), new LongAdder()};
    private final ArrayDeque<Freed> waiting = new ArrayDeque<>();
    private volatile long epoch;

    /** A read begins; the result goes to {@link #exit}. */
    public long enter() {
        while (true) {
            long now = epoch;
            entered[(int) (now & 1)].increment();
            VarHandle.fullFence(); // an adder's increment may be ordered after the next load otherwise
            if (epoch == now) {
                return now;
            }
            left[(int) (now & 1)].increment();
        }
    }

    /** The read that began with this epoch has ended. */
    public void exit(long began) {
        left[(int) (began & 1)].increment();
    }

    /** Notes a range that nothing points at any more. */
    public void retire(long address, long length) {
        waiting.add(new Freed(epoch, address, length));
    }

    /** Hands every range that no read can stand on any more to {@code reuse} (address, length). */
    public void reclaim(BiConsumer<Long, Long> reuse) {
        for (int step = 0; step < 2 && !waiting.isEmpty(); step++) {
            if (isEmpty((int) ((epoch + 1) & 1))) {
                advance();
            }
        }
        while (!waiting.isEmpty() && waiting.peek().epoch + 2 <= epoch) {
            Freed freed = waiting.remove();
            reuse.accept(freed.address, freed.length);
        }
    }

    /** Sums only grow: if entries summed later are no more than exits summed before, there was an instant without a read in between. */
    private boolean isEmpty(int bucket) {
        long exits = left[bucket].sum();
        return entered[bucket].sum() == exits;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the holder of the write lock advances
    private void advance() {
        epoch++;
    }
}
