package dev.tutti.engine.index;

/** Takes the chunks of a dataset one by one. */
@FunctionalInterface
public interface ChunkVisitor {
    /**
     * Called for one chunk that exists.
     *
     * @param scaled its coordinates in chunks; the array is the visitor's from now on
     */
    void visit(long[] scaled, ChunkRef chunk);
}
