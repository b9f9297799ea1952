package dev.tutti.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5LockLostException;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.RedisProcess;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes' contract on a Redis server, and what leases and tokens are for: pauses, restarts, a server that is away. */
final class RedisLockProcessIT extends LockProcessContract {
    private static final Duration LEASE = Duration.ofMillis(1500);

    @TempDir
    private Path serverFolder;

    private final List<RedisLocks> open = new ArrayList<>();
    private @Nullable RedisProcess started;

    @BeforeEach
    void start() throws IOException {
        started = RedisProcess.start(serverFolder);
    }

    @AfterEach
    void stop() {
        open.forEach(RedisLocks::close);
        if (started != null) {
            started.close();
        }
    }

    private RedisProcess redis() {
        if (started == null) {
            throw new AssertionError("no server");
        }
        return started;
    }

    @Override
    String where() {
        return redis().uri().toString();
    }

    @Override
    SharedLock lock() {
        RedisLocks locks =
                Locks.redis(redis().uri(), LockOptions.writerPreferring().lease(LEASE));
        open.add(locks);
        return locks.lock(file);
    }

    @Override
    Duration lease() {
        return LEASE;
    }

    @Override
    Duration afterlife() {
        return LEASE.plus(MOMENT);
    }

    private static void signal(String signal, ChildProcess child) throws IOException {
        Tools.run("kill", "-" + signal, child.pid()).success();
    }

    /** L9: a holder that is paused past its lease is told so, and the next has a larger token. */
    @Test
    void aPausedHolderFindsOutThatItsLockIsLost() throws Exception {
        try (ChildProcess paused = child()) {
            long token = held(paused, "write 60");
            signal("STOP", paused);
            SharedLock lock = lock();
            assertThat(lock.tryWrite()).as("the lease has not ended").isNull();
            try (Hold next = lock.write(afterlife())) {
                assertThat(next.token()).isGreaterThan(token);
                paused.send("check");
                signal("CONT", paused);
                assertThat(paused.awaitLine("H5LockLost", LONG)).contains("token " + token);
                assertThat(paused.lines()).extracting(ChildProcess.Line::text).contains("lost");
                next.check();
                paused.send("close");
                paused.awaitLine("closed", LONG);
                next.check(); // The other's release has not taken it away.
            }
            assertThat(held(paused, "write 60")).isGreaterThan(token);
        }
    }

    /** L9: a lease that ended is lost, also if nobody else came. */
    @Test
    void aPausedHolderHasLostItsLockEvenIfNobodyTookIt() throws Exception {
        try (ChildProcess paused = child()) {
            held(paused, "read 60");
            signal("STOP", paused);
            Thread.sleep(LEASE.toMillis() + 300);
            paused.send("check");
            signal("CONT", paused);
            paused.awaitLine("H5LockLost", LONG);
        }
    }

    /** L10: who holds a lock keeps it while the server is started again, though the server has forgotten all; there are never two. */
    @Test
    void aHolderKeepsItsLockThroughARestart() throws Exception {
        try (ChildProcess holder = child();
                ChildProcess waiter = child()) {
            long token = held(holder, "write 60");
            waiter.send("write 60");
            Thread.sleep(300);
            redis().stop();
            redis().startAgain();
            long back = System.nanoTime();
            SharedLock lock = lock();
            while (System.nanoTime() - back < LEASE.multipliedBy(3).toNanos()) {
                assertThat(lock.tryWrite()).isNull();
                Thread.sleep(50);
            }
            holder.send("check");
            assertThat(holder.awaitLine("good", LONG)).isEqualTo("good " + token);
            assertThat(waiter.lines()).extracting(ChildProcess.Line::text).noneMatch(line -> line.startsWith("held"));
            holder.send("close");
            holder.awaitLine("closed", LONG);
            String next = waiter.awaitLine("held", LONG);
            assertThat(Long.parseLong(next.substring(5))).isGreaterThan(token);
        }
    }

    /** L10: a holder that is gone by the time of the restart, or paused, does not come back; the next token is larger though the server knows none. */
    @Test
    void afterARestartTheNextWaitsForALeaseAndHasALargerToken() throws Exception {
        try (ChildProcess paused = child()) {
            long token = held(paused, "write 60");
            signal("STOP", paused);
            redis().stop();
            redis().startAgain();
            long back = System.nanoTime();
            SharedLock lock = lock();
            assertThatThrownBy(() -> lock.write(Duration.ofMillis(200)))
                    .isInstanceOf(H5BusyException.class)
                    .hasMessageContaining("was started a moment ago");
            try (Hold next = lock.write(LONG)) {
                assertThat(Duration.ofNanos(System.nanoTime() - back)).isGreaterThan(LEASE.minusMillis(100));
                assertThat(next.token()).isGreaterThan(token);
                paused.send("check");
                signal("CONT", paused);
                paused.awaitLine("H5LockLost", LONG);
                next.check();
            }
        }
    }

