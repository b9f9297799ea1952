package dev.tutti.testkit.store;

import dev.tutti.storage.lock.HostLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The locks of one simulated host. Guarded by its monitor. */
final class SimLocks {
    private final Map<Long, List<Holder>> held = new HashMap<>();

    /** One lock of one file by one open lock object. */
    private record Holder(Object owner, SimStorage process, HostLock.Mode mode) {}

    synchronized boolean tryLock(long file, Object owner, SimStorage process, HostLock.Mode mode) {
        List<Holder> holders = held.computeIfAbsent(file, key -> new ArrayList<>());
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

    synchronized void unlock(long file, Object owner) {
        List<Holder> holders = held.get(file);
        if (holders != null) {
            holders.removeIf(holder -> holder.owner() == owner);
        }
    }

    synchronized void releaseAll(SimStorage process) {
        held.values().forEach(holders -> holders.removeIf(holder -> holder.process() == process));
    }

    synchronized String holders(long file) {
        List<String> names = new ArrayList<>();
        for (Holder holder : held.getOrDefault(file, List.of())) {
            names.add("pid " + holder.process().pid() + " (" + holder.process().name() + "), "
                    + (holder.mode() == HostLock.Mode.EXCLUSIVE ? "exclusive" : "shared"));
        }
        return names.isEmpty() ? "unknown" : String.join(", ", names);
    }
}
