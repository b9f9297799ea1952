package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache of decoded blocks, alone and under threads that race. */
@Timeout(60)
final class BlockCacheTest {
    private static final int BLOCKS = 16;

    /** What the file has: the number at an index is that of the block at this address. A load takes a while, so that others can come between. */
    private final AtomicLongArray file = new AtomicLongArray(BLOCKS);

    private final AtomicInteger loads = new AtomicInteger();

    /** Where a load waits when it has read the file, until it is let on. */
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));

    private BlockCache cache(long bound) {
        return new BlockCache(bound, new BlockCache.Loader() {
            @Override
            @SuppressWarnings("unchecked") // all codecs here decode cells
            public <T> BlockReader.Decoded<T> read(long address, BlockCodec<T> codec) {
                loads.incrementAndGet();
                long number = file.get((int) address);
                if (number < 0) {
                    throw new H5Exception("the block cannot be read");
                }
                Thread.yield();
                try {
                    gate.get().await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return (BlockReader.Decoded<T>) new BlockReader.Decoded<>(new Cell(100, number), 100);
            }
        });
    }

    private static long number(BlockCache cache, long address) {
        return cache.load(address, Cell.CODEC).value().number();
    }

    @Test
    void aBlockIsReadOnceUntilItIsDropped() {
        BlockCache cache = cache(1000);
        assertThat(number(cache, 3)).isZero();
        file.set(3, 5);
        assertThat(number(cache, 3)).as("still the one that was read").isZero();
        assertThat(loads).hasValue(1);
        cache.drop(3);
        assertThat(number(cache, 3)).isEqualTo(5);
        cache.put(3, Cell.CODEC, new Cell(100, 6), 100);
        assertThat(number(cache, 3)).isEqualTo(6);
        assertThat(loads).hasValue(2);
    }

    @Test
    void whatIsPassedPushesNothingOut() {
        BlockCache cache = cache(1000);
        number(cache, 0);
        for (int i = 1; i < BLOCKS; i++) {
            file.set(i, i);
            assertThat(cache.pass(i, Cell.CODEC).value().number()).isEqualTo(i);
        }
        assertThat(loads).hasValue(BLOCKS);
        number(cache, 0);
        number(cache, 1);
        cache.pass(2, Cell.CODEC);
        assertThat(loads).as("the first ones are kept, while there is room").hasValue(BLOCKS);
        file.set(15, 99);
        assertThat(cache.pass(15, Cell.CODEC).value().number()).isEqualTo(99);
    }

    @Test
    void whatCannotBeReadIsNotKept() {
        BlockCache cache = cache(1000);
        file.set(1, -1);
        assertThatThrownBy(() -> number(cache, 1)).isInstanceOf(H5Exception.class);
        file.set(1, 8);
        assertThat(number(cache, 1)).isEqualTo(8);
    }

    @Test
    void itHoldsNoMoreBytesThanItsBound() {
        BlockCache cache = cache(500);
        for (int i = 0; i < BLOCKS; i++) {
            number(cache, i);
        }
        int before = loads.get();
        for (int i = 0; i < BLOCKS; i++) {
            number(cache, i);
        }
        assertThat(loads.get() - before).as("at most 5 of 16 were kept").isGreaterThanOrEqualTo(BLOCKS - 5);
        for (int round = 0; round < 50; round++) {
            cache.put(round % BLOCKS, Cell.CODEC, new Cell(100, 0), 100);
            cache.drop(round % BLOCKS);
        }
        before = loads.get();
        number(cache, 0);
        number(cache, 0);
        assertThat(loads.get() - before)
                .as("drops are counted, so that there is room again")
                .isEqualTo(1);
    }

    /** The one order of steps that would do harm: a load has read the old bytes, a commit comes and is through, the load ends. */
    @Test
    void aLoadThatHasReadOldBytesIsNotKeptOverTheCommitThatCame() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            BlockCache cache = cache(1000);
            CountDownLatch held = new CountDownLatch(1);
            gate.set(held);
            Future<Long> load = pool.submit(() -> number(cache, 4));
            while (loads.get() == 0) {
                Thread.onSpinWait();
            }
            Future<?> commit = pool.submit(() -> {
                file.set(4, 9);
                cache.put(4, Cell.CODEC, new Cell(100, 9), 100);
            });
            Thread.sleep(20); // the commit waits for the load, or is through: either will do
            held.countDown();
            assertThat(load.get(10, TimeUnit.SECONDS)).isIn(0L, 9L);
            commit.get(10, TimeUnit.SECONDS);
            assertThat(number(cache, 4)).isEqualTo(9);
            assertThat(loads).hasValue(1);
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * Every interleaving that the machine makes of one writer (bytes to the file, then into the cache, as a commit does), loaders and droppers of the same
     * block: once the writer is through, nobody ever gets the old value.
     */
    @Test
    void aSlowReadNeverComesBackOverACommit() throws Exception {
        race(30_000, 500, 1);
    }

    /** The same while the cache is so small that every load throws something out. */
    @Test
    void norDoesItInACacheThatIsFull() throws Exception {
        race(30_000, 250, BLOCKS);
    }

    private void race(int rounds, long bound, int spread) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            BlockCache cache = cache(bound);
            AtomicLongArray committed = new AtomicLongArray(BLOCKS);
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch ready = new CountDownLatch(2);
            List<Future<Void>> others = new ArrayList<>();
            for (boolean drops : new boolean[] {false, true}) {
                others.add(pool.submit(reader(cache, committed, over, ready, spread, drops)));
            }
            ready.await();
            Seeds.once(random -> {
                for (int round = 1; round <= rounds; round++) {
                    int block = random.nextInt(spread);
                    file.set(block, round);
                    cache.put(block, Cell.CODEC, new Cell(100, round), 100);
                    committed.set(block, round);
                    assertThat(number(cache, block)).isEqualTo(round);
                }
            });
            over.set(true);
            for (Future<Void> other : others) {
                other.get(30, TimeUnit.SECONDS);
            }
            for (int block = 0; block < spread; block++) {
                assertThat(number(cache, block)).isEqualTo(file.get(block));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Callable<Void> reader(
            BlockCache cache,
            AtomicLongArray committed,
            AtomicBoolean over,
            CountDownLatch ready,
            int spread,
            boolean drops) {
        return () -> {
            Random random = new Random(spread);
            long[] last = new long[spread];
            ready.countDown();
            while (!over.get()) {
                int block = random.nextInt(spread);
                long before = committed.get(block);
                long now = number(cache, block);
                assertThat(now)
                        .as("block %d", block)
                        .isGreaterThanOrEqualTo(before)
                        .isGreaterThanOrEqualTo(last[block]);
                last[block] = now;
                if (drops) {
                    cache.drop(block);
                }
            }
            return null;
        };
    }
}
