package dev.tutti.testkit.schedule;

import dev.tutti.testkit.store.Interleaver;
import dev.tutti.testkit.store.ProcessKilledError;
import dev.tutti.testkit.store.SimStorage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of threads of simulated processes of which exactly one goes at a time; who goes on is decided at their yield points, which are
 * all accesses to the simulated storage, by chance. One random source gives one and the same run, as long as the threads do nothing together
 * but through the storage. A thread that waits for another in a different way, at a monitor of their process for instance, is found out and
 * left waiting while others go on; what it does between its waking and its next yield point then runs beside another thread. Threads
 * that the schedule did not start pass their yield points unhindered.
 *
 * <p>A step takes a microsecond of simulated time; a pause takes its length, or less steps than that if all wait.
 *
 * <pre>{@code
 * Schedules.explore(500, schedule -> {
 *     for (String name : List.of("first", "second")) {
 *         SimStorage process = schedule.process(name);
 *         schedule.thread(process, name, () -> count(process));
 *     }
 *     schedule.randomKills(1, 200);
 *     schedule.atEnd(() -> check(schedule.storage()));
 * });
 * }</pre>
 */
public final class Schedule {
    private static final Duration STEP = Duration.ofNanos(1_000);
    private static final int LOGGED = 60;
    private static final int TOLD = 10_000;
    private static final long LOOK_MILLIS = 2;
    private static final long SETTLE_NANOS = 100_000;
    private static final long ABANDONED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** What a thread does. */
    @FunctionalInterface
    public interface Body {
        /** Does it. */
        void run() throws Exception;
    }

    private final SimStorage storage;
    private final Random random;
    private final Strategy strategy;
    private final Choice choice;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<Task> tasks = new ArrayList<>();
    private final Disturbances disturbances = new Disturbances();
    private final List<Body> checks = new ArrayList<>();
    private final Deque<String> log = new ArrayDeque<>();
    private Consumer<SimStorage> onKill = process -> {};
    private long limit = 1_000_000;
    private long steps;
    private boolean started;
    private boolean deciding;
    private @Nullable Task current;
    private @Nullable Throwable failure;

    private Schedule(SimStorage storage, Random random, Strategy strategy) {
        this.storage = storage;
        this.random = random;
        this.strategy = strategy;
        this.choice = new Choice(storage, strategy);
    }

    /** A schedule that goes to and fro with a chance of one in {@code stay} per step. */
    public static Schedule random(SimStorage storage, Random random, int stay) {
        return new Schedule(storage, random, new RandomStrategy(random, stay));
    }

    /** A schedule by priorities that change {@code depth} − 1 times within {@code steps}. */
    public static Schedule priorities(SimStorage storage, Random random, int depth, int steps) {
        return new Schedule(storage, random, new PriorityStrategy(random, depth, steps));
    }

    /** A schedule of a kind that chance decides. */
    public static Schedule any(SimStorage storage, Random random) {
        return random.nextBoolean()
                ? random(storage, random, 1 << random.nextInt(6))
                : priorities(storage, random, 1 + random.nextInt(4), 8 << random.nextInt(11));
    }

    /** The first process of the host. */
    public SimStorage storage() {
        return storage;
    }

    /** What decides; a test may draw from it too, before the run and in its threads. */
    public Random random() {
        return random;
    }

    /** A further process of the host. */
    public SimStorage process(String name) {
        return storage.newProcess(name);
    }

