package dev.tutti.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Closes connections whose next request does not become whole in time, however steadily its bytes drip, and those that take an answer by drops: the time-out
 * for silence never ends either. Costs no thread for each connection. Thread-safe.
 */
final class SlowPeers implements Connection.Listener {
    private static final long LOOK = Duration.ofSeconds(20).toNanos();
    private static final long LEAST_TAKEN = 20 << 10;

    private final Map<Connection, Seen> open = new ConcurrentHashMap<>();

    private final long patience;

    /** Closes connections that take longer than that to ask. */
    SlowPeers(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** What was seen of a connection. Used by the thread that sweeps, but for {@code listens}. */
    private static final class Seen {
        long requests;
        long bytesIn;
        /** When bytes of a request that is not whole yet were seen first; 0 if there are none. */
        long beginning = System.nanoTime() | 1;

        long bytesOut;
        /** When an answer was seen to have been begun and {@code bytesOut} had been taken; 0 if there is none. */
        long taking;

        volatile boolean listens;
    }

    @Override
    public void onOpened(Connection connection) {
        open.put(connection, new Seen());
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** This connection is told what comes for as long as it listens, which may be little. */
    void listens(Connection connection) {
        Seen seen = open.get(connection);
        if (seen != null) {
            seen.listens = true;
        }
    }

    /** Looks at all connections; to be called every second or so. */
    void sweep() {
        long now = System.nanoTime() | 1;
        open.forEach((connection, seen) -> {
            if (!seen.listens && (isSlowToAsk(connection, seen, now) || isSlowToTake(connection, seen, now))) {
                connection.getEndPoint().close();
            }
        });
    }

    private boolean isSlowToAsk(Connection connection, Seen seen, long now) {
        long requests = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        if (requests != seen.requests) {
            seen.requests = requests;
            seen.bytesIn = bytes;
            seen.beginning = 0;
        } else if (bytes != seen.bytesIn && seen.beginning == 0) {
            seen.beginning = now;
        }
        return seen.beginning != 0 && now - seen.beginning > patience;
    }

    private static boolean isSlowToTake(Connection connection, Seen seen, long now) {
        long bytes = connection.getBytesOut();
        boolean under = connection.getMessagesIn() > connection.getMessagesOut() && bytes > seen.bytesOut;
        if (!under && seen.taking == 0) {
            seen.bytesOut = bytes;
            return false;
        }
        if (seen.taking == 0 || connection.getMessagesIn() == connection.getMessagesOut()) {
            seen.taking = connection.getMessagesIn() == connection.getMessagesOut() ? 0 : now;
            seen.bytesOut = bytes;
            return false;
        }
        if (now - seen.taking < LOOK) {
            return false;
        }
        boolean slow = bytes - seen.bytesOut < LEAST_TAKEN;
        seen.taking = now;
        seen.bytesOut = bytes;
        return slow;
    }
}
