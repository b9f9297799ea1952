package dev.tutti.testkit.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a power cut would leave for certain, and what else it may leave. Not thread-safe. */
final class Unsynced {
    private final SimDisk durable;
    private final List<SimEvent> pending;

    Unsynced(SimDisk durable) {
        this(durable, new ArrayList<>());
    }

    private Unsynced(SimDisk durable, List<SimEvent> pending) {
        this.durable = durable;
        this.pending = pending;
    }

    Unsynced copy() {
        return new Unsynced(durable.copy(), new ArrayList<>(pending));
    }

    /** What is there after a power cut whatever happens. */
    SimDisk durable() {
        return durable;
    }

    /** Changes since the last barrier of their file or directory, in the order of time: each of them may be there or not. */
    List<SimEvent> pending() {
        return pending;
    }

    void add(SimEvent event) {
        if (event instanceof SimEvent.Content || event instanceof SimEvent.Names) {
            pending.add(event);
        } else if (event instanceof SimEvent.Force force) {
            settle(
                    change -> change instanceof SimEvent.Content content && content.file() == force.file(),
                    durable::apply);
        } else if (event instanceof SimEvent.ForceFailed failed) {
            settle(
                    change -> change instanceof SimEvent.Content content && content.file() == failed.file(),
                    change -> {});
        } else if (event instanceof SimEvent.ForceDirectory force) {
            settle(
                    change -> change instanceof SimEvent.Names names
                            && names.directory().equals(force.directory()),
                    durable::apply);
        }
    }

    private void settle(Predicate<SimEvent> which, Consumer<SimEvent> fate) {
        for (Iterator<SimEvent> changes = pending.iterator(); changes.hasNext(); ) {
            SimEvent change = changes.next();
            if (which.test(change)) {
                fate.accept(change);
                changes.remove();
            }
        }
    }
}
