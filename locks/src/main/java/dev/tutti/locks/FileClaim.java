package dev.tutti.locks;

import dev.tutti.errors.H5LockLostException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lock of a file, wished for and then held. Until it is granted it is one thread's; what changes afterwards is guarded by its own monitor.
 *
 * <p>One who waits looks at the entries without taking anything, which costs less than a system call, and decides under the lock file's own lock when
 * nobody seems to be in the way, or when it is time to see whether the one in the way is still alive.
 */
final class FileClaim implements Claim {
    private static final Duration TURN = Duration.ofMillis(20);
    private static final long LOOK_ALIVE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_BEHIND = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int NOBODY = -1;

    private final FileStore store;
    private final LockMode mode;
    private final List<Runnable> onLost = new ArrayList<>();

    private @Nullable Board board;
    private @Nullable Object locked;
    private LockSlot mine;
    private int slot = NOBODY;
    private String obstacle = "unknown";
    private long pause = SHORTEST_PAUSE;
    private long lookedAlive;
    private int front;

    private @Nullable String lost;
    private boolean released;

    FileClaim(FileStore store, LockMode mode) {
        this.store = store;
        this.mode = mode;
        this.mine = LockSlot.waiting(mode, store.policy(), 0);
    }

    @Override
    public boolean askOnce() {
        boolean granted = false;
        try {
            granted = ask(false);
        } finally {
            if (!granted) {
                withdraw();
            }
        }
        return granted;
    }

    @Override
    public boolean askInTurn() {
        return ask(true);
    }

    private boolean ask(boolean inTurn) {
        try {
            while (true) {
                Board current = board == null ? Boards.borrow(store.lockFile()) : board;
                board = current;
                long now = System.nanoTime();
                if (slot != NOBODY && now - lookedAlive < LOOK_ALIVE && blocker(current) != NOBODY) {
                    return false;
                }
                lookedAlive = now;
                Boolean granted = current.changing(TURN, () -> decide(current, inTurn));
                if (granted == null) {
                    obstacle = current.changer() + ", which is changing the lock file and seems to be stopped";
                    return false;
                }
                if (Boards.isCurrent(current)) {
                    if (granted) {
                        locked = Boards.identity(store.file());
                    }
                    return granted;
                }
                withdraw(); // Somebody removed the lock file, or put another in its place: once more, with the one that
                // is there now.
            }
        } catch (IOException e) {
            throw store.failure(e);
        }
    }

    /** Grants, or takes a place in the queue. While the board is changing. */
    private boolean decide(Board current, boolean inTurn) {
        int blocker = blocker(current);
        while (blocker != NOBODY && current.isDead(blocker)) {
            blocker = blocker(current);
        }
        if (blocker != NOBODY) {
            obstacle = current.read(blocker).holder().describe();
        }
        if (slot == NOBODY && (blocker == NOBODY || inTurn)) {
            slot = current.takeSlot();
            if (slot == NOBODY) {
                obstacle = "all " + Board.SLOTS + " places of its lock file are taken by those who hold and wait";
                return false;
            }
            mine = LockSlot.waiting(mode, store.policy(), current.nextNumber());
            current.write(slot, mine);
        }
        if (blocker != NOBODY) {
            return false;
        }
        mine = mine.holding(current.nextToken());
        current.write(slot, mine);
        return true;
    }

    /**
     * One who holds the lock in a way that excludes this, or who waits and goes first: a writer goes behind the writers and the fair readers that came
     * before it, a fair reader behind the writers that came before it, any other reader behind all writers. So nobody waits for two
     * that wait for each other, however the two kinds are mixed.
     */
    private int blocker(Board current) {
        boolean writes = mode == LockMode.WRITE;
        boolean yields = LockSlot.isPolite(mine.state());
        long number = slot == NOBODY ? Long.MAX_VALUE : mine.number();
        int waiter = NOBODY;
        front = 0;
        for (int other = 0; other < Board.SLOTS; other++) {
            int state = other == slot ? 0 : current.stateOf(other);
            if (state == 0) {
                continue;
            }
            boolean writer = LockSlot.isWriting(state);
            if (LockSlot.isHolding(state)) {
                if (writes || writer) {
                    return other;
                }
                continue;
            }
            boolean before = current.numberOf(other) < number;
            if ((writer && (before || yields)) || (writes && before && !LockSlot.isPolite(state))) {
                waiter = other;
                front++;
            }
        }
        return waiter;
    }

    @Override
    public void await(long longest) throws InterruptedException {
        Board current = board;
        if (current == null) {
            return;
        }
        long wait = front == 0 ? pause : Math.min(LONGEST_PAUSE_BEHIND, (1 + front) * pause);
        pause = Math.min(LONGEST_PAUSE, pause * 9 / 8);
        current.pause(Math.min(longest, wait));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void withdraw() {
        Board current = board;
        board = null;
        if (current == null) {
            return;
        }
        try {
            if (slot != NOBODY) {
                current.giveBack(slot);
                slot = NOBODY;
            }
        } finally {
            Boards.giveBack(current);
        }
    }

    @Override
    public String obstacle() {
        return obstacle;
    }

    @Override
    public synchronized long token() {
        return mine.token();
    }

    @Override
    public void check() {
        checkKnown();
        try {
            String reason = whyLost();
            if (reason != null) {
                lose(reason);
            }
        } catch (IOException e) {
            lose(e.toString());
        }
        checkKnown();
    }

    private synchronized @Nullable String whyLost() throws IOException {
        Board current = board;
        if (current == null || released) {
            return "it was released";
        }
        if (!Boards.isCurrent(current)) {
            return "its lock file " + store.lockFile() + " was removed or replaced";
        }
        if (locked != null && !Objects.equals(locked, Boards.identity(store.file()))) {
            return "the file was moved, removed or replaced";
        }
        if (current.numberOf(slot) != mine.number() || current.stateOf(slot) != mine.state()) {
            return "its lock file " + store.lockFile() + " was overwritten";
        }
        return current.audit() ? null : "the operating system does not list it any more";
    }

    @Override
    public void checkKnown() {
        String reason;
        synchronized (this) {
            reason = lost;
        }
        if (reason != null) {
            throw new H5LockLostException(store.resource() + ": the lock for " + mode.doing() + " (token " + token()
                    + ") is lost: " + reason + "; another may have it now. Take it again and begin anew");
        }
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
        actions.forEach(Runnable::run);
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
    public synchronized void release() {
        released = true;
        withdraw();
    }
}
