package dev.tutti.bench;

import java.util.function.LongSupplier;

/**
 * One side of a comparison: does the row's work once.
 *
 * @param cpu processor time, in nanoseconds, that has been used so far where the work is done
 */
record Contender(String name, Work work, LongSupplier cpu) {
    /** The work of one round. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** One that works in this process. */
    Contender(String name, Work work) {
        this(name, work, ProcessClock::cpuNanos);
    }
}
