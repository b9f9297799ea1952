package dev.tutti.testkit.schedule;

import dev.tutti.testkit.store.SimStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may go on at all, and what the clock shows then; among those the strategy decides. Guarded by the schedule's lock. */
final class Choice {
    private final SimStorage storage;
    private final Strategy strategy;

    Choice(SimStorage storage, Strategy strategy) {
        this.storage = storage;
        this.strategy = strategy;
    }

    /** Who takes the step after {@code steps} others; null if nobody can. */
    @Nullable
    Task next(List<Task> tasks, @Nullable Task last, long steps) {
        List<Task> ready = new ArrayList<>();
        Task first = null; // Of those who wait for a time.
        for (Task task : tasks) {
            boolean canGo = task.state == Task.State.READY || task.state == Task.State.SLEEPING;
            if (canGo && task.killed) {
                return task; // The dead end before the living go on.
            }
            if (canGo && task.pausedUntil <= steps && wakesNow(task)) {
                ready.add(task);
            } else if (canGo && (first == null || comesBefore(task, first, steps))) {
                first = task;
            }
        }
        if (!ready.isEmpty()) {
            return strategy.next(ready, ready.contains(last) ? last : null, steps + 1);
        }
        if (first == null) {
            return null;
        }
        // All wait: time goes by without them.
        first.pausedUntil = 0;
        if (!wakesNow(first)) {
            storage.advance(Duration.ofNanos(first.wakeAt - storage.nanoTime()));
        }
        return first;
    }

    private boolean wakesNow(Task task) {
        return task.state != Task.State.SLEEPING || task.wakeAt - storage.nanoTime() <= 0;
    }

    /** A process that stands still comes after one that sleeps: it may stand still for ever. */
    private boolean comesBefore(Task task, Task other, long steps) {
        boolean paused = task.pausedUntil > steps;
        boolean otherPaused = other.pausedUntil > steps;
        if (paused != otherPaused) {
            return otherPaused;
        }
        return paused ? task.pausedUntil < other.pausedUntil : task.wakeAt - other.wakeAt < 0;
    }
}
