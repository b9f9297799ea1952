package dev.tutti.locks;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which locks the current thread has, so that it can enter one again, through whatever lock object. What another thread has released in its
 * place is found out when it is looked at next.
 */
final class ThreadGrants {
    private static final ThreadLocal<Map<Object, Grant>> GRANTS = ThreadLocal.withInitial(HashMap::new);

    private ThreadGrants() {}

    /** What the current thread has of the lock, or null. */
    static @Nullable Grant of(Object identity) {
        Map<Object, Grant> grants = GRANTS.get();
        Grant grant = grants.get(identity);
        if (grant != null && grant.isOver()) {
            grants.remove(identity);
            return null;
        }
        return grant;
    }

    static void add(Grant grant) {
        GRANTS.get().put(grant.identity(), grant);
    }

    /** Does nothing if the current thread is not the one that has it. */
    static void forget(Grant grant) {
        Map<Object, Grant> grants = GRANTS.get();
        grants.remove(grant.identity(), grant);
        if (grants.isEmpty()) {
            GRANTS.remove();
        }
    }
}
