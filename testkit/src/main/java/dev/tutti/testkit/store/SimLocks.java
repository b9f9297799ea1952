package dev.tutti.testkit.store;

import dev.tutti.storage.lock.HostLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The locks of one simulated host. Guarded by its monitor. */
final class SimLocks {
    private final Map<Key, List<Holder>> held = new HashMap<>();

    /** One lock of one file: a numbered one, or the flock. */
    record Key(long file, int number) {
        private static final int FLOCK = -1;

        static Key flock(long file) {
            return new Key(file, FLOCK);
        }
    }

    /** A lock as held by one open lock object. */
    private record Holder(Object owner, SimStorage process, HostLock.Mode mode) {}

    synchronized boolean tryLock(Key lock, Object owner, SimStorage process, HostLock.Mode mode) {
        List<Holder> holders = held.computeIfAbsent(lock, key -> new ArrayList<>());
        for (Holder holder : holders) {
            if (holder.owner() != owner
                    && (mode == HostLock.Mode.EXCLUSIVE || holder.mode() == HostLock.Mode.EXCLUSIVE)) {
                return false;
            }
        }
        holders.removeIf(holder -> holder.owner() == owner);
        holders.add(new Holder(owner, process, mode));
        return true;
    }

    synchronized void unlock(Key lock, Object owner) {
        List<Holder> holders = held.get(lock);
        if (holders != null) {
            holders.removeIf(holder -> holder.owner() == owner);
        }
    }

    synchronized void kill(SimStorage process) {
        held.values().forEach(holders -> holders.removeIf(holder -> holder.process() == process));
    }

    synchronized void releaseAll(Object owner) {
        held.values().forEach(holders -> holders.removeIf(holder -> holder.owner() == owner));
    }

    synchronized String holder(Key lock) {
        return held.getOrDefault(lock, List.of()).stream()
                .map(holder -> "pid " + holder.process().pid() + " ("
                        + holder.process().name() + ")")
                .findFirst()
                .orElse("unknown");
    }

    synchronized String holders(Key lock) {
        List<String> names = new ArrayList<>();
        for (Holder holder : held.getOrDefault(lock, List.of())) {
            names.add("pid " + holder.process().pid() + " (" + holder.process().name() + "), "
                    + (holder.mode() == HostLock.Mode.EXCLUSIVE ? "exclusive" : "shared"));
        }
        return names.isEmpty() ? "unknown" : String.join(", ", names);
    }
}
