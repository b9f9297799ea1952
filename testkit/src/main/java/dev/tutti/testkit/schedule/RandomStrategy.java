package dev.tutti.testkit.schedule;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Lets one go on for a number of steps that chance decides, then any other. */
final class RandomStrategy implements Strategy {
    private final Random random;
    private final int stay;

    /** Changes with a chance of one in {@code stay} per step. */
    RandomStrategy(Random random, int stay) {
        this.random = random;
        this.stay = stay;
    }

    @Override
    public void add(Task task) {}

    @Override
    public Task next(List<Task> ready, @Nullable Task last, long step) {
        return last != null && random.nextInt(stay) != 0 ? last : ready.get(random.nextInt(ready.size()));
    }

    @Override
    public String toString() {
        return "random, a change every " + stay + " steps";
    }
}
