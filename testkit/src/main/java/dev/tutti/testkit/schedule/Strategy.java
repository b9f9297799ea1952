package dev.tutti.testkit.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides who goes on. */
interface Strategy {
    /** Takes notice of a thread before its first step. */
    void add(Task task);

    /**
     * One of {@code ready}, which is not empty.
     *
     * @param last who took the last step, if it is ready too
     * @param step the number of the step to come
     */
    Task next(List<Task> ready, @Nullable Task last, long step);
}
