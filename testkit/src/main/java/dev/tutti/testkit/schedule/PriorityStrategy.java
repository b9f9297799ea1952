package dev.tutti.testkit.schedule;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Probabilistic concurrency testing: every thread has a random priority, the highest that is ready goes on, and at depth − 1 random
 * steps whoever has just gone falls below all others. Finds an error that needs {@code depth} events in a certain order with a
 * probability that has a lower bound: one in (threads · steps to the power of depth − 1).
 */
final class PriorityStrategy implements Strategy {
    /** One who goes on for so long while others are ready probably waits for them, and falls below them. */
    private static final int PATIENCE = 2_000;

    private final Random random;
    private final int depth;
    private final int steps;
    private final Set<Long> changes = new HashSet<>();
    private final Map<Task, Integer> priorities = new HashMap<>();
    private int lowest;
    private @Nullable Task favourite;
    private int run;

    PriorityStrategy(Random random, int depth, int steps) {
        this.random = random;
        this.depth = depth;
        this.steps = steps;
        for (int i = 1; i < depth; i++) {
            changes.add(1 + (long) random.nextInt(steps));
        }
    }

    @Override
    public void add(Task task) {
        priorities.put(task, 1 + random.nextInt(1 << 30));
    }

    @Override
    public Task next(List<Task> ready, @Nullable Task last, long step) {
        if (last != null && (changes.contains(step) || run >= PATIENCE)) {
            priorities.put(last, --lowest);
            run = 0;
        }
        Task best = ready.get(0);
        for (Task task : ready) {
            if (priorities.getOrDefault(task, 0) > priorities.getOrDefault(best, 0)) {
                best = task;
            }
        }
        run = best.equals(favourite) ? run + 1 : 0;
        favourite = best;
        return best;
    }

    @Override
    public String toString() {
        return "priorities of depth " + depth + " in " + steps + " steps";
    }
}
