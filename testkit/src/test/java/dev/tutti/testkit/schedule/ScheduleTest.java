package dev.tutti.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.shared.LockWait;
import dev.tutti.storage.shared.SharedMemory;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CrashedException;
import dev.tutti.testkit.store.ProcessKilledError;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The scheduler finds errors that need a certain order, repeats them from their seed, and leaves right programs alone. */
final class ScheduleTest {
    private static final Path PATH = Path.of("simulated", "shm");
    private static final int SIZE = 4096;
    private static final Pattern SEED = Pattern.compile("-Dtests\\.seed=(0x[0-9a-f]+)");

    private static SharedMemory share(SimStorage process) throws IOException {
        return process.share(PATH, SIZE);
    }

    /** Two processes that add to one word, with nothing or a lock between reading and writing. */
    private static void counter(Schedule schedule, boolean locked) throws IOException {
        SharedMemory result = share(schedule.storage());
        for (String name : List.of("first", "second")) {
            SimStorage process = schedule.process(name);
            SharedMemory memory = share(process);
            schedule.thread(process, name, () -> {
                for (int i = 0; i < 5; i++) {
                    if (locked) {
                        LockWait.acquire(memory, 0, Duration.ofSeconds(10), () -> memory.holder(0));
                    }
                    memory.set(64, memory.get(64) + 1);
                    if (locked) {
                        memory.unlock(0);
                    }
                }
            });
        }
        schedule.atEnd(() -> assertThat(result.get(64)).as("updates").isEqualTo(10));
    }

    /** Two processes that each raise a flag and enter if the other has not; broken, they look before they raise. */
    private static void dekker(Schedule schedule, boolean broken) throws IOException {
        AtomicInteger inside = new AtomicInteger();
        for (int side = 0; side < 2; side++) {
            int mine = side * 64;
            int others = 64 - mine;
            SimStorage process = schedule.process("side " + side);
            SharedMemory memory = share(process);
            schedule.thread(process, process.name(), () -> {
                boolean free;
                if (broken) {
                    free = memory.get(others) == 0;
                    memory.set(mine, 1);
                } else {
                    memory.set(mine, 1);
                    free = memory.get(others) == 0;
                }
                if (free) {
                    assertThat(inside.incrementAndGet()).as("processes inside").isEqualTo(1);
                    process.yieldPoint("inside");
                    inside.decrementAndGet();
                }
            });
        }
    }

