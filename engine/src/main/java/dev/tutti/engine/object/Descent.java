package dev.tutti.engine.object;

import dev.tutti.errors.H5UnsupportedException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way from a virtual dataset through others down to values. A file may make datasets lead to each other in a circle, or so that the ways are more than
 * any program could go; both are refused.
 *
 * @param depth virtual datasets on the way
 * @param left how many sources of virtual sources may still be opened on all ways
 */
record Descent(int depth, AtomicInteger left) {
    private static final int DEEPEST = 16;
    private static final int MOST = 1 << 17;

    /** The way begins. */
    static Descent start() {
        return new Descent(0, new AtomicInteger(MOST));
    }

    /** One virtual dataset further down. */
    Descent below(DatasetHeader virtual) {
        if (depth == DEEPEST || (depth > 0 && left.decrementAndGet() < 0)) {
            throw new H5UnsupportedException(
                    virtual.what() + " is a virtual dataset over others, which are virtual as well: more than "
                            + DEEPEST + " one over the other, or more than " + MOST + " in all; they may form a loop");
        }
        return new Descent(depth + 1, left);
    }
}
