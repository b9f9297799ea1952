package dev.tutti.locks;

import dev.tutti.testkit.process.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a Redis server. */
final class RedisLockIT extends SharedLockContract {
    private static @Nullable RedisProcess redis;

    private final String name = UUID.randomUUID().toString();
    private final List<RedisLocks> open = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        redis = RedisProcess.start(directory);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @AfterEach
    void disconnect() {
        open.forEach(RedisLocks::close);
    }

    @Override
    SharedLock lock(LockOptions options) {
        if (redis == null) {
            throw new AssertionError("no server");
        }
        RedisLocks locks = Locks.redis(redis.uri(), options.lease(Duration.ofSeconds(1)));
        synchronized (open) {
            open.add(locks);
        }
        return locks.lock(name);
    }
}
