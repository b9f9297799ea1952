package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.SharedModel.Found;
import dev.tutti.hdf5.SharedModel.Vector;
import java.util.ArrayList;
import java.util.List;

/**
 * All that was read and acknowledged in a run. Versions must form one order in which each holds all of the one before (G1, G3), and a read must
 * hold what was acknowledged, or read by anybody, before it began (G2). Thread-safe.
 */
final class SharedHistory {
    private final List<Found> versions = new ArrayList<>();
    private Vector known;

    SharedHistory(int workers) {
        known = Vector.none(workers);
    }

    /** What every read that begins now has to hold. */
    synchronized Vector begin() {
        return known;
    }

    synchronized void acknowledged(int worker, int count) {
        known = known.with(worker, count);
    }

    /** A read that began at {@code since} has found this. */
    synchronized void read(Vector since, Found found) {
        assertThat(found.vector().holds(since))
                .as("%s holds what was there before it began: %s", found.vector(), since)
                .isTrue();
        boolean isNew = true;
        for (Found other : versions) {
            boolean after = found.vector().holds(other.vector());
            assertThat(after || other.vector().holds(found.vector()))
                    .as("%s and %s are versions of one order", found.vector(), other.vector())
                    .isTrue();
            List<Long> longer = after ? found.order() : other.order();
            List<Long> shorter = after ? other.order() : found.order();
            assertThat(longer.subList(0, shorter.size()))
                    .as("the order at %s and %s", found.vector(), other.vector())
                    .isEqualTo(shorter);
            isNew &= !found.equals(other);
        }
        if (isNew) {
            versions.add(found);
        }
        known = known.and(found.vector());
    }

    synchronized int size() {
        return versions.size();
    }
}
