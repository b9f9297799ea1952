package dev.tutti.locks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a lock treats those who wait, and how a lock on a server is leased and named. Immutable; each method returns changed options. */
public final class LockOptions {
    enum Policy {
        WRITER_PREFERRING,
        FAIR
    }

    /** Where a shared folder is mounted on this host, and its name that all hosts agree upon. */
    record Mount(Path here, String common) {}

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(200);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    private final Policy policy;
    private final Duration timeout;
    private final Duration lease;
    private final String prefix;
    private final List<Mount> mounts;

    private LockOptions(Policy policy, Duration timeout, Duration lease, String prefix, List<Mount> mounts) {
        this.policy = policy;
        this.timeout = timeout;
        this.lease = lease;
        this.prefix = prefix;
        this.mounts = mounts;
    }

    private static LockOptions of(Policy policy) {
        return new LockOptions(policy, Duration.ofSeconds(10), Duration.ofSeconds(10), "tutti:lock:", List.of());
    }

    /** Readers who come while a writer waits go after it; a stream of writers can keep readers waiting. The default. */
    public static LockOptions writerPreferring() {
        return of(Policy.WRITER_PREFERRING);
    }

    /** In the order of arrival; readers with no writer between them go together. Nobody waits for ever behind those who came later. */
    public static LockOptions fair() {
        return of(Policy.FAIR);
    }

    /** How long to wait where the call does not say; 10 seconds by default. */
    public LockOptions timeout(Duration longest) {
        return new LockOptions(policy, longest, lease, prefix, mounts);
    }

    /**
     * How long a server keeps a lock of one who is not heard of any more; 10 seconds by default, from 200 milliseconds to one hour. A holder
     * that lives renews it three times as often. All users of one server ought to say the same.
     */
    public LockOptions lease(Duration time) {
        if (time.compareTo(SHORTEST_LEASE) < 0 || time.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "a lease of " + time + "; from " + SHORTEST_LEASE + " to " + LONGEST_LEASE + " is possible");
        }
        return new LockOptions(policy, timeout, time, prefix, mounts);
    }

    /** What the keys on the server begin with; {@code tutti:lock:} by default. Locks with different prefixes do not see each other. */
    public LockOptions prefix(String text) {
        return new LockOptions(policy, timeout, lease, text, mounts);
    }

    /**
     * For hosts that mount one folder at different places: files below {@code here} are known to the server as files below {@code common}, which
     * all hosts have to agree upon.
     */
    public LockOptions mount(Path here, String common) {
        List<Mount> more = new ArrayList<>(mounts);
        more.add(new Mount(here, common));
        return new LockOptions(policy, timeout, lease, prefix, List.copyOf(more));
    }

    Policy policy() {
        return policy;
    }

    Duration timeout() {
        return timeout;
    }

    Duration lease() {
        return lease;
    }

    String prefix() {
        return prefix;
    }

    List<Mount> mounts() {
        return mounts;
    }
}
