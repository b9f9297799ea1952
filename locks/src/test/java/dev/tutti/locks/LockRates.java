package dev.tutti.locks;

import dev.tutti.testkit.process.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** Prints how many locks a second there are, of a file and of a Redis server: by one thread, and by four that contend. Run by hand. */
final class LockRates {
    private static final Duration LONG = Duration.ofMinutes(1);

    private LockRates() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("tutti-lock-rates");
        Path file = Files.writeString(folder.resolve("x.h5"), "x");
        try (RedisProcess redis = RedisProcess.start(folder);
                RedisLocks locks = Locks.redis(redis.uri(), LockOptions.fair().lease(Duration.ofSeconds(1)))) {
            for (int round = 0; round < 3; round++) {
                rate("file", Locks.file(file, LockOptions.fair()), 1);
                rate("file", Locks.file(file, LockOptions.fair()), 4);
                rate("redis", locks.lock(file), 1);
                rate("redis", locks.lock(file), 4);
            }
        }
    }

    private static void rate(String kind, SharedLock lock, int threads) throws InterruptedException {
        lock.write(LONG).close(); // The server's first seconds are over.
        CountDownLatch done = new CountDownLatch(threads);
        int each = 20_000 / threads;
        long begun = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            lock.write(LONG).close();
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT, "%-5s %d threads: %,.0f lock+unlock/s%n", kind, threads, each * threads / seconds);
    }
}
