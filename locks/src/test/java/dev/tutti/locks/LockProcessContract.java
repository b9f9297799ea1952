package dev.tutti.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds between processes, of which any may be killed at any moment. The numbers are those of docs/locks.md. */
abstract class LockProcessContract {
    static final Duration LONG = Duration.ofSeconds(60);

    /** For what takes a moment on a machine that does much else. */
    static final Duration MOMENT = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(folder.resolve("run.h5"), "x");
    }

    /** Where the children are to have their locks. */
    abstract String where();

    /** The same lock for this process. */
    abstract SharedLock lock();

    abstract Duration lease();

    /** How long after a kill the lock may be held still. */
    abstract Duration afterlife();

    ChildProcess child() throws IOException, InterruptedException {
        return child(file);
    }

    ChildProcess child(Path path) throws IOException, InterruptedException {
        ChildProcess child = ChildJvm.of(LockMain.class)
                .heap("48m")
                .args(where(), lease().toMillis(), path)
                .start();
        child.awaitLine("ready", LONG);
        return child;
    }

    static long held(ChildProcess child, String line) throws IOException, InterruptedException {
        child.send(line);
        return Long.parseLong(child.awaitLine("held", LONG).substring(5));
    }

    /** Time from the kill of a child until this process has the lock. */
    private Duration untilHeld(ChildProcess victim, LockMode mode) throws InterruptedException {
        SharedLock lock = lock();
        victim.kill();
        long killed = System.nanoTime();
        try (Hold hold = mode == LockMode.WRITE ? lock.write(LONG) : lock.read(LONG)) {
            hold.check();
            return Duration.ofNanos(System.nanoTime() - killed);
        }
    }

    /** L1. */
    @Test
    void processesExcludeEachOther() throws Exception {
        Path counter = Files.writeString(folder.resolve("counter"), "0");
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                children.add(child());
            }
            for (ChildProcess child : children) {
                child.send("work " + counter + " 100");
            }
            expectAllCounted(children, counter);
        } finally {
            children.forEach(ChildProcess::close);
        }
    }

    /** Waits for the end of {@code work}: nobody saw a number change under its lock, and none of what was added is missing. */
    static void expectAllCounted(List<ChildProcess> children, Path counter) throws IOException, InterruptedException {
        long added = 0;
        for (ChildProcess child : children) {
            child.awaitLine("worked", Duration.ofMinutes(3));
            List<String> lines =
                    child.lines().stream().map(ChildProcess.Line::text).toList();
            assertThat(lines).doesNotContain("torn");
            added += lines.stream().filter("added"::equals).count();
        }
        assertThat(Long.parseLong(Files.readString(counter))).isEqualTo(added);
    }

    /** L7, and L4 across processes. */
    @Test
    void aKilledWriterLeavesNothingBehind() throws Exception {
        try (ChildProcess victim = child()) {
            long token = held(victim, "write 60");
            Holder holder = lock().holders().get(0);
            assertThat(holder.pid()).isEqualTo(victim.pid());
            assertThat(holder.mode()).isEqualTo(LockMode.WRITE);
            assertThat(holder.token()).isEqualTo(token);
            assertThat(holder.isAlive()).isTrue();
            assertThat(lock().tryRead()).isNull();
            assertThat(lock().removeDead()).isEmpty();
            assertThat(untilHeld(victim, LockMode.READ)).isLessThan(afterlife());
            assertThat(holder.isAlive()).isFalse();
        }
        assertThat(lock().holders()).isEmpty();
    }

    /** L7: one need not wait for the end of a lease if one knows better. */
    @Test
    void theDeadCanBeRemoved() throws Exception {
        try (ChildProcess victim = child()) {
            long token = held(victim, "read 60");
            SharedLock lock = lock();
            victim.kill();
            assertThat(lock.removeDead()).extracting(Holder::token).containsExactly(token);
            assertThat(lock.removeDead()).isEmpty();
            try (Hold hold = lock.tryWrite()) {
                assertThat(hold).isNotNull();
            }
        }
    }

    /** L7: h5pySWMR let a writer run inside a read after a reader was killed. */
    @Test
    void aKilledReaderNeitherBlocksNorLetsAWriterIn() throws Exception {
        try (ChildProcess victim = child();
                ChildProcess reader = child()) {
            held(victim, "read 60");
            held(reader, "read 60");
            victim.kill();
            Thread.sleep(afterlife().toMillis() / 2);
            SharedLock lock = lock();
            try (Hold beside = lock.read(LONG)) { // A reader that comes after the kill, as in h5pySWMR's fault.
                beside.check();
            }
            Thread.sleep(afterlife().toMillis() / 2);
            assertThat(lock.tryWrite()).as("while the other reads").isNull();
            reader.send("check");
            reader.awaitLine("good", LONG);
            assertThat(lock.holders()).extracting(Holder::pid).containsExactly(reader.pid());
            reader.send("close");
            reader.awaitLine("closed", LONG);
            try (Hold hold = lock.write(MOMENT)) {
                hold.check();
            }
        }
    }

    /** L7. */
    @Test
    void aKilledWaiterIsNotWaitedFor() throws Exception {
        try (ChildProcess reader = child();
                ChildProcess waiter = child()) {
            held(reader, "read 60");
            waiter.send("write 60");
            SharedLock lock = lock();
            while (lock.waiting().isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(lock.waiting()).extracting(Holder::pid).containsExactly(waiter.pid());
            assertThat(lock.tryRead()).as("a writer waits").isNull();
            assertThat(untilHeld(waiter, LockMode.READ)).isLessThan(afterlife());
            assertThat(lock.waiting()).isEmpty();
        }
    }

    /** A reader of any length, and one who waits beside it: h5pySWMR's lease was extended by those who waited. */
    @Test
    void whoeverWaitsKeepsNoDeadHolderAlive() throws Exception {
        try (ChildProcess victim = child();
                ChildProcess waiter = child()) {
            held(victim, "write 60");
            waiter.send("write 60");
            while (lock().waiting().isEmpty()) {
                Thread.sleep(5);
            }
            victim.kill();
            waiter.awaitLine("held", afterlife());
        }
    }

    /** The holder has it longer than any lease: h5pySWMR's waiters gave up after a lease's time. */
    @Test
    void aLongHoldIsKeptAndWaitedFor() throws Exception {
        try (ChildProcess holder = child();
                ChildProcess waiter = child()) {
            held(holder, "write 60");
            waiter.send("read 60");
            Thread.sleep(lease().multipliedBy(2).toMillis() + 200);
            assertThat(lock().tryWrite()).isNull();
            holder.send("check");
            holder.awaitLine("good", LONG);
            holder.send("close");
            holder.awaitLine("closed", LONG);
            waiter.awaitLine("held", LONG);
        }
    }

    /** L6. */
    @Test
    void processesThatSpellThePathDifferentlyShareTheLock() throws Exception {
        Files.createDirectory(folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("a/link.h5"), Path.of("../run.h5"));
        try (ChildProcess one = child(folder.resolve("a/../run.h5"));
                ChildProcess two = child(folder.resolve("a/link.h5"))) {
            long token = held(one, "write 60");
            two.send("write 0");
            assertThat(two.awaitLine("H5Busy", LONG)).contains("pid " + one.pid());
            one.send("close");
            one.awaitLine("closed", LONG);
            assertThat(held(two, "write 60")).isGreaterThan(token);
        }
    }
}
