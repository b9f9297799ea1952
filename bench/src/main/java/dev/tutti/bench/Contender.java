package dev.tutti.bench;

/** One side of a comparison: does the row's work once. */
record Contender(String name, Work work) {
    /** The work of one round. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