    /** The error that some schedule meets; the seed in it must meet it again. */
    private static void assertFoundAndRepeated(Schedules.Setup setup, String message) {
        AssertionError found = catchThrowableOfType(AssertionError.class, () -> Schedules.explore(300, setup));
        assertThat(found).isNotNull().hasMessageContaining(message).hasMessageContaining("schedule: ");
        Matcher seed = SEED.matcher(String.valueOf(found.getMessage()));
        assertThat(seed.find()).isTrue();
        Set<String> outcomes = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            Random random = new Random(Long.parseUnsignedLong(seed.group(1).substring(2), 16));
            AssertionError again = catchThrowableOfType(AssertionError.class, () -> {
                Schedule schedule = Schedule.any(new SimStorage(), random);
                setup.prepare(schedule);
                schedule.run();
            });
            outcomes.add(String.valueOf(again.getMessage()));
        }
        assertThat(outcomes).as("the same run, step by step").hasSize(1);
        assertThat(found.getMessage()).contains(outcomes.iterator().next());
    }

    @Test
    void aLostUpdateIsFoundAndRepeated() {
        assertFoundAndRepeated(schedule -> counter(schedule, false), "updates");
    }

    @Test
    void noUpdateIsLostUnderTheLock() {
        Schedules.explore(200, schedule -> counter(schedule, true));
    }

    @Test
    void aBrokenDekkerIsFoundAndRepeated() {
        assertFoundAndRepeated(schedule -> dekker(schedule, true), "processes inside");
    }

    @Test
    void aRightDekkerHolds() {
        Schedules.explore(300, schedule -> dekker(schedule, false));
    }

    @Test
    void killsComeAtEveryStepAndFreeLocks() {
        Set<Integer> reached = new TreeSet<>();
        for (int step = 1; step <= 12; step++) {
            int killedAt = step;
            Schedule schedule = Schedule.random(new SimStorage(), new Random(step), 2);
            SimStorage victim = schedule.process("victim");
            SimStorage heir = schedule.process("heir");
            AtomicInteger progress = new AtomicInteger();
            List<SimStorage> killed = new ArrayList<>();
            schedule.thread(victim, "victim", () -> {
                SharedMemory memory = share(victim); // Two steps and one page: share, fill, fill.
                progress.set(1);
                try {
                    LockWait.acquire(memory, 0, Duration.ofSeconds(1), () -> "?");
                    memory.set(0, 1);
                    progress.set(2);
                    memory.set(8, 1);
                    progress.set(3);
                } finally {
                    memory.unlock(0);
                }
                progress.set(4);
            });
            schedule.thread(heir, "heir", () -> {
                SharedMemory memory = share(heir);
                LockWait.acquire(memory, 0, Duration.ofSeconds(1), () -> "?");
                assertThat(memory.get(8)).isLessThanOrEqualTo(memory.get(0));
                memory.unlock(0);
            });
            schedule.onKill(killed::add);
            schedule.killAt(victim, killedAt);
            schedule.run();
            reached.add(progress.get());
            assertThat(killed).hasSize(progress.get() == 4 ? 0 : 1);
            assertThat(victim.isKilled()).isEqualTo(progress.get() < 4);
        }
        assertThat(reached).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aKilledProcessIsReplacedAndWritesAreTornAtPages() {
        Path file = Path.of("simulated", "data");
        Set<Long> sizes = new TreeSet<>();
        Schedules.explore(100, schedule -> {
            SimStorage victim = schedule.process("victim");
            schedule.thread(victim, "victim", () -> {
                try (StoreFile written = victim.open(file, Storage.Mode.CREATE_NEW)) {
                    written.write(100, ByteBuffer.allocate(12_000));
                }
            });
            schedule.onKill(dead -> {
                SimStorage next = schedule.process("next");
                schedule.thread(next, "next", () -> {
                    if (next.exists(file)) {
                        try (StoreFile found = next.open(file, Storage.Mode.READ)) {
                            sizes.add(found.size());
                        }
                    }
                });
            });
            schedule.killAt(victim, 1 + schedule.random().nextInt(6));
        });
        assertThat(sizes).contains(0L, 4096L, 8192L);
    }

    @Test
    void aPausedProcessStandsStillAndOthersGoOn() {
        Schedule schedule = Schedule.random(new SimStorage(), new Random(5), 2);
        List<String> order = new ArrayList<>();
        for (String name : List.of("slow", "fast")) {
            SimStorage process = schedule.process(name);
            schedule.thread(process, name, () -> {
                SharedMemory memory = share(process);
                for (int i = 0; i < 20; i++) {
                    memory.set(0, i);
                }
                order.add(name);
            });
            if (name.equals("slow")) {
                schedule.pauseAt(process, 3, 1_000);
            }
        }
        schedule.run();
        assertThat(order).containsExactly("fast", "slow");
    }

    @Test
    void pausesTakeSimulatedTimeOnly() {
        Schedules.explore(20, schedule -> {
            SimStorage process = schedule.process("sleeper");
            schedule.thread(process, "sleeper", () -> {
                long before = process.nanoTime();
                process.pause(Duration.ofHours(1).toNanos());
                assertThat(process.nanoTime() - before)
                        .isGreaterThanOrEqualTo(Duration.ofHours(1).toNanos());
            });
            schedule.randomPauses(1, 5, 10);
        });
    }

    @Test
    void timeOutsComeInSimulatedTime() {
        Schedule schedule = Schedule.random(new SimStorage(), new Random(1), 4);
        SimStorage holder = schedule.process("holder");
        SimStorage waiter = schedule.process("waiter");
        schedule.thread(holder, "holder", () -> {
            SharedMemory memory = share(holder);
            LockWait.acquire(memory, 0, Duration.ZERO, () -> "?");
            holder.pause(Duration.ofSeconds(60).toNanos());
        });
        schedule.thread(waiter, "waiter", () -> {
            SharedMemory memory = share(waiter);
            waiter.pause(1_000_000);
            assertThatThrownBy(() -> LockWait.acquire(memory, 0, Duration.ofSeconds(1), () -> memory.holder(0)))
                    .hasMessageContaining("(holder)");
        });
        schedule.run();
    }

    @Test
    void threadsOfOneProcessMayWaitForEachOtherElsewhere() {
        Schedules.explore(10, schedule -> {
            SimStorage process = schedule.process("process");
            ReentrantLock inside = new ReentrantLock(true);
            SharedMemory memory = share(process);
            for (int i = 0; i < 3; i++) {
                schedule.thread(process, "thread " + i, () -> {
                    for (int n = 0; n < 3; n++) {
                        inside.lock();
                        try {
                            memory.set(0, memory.get(0) + 1);
                        } finally {
                            inside.unlock();
                        }
                    }
                });
            }
            schedule.atEnd(() -> assertThat(memory.get(0)).isEqualTo(9));
        });
    }

    @Test
    void aDeadThreadThatNobodyWakesDoesNotHoldUpTheRest() {
        Schedule schedule = Schedule.random(new SimStorage(), new Random(1), 2);
        SimStorage dead = schedule.process("dead");
        SimStorage alive = schedule.process("alive");
        CountDownLatch never = new CountDownLatch(1);
        List<String> ended = new ArrayList<>();
        schedule.thread(dead, "waits", () -> {
            share(dead);
            boolean interrupted = false;
            while (never.getCount() > 0) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            assertThat(interrupted).isFalse();
        });
        schedule.thread(dead, "would wake it", () -> {
            SharedMemory memory = share(dead);
            for (int i = 0; i < 100; i++) {
                memory.set(0, i);
            }
            never.countDown();
        });
        schedule.thread(alive, "alive", () -> {
            SharedMemory memory = share(alive);
            for (int i = 0; i < 100; i++) {
                memory.set(8, i);
            }
            ended.add("alive");
        });
        schedule.killAt(dead, 50);
        schedule.run();
        assertThat(ended).containsExactly("alive");
        assertThat(never.getCount()).isEqualTo(1);
    }

    @Test
    void nobodyMayOutliveItsProcess() {
        Schedule schedule = Schedule.random(new SimStorage(), new Random(1), 2);
        SimStorage undead = schedule.process("undead");
        schedule.thread(undead, "undead", () -> {
            try {
                share(undead);
            } catch (ProcessKilledError e) {
                // What no program should do.
            }
        });
        schedule.killAt(undead, 2);
        assertThatThrownBy(schedule::run).hasMessageContaining("swallowed the death");
    }

    @Test
    void aRunWithoutEndFails() {
        Schedule schedule = Schedule.priorities(new SimStorage(), new Random(1), 2, 100);
        SimStorage process = schedule.process("process");
        schedule.thread(process, "process", () -> {
            while (true) {
                process.yieldPoint("waits for nothing");
            }
        });
        schedule.limit(1_000);
        assertThatThrownBy(schedule::run).hasMessageContaining("no end after 1000 steps");
        assertThat(Seeds.isLong() || schedule.steps() <= 1_001).isTrue();
    }

    @Test
    void outsideOfARunAKilledProcessFailsAsBefore() throws IOException {
        SimStorage storage = new SimStorage();
        StoreFile file = storage.open(Path.of("simulated", "a"), Storage.Mode.CREATE_NEW);
        storage.kill();
        assertThatThrownBy(file::size).isInstanceOf(CrashedException.class);
    }
}