    /** L10: at no moment of all that are there two writers, though the server is started again under their hands. */
    @Test
    void neverTwoWritersWhileTheServerIsStartedAgain() throws Exception {
        Path counter = Files.writeString(folder.resolve("counter"), "0");
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                children.add(child());
            }
            for (ChildProcess child : children) {
                child.send("work " + counter + " 150");
            }
            for (int i = 0; i < 2; i++) {
                Thread.sleep(1000);
                redis().stop();
                redis().startAgain();
            }
            expectAllCounted(children, counter);
        } finally {
            children.forEach(ChildProcess::close);
        }
    }

    /** L11. */
    @Test
    void aServerThatCannotBeReachedIsNamed() {
        URI nowhere = URI.create("redis://user:secret@127.0.0.1:1/3");
        try (RedisLocks locks = Locks.redis(nowhere)) {
            assertThatThrownBy(() -> locks.lock("x").write(LONG))
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("redis://127.0.0.1:1/3")
                    .hasMessageContaining("cannot be reached")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> Locks.redis(URI.create("http://127.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** L11: the holder goes on while its lease cannot have ended, and is told when it may have. */
    @Test
    void aHolderWhoseServerIsAwayIsTold() throws Exception {
        SharedLock lock = lock();
        CountDownLatch told = new CountDownLatch(1);
        try (Hold hold = lock.write(LONG)) {
            hold.onLost(told::countDown);
            redis().stop();
            hold.check(); // It had all of its lease a moment ago.
            assertThat(told.await(LEASE.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThatThrownBy(hold::check).isInstanceOf(H5LockLostException.class);
        }
        redis().startAgain();
    }

    /** A key that somebody removed, as a crash between h5pySWMR's SETNX and EXPIRE would leave one too many, does not stop others for ever. */
    @Test
    void nothingOnTheServerIsForEver() throws Exception {
        try (ChildProcess victim = child()) {
            held(victim, "write 60");
            victim.kill();
        }
        String key = "tutti:lock:{file:" + file.toRealPath() + "}:";
        for (String part : List.of("holders", "about", "token")) {
            assertThat(redis().tell("PTTL " + key + part)).as(part).matches(":[1-9][0-9]+");
        }
        try (Hold hold = lock().write(afterlife())) {
            hold.check();
            redis().tell("DEL " + key + "holders");
            assertThatThrownBy(hold::check)
                    .as("the server was started long ago, so nobody takes anything back")
                    .isInstanceOf(H5LockLostException.class);
        }
    }

    /** One round trip to take a lock and one to give it back; h5pySWMR makes five to seven. */
    @Test
    void aLockTakesTwoRoundTrips() throws Exception {
        SharedLock lock = lock();
        lock.write(LONG).close();
        lock.read(LONG).close();
        long before = commands();
        lock.write(LONG).close();
        assertThat(commands() - before).isLessThanOrEqualTo(3); // With the question for the count itself.
    }

    private long commands() throws IOException {
        String count = redis().tell(
                        "EVAL \"return tonumber(string.match(redis.call('INFO','commandstats'),'cmdstat_evalsha:calls=(%d+)'))\" 0");
        return Long.parseLong(count.substring(1));
    }

    @Test
    void hostsThatMountAFolderElsewhereShareItsLocks() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path same = Files.writeString(elsewhere.resolve("run.h5"), "x");
        LockOptions here = LockOptions.fair().lease(LEASE).mount(folder, "/data");
        LockOptions there = LockOptions.fair().lease(LEASE).mount(elsewhere, "/data");
        try (RedisLocks one = Locks.redis(redis().uri(), here);
                RedisLocks two = Locks.redis(redis().uri(), there);
                Hold hold = one.lock(file).write(LONG)) {
            assertThat(hold.resource()).isEqualTo("file:/data/run.h5");
            Thread other = new Thread(() -> assertThat(two.lock(same).tryRead()).isNull());
            other.start();
            other.join();
            assertThat(two.lock(same).holders()).hasSize(1);
        }
    }

    @Test
    void closingTheConnectionGivesUpWhatIsHeld() throws Exception {
        RedisLocks locks = Locks.redis(redis().uri(), LockOptions.fair().lease(LEASE));
        Hold hold = locks.lock(file).write(LONG);
        locks.close();
        assertThatThrownBy(hold::check).isInstanceOf(H5LockLostException.class);
        assertThat(lock().holders()).isEmpty();
        hold.close();
    }
}
