package dev.tutti.engine.btree;

/**
 * The place in the order of a B-tree that is looked for. A probe may read more than the record holds (a name in a heap, say).
 *
 * @param <R> record type
 */
@FunctionalInterface
public interface Probe<R> {
    /** Negative if the place is before {@code record}, zero if it is the record's own, positive if it is behind it. */
    int compareTo(R record);
}
