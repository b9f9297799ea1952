package dev.tutti.testkit.schedule;

import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;

/** Runs a test in many schedules, each from a seed of its own; a failure names the seed and the command that repeats it. */
public final class Schedules {
    /** Prepares one run. */
    @FunctionalInterface
    public interface Setup {
        /** Adds threads, disturbances and checks to {@code schedule}, whose host is new and empty. */
        void prepare(Schedule schedule) throws Exception;
    }

    private Schedules() {}

    /** Runs {@code times} schedules of all kinds, more in the long run, and one if a seed is given. */
    public static void explore(int times, Setup setup) {
        Seeds.repeat(times, random -> {
            Schedule schedule = Schedule.any(new SimStorage(), random);
            setup.prepare(schedule);
            schedule.run();
        });
    }
}
