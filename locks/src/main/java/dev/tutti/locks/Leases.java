package dev.tutti.locks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Renews the leases of the locks that are held through one connection, in a daemon thread that lives while there are any. Guarded by its own
 * monitor.
 */
final class Leases {
    /** How long the thread waits for another lease before it ends. */
    private static final long REST = TimeUnit.SECONDS.toNanos(10);

    private final Set<RedisClaim> claims = new HashSet<>();
    private boolean running;
    private boolean closed;

    synchronized void add(RedisClaim claim) {
        claims.add(claim);
        if (!running && !closed) {
            running = true;
            Thread thread = new Thread(this::run, "tutti-lease");
            thread.setDaemon(true);
            thread.start();
        } else {
            notifyAll();
        }
    }

    synchronized void remove(RedisClaim claim) {
        claims.remove(claim);
    }

    private void run() {
        while (true) {
            List<RedisClaim> due = nextDue();
            if (due.isEmpty()) {
                return;
            }
            due.forEach(RedisClaim::tend);
        }
    }

    /** Waits for the next claims whose time has come; empty if the thread is to end. */
    private synchronized List<RedisClaim> nextDue() {
        long idleSince = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            long wait = claims.isEmpty() ? REST - (now - idleSince) : Long.MAX_VALUE;
            List<RedisClaim> due = new ArrayList<>();
            for (RedisClaim claim : claims) {
                long left = claim.dueNanos() - now;
                wait = Math.min(wait, left);
                if (left <= 0) {
                    due.add(claim);
                }
            }
            if (!due.isEmpty()) {
                return due;
            }
            if (wait <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, wait);
            } catch (InterruptedException e) {
                break; // Nobody has this thread but us; should it be interrupted all the same, the next lease makes
                // another.
            }
        }
        running = false;
        return List.of();
    }

    /** Ends the thread; returns what is held still. */
    synchronized List<RedisClaim> close() {
        closed = true;
        notifyAll();
        return List.copyOf(claims);
    }
}
