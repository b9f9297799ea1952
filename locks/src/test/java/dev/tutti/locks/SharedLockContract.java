package dev.tutti.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for the locks of a file and of a server alike, between the threads of one process. The numbers are those of docs/locks.md. */
abstract class SharedLockContract {
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(150);

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    /** A lock object of the one resource of this test; a new one at each call. */
    abstract SharedLock lock(LockOptions options);

    private SharedLock lock() {
        return lock(LockOptions.writerPreferring());
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
        assertThat(lock().holders()).as("left behind").isEmpty();
    }

    <T> Future<T> inThread(Callable<T> work) {
        return threads.submit(work);
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("came true in time").isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    /** L1. */
    @Test
    void aWriterIsAlone() throws Exception {
        int[] counters = new int[2]; // Not atomic: two at once would be seen.
        AtomicInteger readers = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            boolean writes = t % 2 == 0;
            SharedLock lock = lock(t < 4 ? LockOptions.fair() : LockOptions.writerPreferring());
            all.add(inThread(() -> {
                for (int i = 0; i < 60; i++) {
                    try (Hold hold = writes ? lock.write(LONG) : lock.read(LONG)) {
                        if (writes) {
                            assertThat(readers.get()).isZero();
                            counters[0]++;
                            Thread.yield();
                            counters[1]++;
                        } else {
                            most.accumulateAndGet(readers.incrementAndGet(), Math::max);
                            assertThat(counters[0]).isEqualTo(counters[1]);
                            readers.decrementAndGet();
                        }
                        assertThat(hold.mode()).isEqualTo(writes ? LockMode.WRITE : LockMode.READ);
                    }
                }
                lock.close();
                return null;
            }));
        }
        for (Future<?> one : all) {
            get(one);
        }
        assertThat(counters).containsExactly(240, 240);
    }

