package dev.tutti.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.lock.FileLocking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that are interrupted in the middle of their calls lose no byte, and neither do their neighbours. */
final class InterruptStormTest {
    private static final int WORKERS = 6;
    private static final int BLOCKS = 1_500;
    private static final int BLOCK = 1_024;

    @TempDir
    Path directory;

    private final AtomicInteger flagsSeen = new AtomicInteger();
    private final AtomicInteger flagsSet = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(120)
    void noWriteIsLostAndEveryFlagIsKept() throws Exception {
        try (StoreFile file = new NioStorage(FileLocking.OFF).open(directory.resolve("a"), Storage.Mode.CREATE_NEW)) {
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int worker = i;
                workers.add(new Thread(() -> work(file, worker), "worker-" + i));
            }
            AtomicBoolean over = new AtomicBoolean();
            Thread storm = new Thread(() -> storm(workers, over), "storm");
            workers.forEach(Thread::start);
            storm.start();
            for (Thread worker : workers) {
                worker.join();
            }
            over.set(true);
            storm.join();
            assertThat(failures).isEmpty();
            assertThat(flagsSeen.get()).as("interrupts seen of %s", flagsSet).isGreaterThan(20);
            assertThat(file.size()).isEqualTo((long) WORKERS * BLOCKS * BLOCK);
            for (int worker = 0; worker < WORKERS; worker++) {
                for (int block = 0; block < BLOCKS; block++) {
                    check(file, worker, block);
                }
            }
        }
    }

    private void storm(List<Thread> workers, AtomicBoolean over) {
        int next = 0;
        while (!over.get()) {
            Thread victim = workers.get(next++ % workers.size());
            if (victim.isAlive()) {
                victim.interrupt();
                flagsSet.incrementAndGet();
            }
            Thread.yield();
        }
    }

    private void work(StoreFile file, int worker) {
        try {
            for (int block = 0; block < BLOCKS; block++) {
                boolean heap = block % 2 == 0;
                ByteBuffer bytes = heap ? ByteBuffer.allocate(BLOCK) : ByteBuffer.allocateDirect(BLOCK);
                while (bytes.hasRemaining()) {
                    bytes.putInt(worker * BLOCKS + block);
                }
                file.write(position(worker, block), bytes.flip());
                check(file, worker, block);
                if (block % 100 == 0) {
                    file.force();
                }
                if (Thread.interrupted()) {
                    flagsSeen.incrementAndGet();
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private static long position(int worker, int block) {
        return ((long) block * WORKERS + worker) * BLOCK;
    }

    private static void check(StoreFile file, int worker, int block) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        if (file.read(position(worker, block), bytes) != BLOCK) {
            throw new AssertionError("short read of block " + block + " of worker " + worker);
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            if (bytes.getInt() != worker * BLOCKS + block) {
                throw new AssertionError("lost write: block " + block + " of worker " + worker);
            }
        }
    }
}
