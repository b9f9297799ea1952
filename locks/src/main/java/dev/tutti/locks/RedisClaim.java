package dev.tutti.locks;

import dev.tutti.errors.H5LockLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lock that a Redis server keeps, wished for and then leased. The holder's own clock measures from before the question was sent, so its deadline comes
 * before the server's. What changes after the grant is guarded by its own monitor, under which nothing is sent.
 */
final class RedisClaim implements Claim {
    private static final long RELEASE_PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

    private final RedisStore store;
    private final LockMode mode;
    private final String member;
    private final String who;
    private final long patience;
    private final List<Runnable> onLost = new ArrayList<>();

    private long again;
    private String obstacle = "";
    private long token;
    private long since;

    private long deadline;
    private long due;
    private @Nullable String lost;
    private boolean released;

    RedisClaim(RedisStore store, LockMode mode, String who, long patience) {
        this.store = store;
        this.mode = mode;
        this.member = (mode == LockMode.WRITE ? "w" : "r") + store.policyLetter() + ":" + UUID.randomUUID();
        this.who = who;
        this.patience = patience;
    }

    LockMode mode() {
        return mode;
    }

    @Override
    public boolean askOnce() {
        return ask(0);
    }

    @Override
    public boolean askInTurn() {
        return ask(store.waiterMicros());
    }

    private boolean ask(long waitMicros) {
        long sent = System.nanoTime();
        List<?> answer = store.acquire(member, waitMicros, who, patience);
        if (answer.get(0).equals(1L)) {
            synchronized (this) {
                token = Long.parseLong((String) answer.get(1));
                since = System.currentTimeMillis() * 1000;
                extend(sent);
            }
            if (System.nanoTime() - sent > store.leaseNanos() / 3) {
                renew(); // The server was away in between: what is left by our clock is less than what it gave.
            }
            store.leases().add(this);
            return true;
        }
        again = TimeUnit.MICROSECONDS.toNanos(Long.parseLong((String) answer.get(6)));
        obstacle = store.obstacle(answer);
        return false;
    }

    @Override
    public void withdraw() {
        store.release(member, RELEASE_PATIENCE);
    }

    @Override
    public void await(long longest) {
        // Not all at the same moment, should they wait for the end of the same lease.
        long jitter = ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(20));
        store.listen(member, Math.min(longest, again + jitter));
    }

    @Override
    public String obstacle() {
        return obstacle;
    }

    @Override
    public synchronized long token() {
        return token;
    }

    /** When {@link #tend()} wants to be called. */
    synchronized long dueNanos() {
        return due;
    }

    private synchronized void extend(long sent) {
        long lease = store.leaseNanos();
        // A twentieth less than the server gives: clocks do not run alike.
        deadline = sent + lease - lease / 20;
        due = sent + lease / 3;
    }

    /** Renews the lease, or finds that it is too late to. */
    void tend() {
        if (!isPast()) {
            renew();
        }
        if (isPast()) {
            lose("its lease ended: in all the time of the lease it could not be renewed");
        }
    }

    private synchronized boolean isPast() {
        return System.nanoTime() - deadline >= 0;
    }

    private void renew() {
        long sent = System.nanoTime();
        try {
            boolean renewed = store.renew(member, who, token(), since());
            if (!renewed) {
                lose(
                        "the server does not know of it any more: its lease had ended there, or the server's data was removed");
                return;
            }
        } catch (ServerAwayException e) {
            synchronized (this) {
                due = Math.min(deadline, System.nanoTime() + store.leaseNanos() / 10);
            }
            return;
        } catch (RuntimeException e) {
            lose(String.valueOf(e.getMessage())); // The server refuses; it would do so again.
            return;
        }
        boolean late;
        synchronized (this) {
            late = lost != null || released;
            if (!late) {
                extend(sent);
            }
        }
        if (late) {
            store.release(member, 0); // Given up while the answer was on its way.
        }
    }

    private synchronized long since() {
        return since;
    }

    private void lose(String reason) {
        List<Runnable> actions;
        synchronized (this) {
            if (lost != null || released) {
                return;
            }
            lost = reason;
            actions = List.copyOf(onLost);
            onLost.clear();
        }
        store.leases().remove(this);
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                System.getLogger(RedisClaim.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                store.resource() + ": an action on the loss of the lock failed",
                                e);
            }
        }
    }

    @Override
    public void check() {
        checkKnown();
        renew();
        checkKnown();
    }

    @Override
    public void checkKnown() {
        if (isPast()) {
            lose("its lease has ended without being renewed; was this process paused?");
        }
        String reason;
        synchronized (this) {
            reason = lost;
        }
        if (reason != null) {
            throw new H5LockLostException(store.resource() + ": the lock for " + mode.doing() + " (token " + token()
                    + ") is lost: " + reason + "; another may have it now. Take it again and begin anew");
        }
    }

    @Override
    public void onLost(Runnable action) {
        synchronized (this) {
            if (lost == null) {
                onLost.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void release() {
        boolean known;
        synchronized (this) {
            known = !released && lost == null;
            released = true;
        }
        store.leases().remove(this);
        if (known) {
            store.release(member, RELEASE_PATIENCE);
        }
    }

    /** Gives the lock back because the connection is closed. */
    void giveUp() {
        lose("its connection was closed");
        store.release(member, 0);
    }
}
