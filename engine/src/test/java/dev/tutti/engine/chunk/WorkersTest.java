package dev.tutti.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void everyPieceIsDoneOnce() {
        for (int threads : new int[] {1, 2, 5}) {
            try (Workers workers = new Workers(threads, "test")) {
                for (int round = 0; round < 200; round++) {
                    AtomicIntegerArray done = new AtomicIntegerArray(round);
                    workers.run(round, done::incrementAndGet);
                    for (int i = 0; i < round; i++) {
                        assertThat(done.get(i)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void threadsReallyWorkAtOnceAndAreNamedDaemons() {
        try (Workers workers = new Workers(2, "tutti-test")) {
            CountDownLatch both = new CountDownLatch(2);
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            workers.run(2, i -> {
                seen.add(Thread.currentThread());
                both.countDown();
                try {
                    both.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(seen).hasSize(2).contains(Thread.currentThread());
            seen.remove(Thread.currentThread());
            Thread helper = seen.iterator().next();
            assertThat(helper.isDaemon()).isTrue();
            assertThat(helper.getName()).startsWith("tutti-test-");
        }
    }

    @Test
    void theFirstFailureEndsTheCall() {
        for (int threads : new int[] {1, 3}) {
            try (Workers workers = new Workers(threads, "test")) {
                AtomicInteger begun = new AtomicInteger();
                assertThatThrownBy(() -> workers.run(100_000, i -> {
                            begun.incrementAndGet();
                            throw new IllegalArgumentException("piece");
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("piece");
                assertThat(begun.get()).isLessThanOrEqualTo(threads);
                AtomicInteger after = new AtomicInteger();
                workers.run(10, i -> after.incrementAndGet());
                assertThat(after.get()).isEqualTo(10);
            }
        }
    }

    @Test
    void callsInsideCallsAndAfterTheEndAreRunByTheirCallers() {
        Workers workers = new Workers(2, "test");
        AtomicInteger done = new AtomicInteger();
        workers.run(8, i -> workers.run(8, j -> done.incrementAndGet()));
        assertThat(done.get()).isEqualTo(64);
        workers.close();
        workers.run(8, i -> done.incrementAndGet());
        assertThat(done.get()).isEqualTo(72);
    }
}