    /** L1. */
    @Test
    void readersAreBesideEachOther() throws Exception {
        CountDownLatch inside = new CountDownLatch(4);
        IntFunction<Callable<Boolean>> reader = i -> () -> {
            try (Hold hold = lock().read(LONG)) {
                inside.countDown();
                return inside.await(20, TimeUnit.SECONDS) && hold.token() > 0;
            }
        };
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(inThread(reader.apply(i)));
        }
        for (Future<Boolean> one : all) {
            assertThat(get(one)).isTrue();
        }
    }

    /** L2. */
    @Test
    void fairMeansInTheOrderOfArrival() throws Exception {
        List<String> order = new ArrayList<>();
        SharedLock lock = lock(LockOptions.fair());
        List<Future<?>> all = new ArrayList<>();
        try (Hold first = lock.write(LONG)) {
            assertThat(first.mode()).isEqualTo(LockMode.WRITE);
            String[] names = {"r0", "w1", "r2", "w3", "w4", "r5"};
            for (int i = 0; i < names.length; i++) {
                String name = names[i];
                int before = i;
                all.add(inThread(() -> {
                    SharedLock mine = lock(LockOptions.fair());
                    try (Hold hold = name.startsWith("w") ? mine.write(LONG) : mine.read(LONG)) {
                        synchronized (order) {
                            order.add(name);
                        }
                        return hold.token();
                    }
                }));
                until(() -> lock.waiting().size() == before + 1);
            }
            assertThat(lock.waiting())
                    .extracting(Holder::mode)
                    .startsWith(LockMode.READ, LockMode.WRITE, LockMode.READ);
        }
        for (Future<?> one : all) {
            get(one);
        }
        assertThat(order).containsExactly("r0", "w1", "r2", "w3", "w4", "r5");
    }

    /** L2. */
    @Test
    void aWaitingWriterGoesBeforeReadersThatComeLater() throws Exception {
        SharedLock lock = lock();
        Future<Long> writer;
        Future<Long> reader;
        try (Hold first = lock.read(LONG)) {
            assertThat(first.token()).isPositive();
            writer = inThread(() -> {
                try (Hold hold = lock().write(LONG)) {
                    return hold.token();
                }
            });
            until(() -> lock.waiting().size() == 1);
            reader = inThread(() -> {
                try (Hold hold = lock().read(LONG)) {
                    return hold.token();
                }
            });
            until(() -> lock.waiting().size() == 2);
            assertThat(get(inThread(() -> lock().tryRead() == null))).isTrue();
        }
        assertThat(get(writer)).isLessThan(get(reader));
    }

    /** L3. */
    @Test
    void aThreadEntersAgain() throws Exception {
        SharedLock lock = lock();
        Hold writing = lock.write(LONG);
        try (Hold again = lock().write(LONG);
                Hold reading = lock().tryRead()) {
            assertThat(again.token()).isEqualTo(writing.token());
            assertThat(reading).isNotNull();
            assertThat(reading.mode()).isEqualTo(LockMode.READ);
            writing.close();
            writing.close(); // Once more does nothing.
            assertThat(lock.holders()).hasSize(1);
            assertThat(get(inThread(() -> lock().tryRead() == null)))
                    .as("still alone")
                    .isTrue();
            again.check();
        }
        assertThat(lock.holders()).isEmpty();
        try (Hold one = lock.read(LONG);
                Hold two = lock.read(LONG)) {
            assertThat(two.token()).isEqualTo(one.token());
        }
    }

    /** L3. */
    @Test
    void fromReadingToWritingIsRefusedAtOnce() {
        SharedLock lock = lock();
        try (Hold reading = lock.read(LONG)) {
            assertThatThrownBy(() -> lock.write(LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("this thread has the lock to read");
            assertThatThrownBy(() -> lock().tryWrite()).isInstanceOf(IllegalStateException.class);
            reading.check();
        }
        try (Hold writing = lock.write(LONG)) {
            writing.check();
        }
    }

    /** L4. */
    @Test
    void whoeverWaitsInVainIsToldWhoHasIt() throws Exception {
        SharedLock lock = lock();
        Instant before = Instant.now();
        try (Hold hold = lock.write(LONG)) {
            H5BusyException busy = get(inThread(() -> {
                try (Hold none = lock().read(SHORT)) {
                    throw new AssertionError("two at once: " + none);
                } catch (H5BusyException e) {
                    return e;
                }
            }));
            assertThat(busy)
                    .hasMessageContaining(lock.resource())
                    .hasMessageContaining("no lock for reading within 0.15 s")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid() + " on ")
                    .hasMessageContaining("writing since 20");
            assertThat(busy.holder())
                    .startsWith("pid " + ProcessHandle.current().pid());
            Holder holder = lock.holders().get(0);
            assertThat(holder.token()).isEqualTo(hold.token());
            assertThat(holder.isAlive()).isTrue();
            assertThat(holder.since())
                    .isBetween(before.minusSeconds(2), Instant.now().plusSeconds(2));
            assertThat(holder.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(lock.waiting()).as("left the queue").isEmpty();
        }
    }

    @Test
    void tryingDoesNotWait() throws Exception {
        SharedLock lock = lock();
        try (Hold hold = lock.tryWrite()) {
            assertThat(hold).isNotNull();
            assertThat(get(inThread(() -> lock().tryWrite() == null && lock().tryRead() == null)))
                    .isTrue();
            assertThat(lock.waiting()).isEmpty();
        }
    }

    /** L5. */
    @Test
    void tokensGrow() {
        SharedLock lock = lock();
        long last = 0;
        for (int i = 0; i < 20; i++) {
            try (Hold hold = i % 3 == 0 ? lock.write(LONG) : lock.read(LONG)) {
                assertThat(hold.token()).isGreaterThan(last);
                last = hold.token();
                hold.check();
            }
        }
    }

    @Test
    void anyThreadMayCloseAHold() throws Exception {
        SharedLock lock = lock();
        Hold hold = lock.write(LONG);
        get(inThread(() -> {
            hold.close();
            return null;
        }));
        assertThat(lock.holders()).isEmpty();
        try (Hold next = lock.read(LONG)) { // The thread does not believe that it still writes.
            assertThat(next.token()).isGreaterThan(hold.token());
        }
        assertThatThrownBy(hold::check).isInstanceOf(H5ClosedException.class);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        SharedLock lock = lock();
        try (Hold hold = lock.write(LONG)) {
            CountDownLatch ended = new CountDownLatch(1);
            List<Object> seen = new ArrayList<>();
            Thread waiter = new Thread(() -> {
                try {
                    lock().write(LONG).close();
                } catch (H5Exception e) {
                    seen.add(e.getMessage());
                    seen.add(Thread.currentThread().isInterrupted());
                }
                ended.countDown();
            });
            waiter.start();
            until(() -> lock.waiting().size() == 1);
            waiter.interrupt();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).hasSize(2).last().isEqualTo(true);
            assertThat(seen.get(0).toString()).contains("interrupted");
            assertThat(lock.waiting()).isEmpty();
            hold.check();
        }
    }

    @Test
    void aBodyRunsUnderTheLock() {
        SharedLock lock = lock();
        String seen = lock.writing(hold -> hold.mode() + " " + lock.holders().size());
        assertThat(seen).isEqualTo("WRITE 1");
        assertThat(lock.<Integer, RuntimeException>reading(
                        hold -> lock.holders().size()))
                .isOne();
        assertThatThrownBy(() -> lock.writing(hold -> {
                    throw new java.io.IOException("as it came");
                }))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("as it came");
        assertThat(lock.holders()).isEmpty();
    }
}
