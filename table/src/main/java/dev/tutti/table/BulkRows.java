package dev.tutti.table;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;

/**
 * Rows of any number that are to be written: in parts that several threads take side by side, where their source is made for that, or else chunk by chunk by one thread. Not thread-safe; the
 * parts are for a thread each.
 */
final class BulkRows {
    /** Up to so many are few: they may share a commit, and a file, with others. */
    static final int CHUNK = 4096;

    private final Spliterator<?> rows;
    private final boolean divisible;
    private final Iterator<?> rest;
    private List<Object> first = List.of();

    private BulkRows(Spliterator<?> rows, boolean divisible) {
        this.rows = rows;
        // What does not know its length is divided by copying ever longer parts of it into memory.
        this.divisible = divisible && rows.estimateSize() != Long.MAX_VALUE && rows.estimateSize() > CHUNK;
        this.rest = this.divisible ? List.of().iterator() : Spliterators.iterator(rows);
        if (!this.divisible) {
            first = next();
        }
    }

    /** The rows of a stream: side by side if it is parallel, or else by one thread and in order. The caller closes it. */
    static BulkRows of(Stream<?> rows) {
        return new BulkRows(rows.spliterator(), rows.isParallel());
    }

    /** The rows of a collection, which nobody changes meanwhile. */
    static BulkRows of(Collection<?> rows) {
        return new BulkRows(rows.spliterator(), true);
    }

    /** Whether all of them are in the {@link #first} chunk. */
    boolean few() {
        return !divisible && !rest.hasNext();
    }

    /** Whether there are parts for several threads, in place of chunks. */
    boolean divisible() {
        return divisible;
    }

    /** The chunk that was taken already; none of divisible rows. */
    List<Object> first() {
        return first;
    }

    /** Takes the next chunk; empty behind the last. */
    List<Object> next() {
        List<Object> chunk = new ArrayList<>();
        while (chunk.size() < CHUNK && rest.hasNext()) {
            chunk.add(rest.next());
        }
        return chunk;
    }

    /** Halves of halves, until there are enough or they are small. */
    Queue<Spliterator<?>> parts(int enough) {
        Queue<Spliterator<?>> parts = new ArrayDeque<>(List.of(rows));
        for (int whole = 0; parts.size() < enough && whole < parts.size(); ) {
            Spliterator<?> part = parts.remove();
            Spliterator<?> half = part.estimateSize() > CHUNK ? part.trySplit() : null;
            whole = half == null ? whole + 1 : 0;
            if (half != null) {
                parts.add(half);
            }
            parts.add(part);
        }
        return parts;
    }
}
