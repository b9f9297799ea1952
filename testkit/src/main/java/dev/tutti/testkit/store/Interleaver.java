package dev.tutti.testkit.store;

/** Decides at every yield point of simulated processes who goes on. */
public interface Interleaver {
    /**
     * The calling thread, of {@code process}, is about to do what {@code name} says. Returns when it may go on.
     *
     * @throws ProcessKilledError if its process was killed
     */
    void yieldPoint(SimStorage process, String name);

    /** The calling thread, of {@code process}, waits for {@code nanos} of simulated time. Throws as {@link #yieldPoint} does. */
    void pause(SimStorage process, long nanos);
}
