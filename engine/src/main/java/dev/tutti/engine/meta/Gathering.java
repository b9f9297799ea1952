package dev.tutti.engine.meta;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Additions to structures of a transaction that wait to be brought into them together: thousands of names cost far less in one pass over an index than one by one. Whoever reads a structure
 * looks here as well. Changing calls are guarded by the write lock of the file; {@link #at} is for any thread.
 */
public final class Gathering {
    /** Additions to one structure. {@link #size} and {@link #cut} are called under the write lock. */
    public interface Additions {
        /** How many there are. */
        int size();

        /** Forgets all but the first ones: the change that made the others has failed. */
        void cut(int size);

        /** Brings all into the structure; what was gathered is left as it is, should that fail. */
        void settle(MetaTransaction tx);
    }

    /** For views that gather nothing; it stays empty. */
    static final Gathering NONE = new Gathering();

    /** With more of them memory would be used for what the index holds in a tenth of the space. */
    private static final int MANY = 16_384;

    private final ConcurrentHashMap<Long, Additions> waiting = new ConcurrentHashMap<>();
    private final Map<Long, Optional<Before>> before = new HashMap<>();
    private boolean operation;
    private int total;

    /** The additions to one structure when an operation began. */
    private record Before(Additions additions, int size) {}

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether so much waits that it should be settled. */
    public boolean isMany() {
        return total > MANY;
    }

    /** What waits for the structure at an address, or null. */
    public @Nullable Additions at(long address) {
        return waiting.isEmpty() ? null : waiting.get(address);
    }

    /** Begins or goes on with the additions to the structure at an address: the caller makes one more. */
    public void addTo(long address, Additions additions) {
        Additions now = waiting.get(address);
        note(address, now);
        if (now != additions) {
            waiting.put(address, additions);
        }
        total++;
    }

    /** Takes the additions to a structure out: they are settled by the caller, or the structure is given up. */
    public @Nullable Additions take(long address) {
        if (!waiting.containsKey(address)) {
            return null;
        }
        note(address, waiting.get(address));
        Additions taken = waiting.remove(address);
        total -= taken == null ? 0 : taken.size();
        return taken;
    }

    /** Brings all that waits into its structures, by ascending address. */
    public void settle(MetaTransaction tx) {
        List<Long> addresses = new ArrayList<>(new TreeMap<>(waiting).keySet());
        for (long address : addresses) {
            Additions taken = take(address);
            if (taken != null) {
                taken.settle(tx);
            }
        }
    }

    private void note(long address, @Nullable Additions now) {
        if (operation && !before.containsKey(address)) {
            before.put(address, Optional.ofNullable(now == null ? null : new Before(now, now.size())));
        }
    }

    /** Begins an operation: until {@link #endOperation} its additions can be taken back. */
    void beginOperation() {
        operation = true;
    }

    void endOperation() {
        operation = false;
        before.clear();
    }

    /** What waits is what waited before the operation. */
    void undoOperation() {
        before.forEach((address, old) -> {
            waiting.remove(address);
            old.ifPresent(found -> {
                found.additions.cut(found.size);
                waiting.put(address, found.additions);
            });
        });
        total = waiting.values().stream().mapToInt(Additions::size).sum();
        endOperation();
    }
}
