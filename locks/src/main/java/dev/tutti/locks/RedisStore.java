package dev.tutti.locks;

import dev.tutti.errors.H5Exception;
import dev.tutti.storage.lock.ProcessIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The lock of one resource as a Redis server keeps it. */
final class RedisStore implements LockStore {
    private static final long LONGEST_WAITER = TimeUnit.SECONDS.toMicros(2);
    private static final long SHORTEST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

    /** How long one who waits puts up with a server that is away, for example because it is started again. */
    private static final long LONGEST_PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private static final long SHORTEST_LISTENING = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LIST_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final RedisServer server;
    private final Leases leases;
    private final LockOptions options;
    private final String resource;
    private final List<String> keys;
    private final String bells;
    private final Runnable onClose;

    RedisStore(RedisServer server, Leases leases, LockOptions options, String resource, Runnable onClose) {
        this.server = server;
        this.leases = leases;
        this.options = options;
        this.resource = resource;
        // The braces keep the keys of one resource in one place of a cluster.
        String base = options.prefix() + "{" + resource.replace('}', ')') + "}:";
        this.keys = List.of(base + "holders", base + "queue", base + "waiters", base + "about", base + "token");
        this.bells = base + "wake:";
        this.onClose = onClose;
    }

    /** Equal if the same server keeps the same keys. */
    private record Identity(String server, String key) {}

    @Override
    public String resource() {
        return resource;
    }

    @Override
    public Object identity() {
        return new Identity(server.name(), keys.get(0));
    }

    @Override
    public Claim claim(LockMode mode, long waitNanos) {
        ProcessIdentity process = ThisProcess.IDENTITY;
        String who = String.join(
                "\n",
                process.host(),
                Long.toString(process.pid()),
                Long.toString(process.startTime()),
                process.bootId(),
                Thread.currentThread().getName().replace('\n', ' '));
        long patience = Math.min(LONGEST_PATIENCE, Math.max(SHORTEST_PATIENCE, waitNanos));
        return new RedisClaim(this, mode, who, patience);
    }

    @Override
    public List<Holder> holders() {
        return list("holder");
    }

    @Override
    public List<Holder> waiting() {
        return list("waiter");
    }

    private List<Holder> list(String kind) {
        List<?> texts = (List<?>) server.call(LockScript.LIST, keys, List.of(), LIST_PATIENCE);
        List<Holder> found = new ArrayList<>();
        for (int i = 0; i + 5 <= texts.size(); i += 5) {
            if (texts.get(i).equals(kind)) {
                found.add(
                        holder((String) texts.get(i + 1), (String) texts.get(i + 2), (String) texts.get(i + 3), (String)
                                texts.get(i + 4)));
            }
        }
        return found;
    }

    @Override
    public List<Holder> removeDead() {
        List<?> texts = (List<?>) server.call(LockScript.LIST, keys, List.of(), LIST_PATIENCE);
        List<Holder> removed = new ArrayList<>();
        for (int i = 0; i + 5 <= texts.size(); i += 5) {
            String member = (String) texts.get(i + 1);
            Holder holder =
                    holder(member, (String) texts.get(i + 2), (String) texts.get(i + 3), (String) texts.get(i + 4));
            if (!holder.isAlive()) {
                server.call(LockScript.RELEASE, keys, List.of(member), LIST_PATIENCE);
                removed.add(holder);
            }
        }
        return removed;
    }

    @Override
    public void close() {
        onClose.run();
    }

    Leases leases() {
        return leases;
    }

    String policyLetter() {
        return options.policy() == LockOptions.Policy.FAIR ? "f" : "p";
    }

    long leaseNanos() {
        return options.lease().toNanos();
    }

    /** How long one who waits and is not heard of keeps its place. */
    long waiterMicros() {
        return Math.min(LONGEST_WAITER, leaseMicros());
    }

    private long leaseMicros() {
        return TimeUnit.NANOSECONDS.toMicros(leaseNanos());
    }

    /** For how long a server that was just started grants nothing: it counts whole seconds, so one more than the lease. */
    private String graceSeconds() {
        return Long.toString((leaseMicros() + 999_999) / 1_000_000 + 1);
    }

    List<?> acquire(String member, long waitMicros, String who, long patience) {
        List<String> args =
                List.of(member, Long.toString(leaseMicros()), Long.toString(waitMicros), who, graceSeconds());
        return (List<?>) server.call(LockScript.ACQUIRE, keys, args, patience);
    }

    boolean renew(String member, String who, long token, long since) throws ServerAwayException {
        List<String> args = List.of(
                member, Long.toString(leaseMicros()), who, graceSeconds(), Long.toString(token), Long.toString(since));
        return server.once(LockScript.RENEW, keys, args).equals(1L);
    }

    /** Waits until the server says that it makes sense to ask again, or so long; an answer to the question itself is not known by that. */
    void listen(String member, long nanos) {
        // Often enough to keep the place in the queue.
        long wait = Math.min(nanos, TimeUnit.MICROSECONDS.toNanos(waiterMicros() / 4));
        server.await(bells + member, Math.max(wait, SHORTEST_LISTENING));
    }

    /** Does not fail: what cannot be taken back now ends by itself. */
    void release(String member, long patience) {
        try {
            server.call(LockScript.RELEASE, keys, List.of(member), patience);
        } catch (H5Exception e) {
            System.getLogger(RedisStore.class.getName())
                    .log(System.Logger.Level.INFO, resource + ": the lock is left to end by itself: " + e.getMessage());
        }
    }

    /** What stood in the way, from the answer to a question. */
    String obstacle(List<?> answer) {
        if (answer.get(1).equals("grace")) {
            return server.name() + " was started a moment ago and grants no lock for " + answer.get(3)
                    + " s, so that those who held one before can take it back";
        }
        String about = (String) answer.get(2);
        String since = (String) answer.get(3);
        String token = (String) answer.get(4);
        return holder((String) answer.get(5), about, since, token).describe();
    }

    private static Holder holder(String member, String about, String since, String token) {
        String[] fields = (about + "\n\n\n\n\n").split("\n", -1);
        long micros = number(since);
        return new Holder(
                member.startsWith("w") ? LockMode.WRITE : LockMode.READ,
                fields[0].isEmpty() ? "unknown" : fields[0],
                number(fields[1]),
                number(fields[2]),
                fields[3],
                fields[4],
                Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
                number(token));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0; // The server's data is not ours alone.
        }
    }
}