    /** Adds a thread of {@code process}; also while the run goes on. */
    public void thread(SimStorage process, String name, Body body) {
        lock.lock();
        try {
            int number = tasks.size();
            Task[] self = new Task[1];
            Thread thread = new Thread(() -> live(self[0]), "schedule " + name);
            thread.setDaemon(true);
            Task task = new Task(number, name, process, body, thread, lock.newCondition());
            self[0] = task;
            tasks.add(task);
            strategy.add(task);
            if (started) {
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Kills {@code process} before its {@code n}-th step, counted from 1. */
    public void killAt(SimStorage process, long n) {
        disturbances.atOwnStep(process, n, 0);
    }

    /** Kills processes at random steps up to {@code within}: any, or some of {@code victims}. */
    public void randomKills(int count, int within, SimStorage... victims) {
        for (int i = 0; i < count; i++) {
            disturbances.atRandomStep(random, within, 0, List.of(victims));
        }
    }

    /** Lets {@code process} stand still before its {@code n}-th step while others take {@code length} steps. */
    public void pauseAt(SimStorage process, long n, long length) {
        disturbances.atOwnStep(process, n, length);
    }

    /** Lets processes stand still at random steps up to {@code within}, for up to {@code longest} steps: any, or some of {@code victims}. */
    public void randomPauses(int count, int within, long longest, SimStorage... victims) {
        for (int i = 0; i < count; i++) {
            disturbances.atRandomStep(random, within, longest, List.of(victims));
        }
    }

    /** Tells of each process that was killed, before anybody goes on; more threads may be added then. */
    public void onKill(Consumer<SimStorage> listener) {
        onKill = listener;
    }

    /** Ends a run that takes more than {@code most} steps as a failure; 1,000,000 by itself. */
    public void limit(long most) {
        limit = most;
    }

    /** Checks something after the last thread has ended. */
    public void atEnd(Body check) {
        checks.add(check);
    }

    /** How many steps were taken. */
    public long steps() {
        return steps;
    }

    /** Runs all threads to their ends. Throws an {@link AssertionError} with the last steps if one of them, or a check at the end, fails. */
    public void run() {
        storage.interleave(new Points());
        lock.lock();
        try {
            started = true;
            for (Task task : List.copyOf(tasks)) {
                task.thread.start();
            }
            handOver(null);
            watch();
        } finally {
            storage.interleave(null);
            lock.unlock();
        }
        try {
            if (failure == null) {
                for (Body check : checks) {
                    check.run();
                }
            }
        } catch (Exception | AssertionError e) {
            failure = e;
        }
        if (failure != null) {
            throw new AssertionError(
                    failure + "\nschedule: " + strategy + "; the last of " + steps + " steps:\n  "
                            + String.join("\n  ", log),
                    failure);
        }
    }

    /** What every thread of the schedule runs. */
    private void live(Task task) {
        lock.lock();
        try {
            awaitTurn(task);
        } finally {
            lock.unlock();
        }
        Throwable thrown = null;
        try {
            if (!task.killed) {
                task.body.run();
            }
        } catch (Throwable e) { // An error is a result here.
            thrown = e;
        }
        lock.lock();
        try {
            log(task, thrown == null ? "ends" : "ends by " + thrown);
            if (task.killed) {
                if (thrown == null && task.told > 0) {
                    fail(new AssertionError(task + " swallowed the death of its process"));
                }
            } else if (thrown != null) {
                fail(thrown);
            }
            task.state = Task.State.DONE;
            if (task.equals(current)) {
                handOver(null);
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Where simulated processes come by. */
    private final class Points implements Interleaver {
        @Override
        public void yieldPoint(SimStorage process, String name) {
            come(name, 0);
        }

        @Override
        public void pause(SimStorage process, long nanos) {
            if (!come("pause of " + nanos / 1_000 + " us", nanos)) {
                process.advance(Duration.ofNanos(nanos));
            }
        }
    }

    /** The calling thread is at a yield point; returns when it may go on. False if it is none of the schedule's. */
    private boolean come(String name, long sleep) {
        lock.lock();
        try {
            Task task = own();
            if (task == null) {
                return false;
            }
            if (deciding) {
                return true;
            }
            if (!task.killed && !task.equals(current)) {
                task.state = Task.State.READY; // It was blocked, and others went on.
                news.signalAll();
                awaitTurn(task);
            }
            dieIfKilled(task);
            step(task, name, sleep);
            dieIfKilled(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task own() {
        Thread self = Thread.currentThread();
        for (Task task : tasks) {
            if (task.thread == self) {
                return task;
            }
        }
        return null;
    }

    private void step(Task task, String name, long sleep) {
        steps++;
        log(task, name);
        storage.advance(STEP);
        task.awake = false; // It may wait in here.
        task.state = sleep > 0 ? Task.State.SLEEPING : Task.State.READY;
        task.wakeAt = storage.nanoTime() + sleep;
        disturb(task);
        if (steps > limit) {
            fail(new AssertionError(
                    "no end after " + limit + " steps: threads wait for each other, or the limit is too low"));
        }
        settle();
        handOver(task);
        awaitTurn(task);
    }

    private void dieIfKilled(Task task) {
        if (task.killed) {
            if (task.told++ > TOLD) {
                fail(new AssertionError(task + " swallows the death of its process and goes on"));
                task.state = Task.State.DONE;
                handOver(null);
            }
            throw new ProcessKilledError("the process of " + task + " was killed");
        }
    }

    private void disturb(Task task) {
        List<SimStorage> alive = new ArrayList<>();
        for (Task other : tasks) {
            if (!other.isDone() && !other.killed && !alive.contains(other.process)) {
                alive.add(other.process);
            }
        }
        disturbances.step(task.process, steps, alive, random, new Disturbances.Effects() {
            @Override
            public void kill(SimStorage process) {
                Schedule.this.kill(process);
            }

            @Override
            public void pause(SimStorage process, long length) {
                log.add("(process " + process.name() + " stands still for " + length + " steps)");
                of(process).forEach(paused -> paused.pausedUntil = steps + length);
            }
        });
    }

    private List<Task> of(SimStorage process) {
        return tasks.stream().filter(task -> task.process == process).toList();
    }

    private void kill(SimStorage process) {
        log.add("(process " + process.name() + " is killed)");
        process.kill();
        for (Task task : of(process)) {
            task.killed = true;
            if (task.state == Task.State.BLOCKED) {
                task.thread.interrupt(); // Who would wake it may be dead as well.
            }
        }
        deciding = true;
        try {
            onKill.accept(process);
        } finally {
            deciding = false;
        }
    }

    /** Remembers the first failure and lets all threads end. */
    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        tasks.forEach(task -> task.killed = true);
    }

    private void log(Task task, String what) {
        if (log.size() >= LOGGED) {
            log.removeFirst();
        }
        log.add(steps + " " + task + ": " + what);
    }

    /** Lets another thread go on, or the same. */
    private void handOver(@Nullable Task last) {
        Task next = choice.next(tasks, last, steps);
        current = next;
        if (next != null) {
            next.state = Task.State.RUNNING;
            next.awake = false;
            next.turn.signal();
        } else {
            news.signalAll();
        }
    }

    private void awaitTurn(Task task) {
        while (!task.equals(current)) {
            task.turn.awaitUninterruptibly();
        }
        task.awake = true;
        if (!task.isDone()) {
            task.state = Task.State.RUNNING;
        }
    }

    /** Gives those who were blocked, and may not be any more, the time to come to their next yield point. */
    private void settle() {
        long begun = System.nanoTime();
        boolean interrupted = false;
        while (isAnyoneComing(System.nanoTime() - begun)) {
            try {
                news.awaitNanos(SETTLE_NANOS / 5);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAnyoneComing(long waited) {
        for (Task task : tasks) {
            if (task.state == Task.State.BLOCKED && waited < (isWaiting(task.thread) ? SETTLE_NANOS : STUCK_NANOS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    /** Waits for the end of all threads; finds out those that wait for something else than their turn. */
    private void watch() {
        long seen = -1;
        long since = System.nanoTime();
        while (!isOver(System.nanoTime() - since)) {
            boolean interrupted = false;
            try {
                news.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (steps != seen) {
                seen = steps;
                since = System.nanoTime();
            }
            Task running = current;
            if (running == null) {
                handOver(null);
            } else if (running.awake && isWaiting(running.thread) && !lock.hasQueuedThread(running.thread)) {
                running.state = Task.State.BLOCKED;
                handOver(null);
            }
            if (interrupted || System.nanoTime() - since > STUCK_NANOS) {
                giveUp();
                return;
            }
        }
    }

    /** Whether all threads have ended, but for dead ones that nobody will wake. */
    private boolean isOver(long quiet) {
        return tasks.stream()
                .allMatch(task ->
                        task.isDone() || (task.killed && task.state == Task.State.BLOCKED && quiet > ABANDONED_NANOS));
    }

    private void giveUp() {
        StringBuilder what = new StringBuilder("nobody goes on:");
        for (Task task : tasks) {
            what.append("\n").append(task).append(" is ").append(task.state);
            if (!task.isDone()) {
                for (StackTraceElement frame : task.thread.getStackTrace()) {
                    what.append("\n    at ").append(frame);
                }
            }
        }
        fail(new AssertionError(what.toString()));
        tasks.forEach(task -> task.thread.interrupt());
        handOver(null);
    }
}
