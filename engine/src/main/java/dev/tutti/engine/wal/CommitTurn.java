package dev.tutti.engine.wal;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which thread of this process commits: one for all that wait. Who has the turn takes the requests of the others with its own; they sleep meanwhile, and are
 * woken when theirs is done, or one of them when the turn is free. It waits for nobody: those who come while it is at a barrier write their records
 * behind those that it secures ({@link #open}), so that the next barrier can follow at once. Thread-safe.
 */
final class CommitTurn {
    /** More are not written at once. */
    static final int BATCH = 64;

    /** A transaction that is to be committed. Its outcome is for the thread that brought it. */
    static final class Request {
        final Change change;
        private final Thread thread = Thread.currentThread();

        /** Where its record ends, which nobody may see before it is published. */
        long end;

        @Nullable
        private IOException failure;

        private volatile boolean done;

        Request(Change change) {
            this.change = change;
        }

        boolean isDurable() {
            return change.durability() == Durability.DURABLE;
        }

        /** Those that this one's thread wakes: to wake many takes as long as a barrier, if one thread does it. */
        private List<Request> heirs = List.of();

        /** Each succeeded. Their threads wake each other; this one, which may have other things to do first, wakes the first. */
        static void succeeded(List<Request> requests) {
            List<Request> others = requests.stream()
                    .filter(request -> request.thread != Thread.currentThread())
                    .toList();
            int count = others.size();
            for (int i = 0; i < count; i++) {
                others.get(i).heirs = others.subList(Math.min(count, 2 * i + 2), Math.min(count, 2 * i + 4));
            }
            requests.forEach(request -> request.done = true);
            others.subList(0, Math.min(count, 2)).forEach(Request::wake);
        }

        /** It has failed, unless its outcome is known already. */
        void failed(IOException reason) {
            if (!done) {
                failure = reason;
                done = true;
                wake();
            }
        }

        private void wake() {
            if (thread != Thread.currentThread()) {
                LockSupport.unpark(thread);
            }
        }

        /** The commit point. */
        long outcome() throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (!done) {
                throw new IOException("the transaction was not committed");
            }
            return end;
        }
    }

    /** Commits what waits. Called by the thread that has the turn. */
    interface Work {
        void run(Queue<Request> requests) throws IOException;
    }

    private final ReentrantLock turn = new ReentrantLock(true);
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock appending = new ReentrantLock();

    /** Appends what waits; there while the one with the turn is at a barrier. Changed with {@code appending} held. */
    private volatile @Nullable Runnable append;

    boolean isMine() {
        return turn.isHeldByCurrentThread();
    }

    /** Whether somebody waits for it who does not bring a request. */
    boolean isWanted() {
        return turn.hasQueuedThreads();
    }

    void take() {
        turn.lock();
    }

    /** Gives the turn to one of those who wait to commit, if there are any and this was not a turn within a turn. */
    void give() {
        boolean last = turn.getHoldCount() == 1;
        turn.unlock();
        if (last) {
            // After the unlock: whoever came too late to be seen here finds the turn free.
            Request next = waiting.peek();
            if (next != null) {
                LockSupport.unpark(next.thread);
            }
        }
    }

    /**
     * Lets threads in that come while the one with the turn, the caller, is at a barrier. One at a time runs {@code append}, for its own request and all that
     * wait; what fails is for {@code append} to handle.
     */
    void open(Runnable append) {
        letIn(append);
    }

    /** Nobody appends when this returns. */
    void close() {
        letIn(null);
    }

    private void letIn(@Nullable Runnable work) {
        appending.lock();
        try {
            append = work;
        } finally {
            appending.unlock();
        }
    }

    /** Appends what waits, if that is possible now; if another thread is at it or none may, what waits is for the one with the turn. */
    private void tryAppend() {
        if (append != null && appending.tryLock()) {
            try {
                Runnable open = append;
                if (open != null) {
                    open.run();
                }
            } finally {
                appending.unlock();
            }
        }
    }

    /** Returns when {@code request} is done, by this thread or another one's turn. */
    void bring(Request request, Work work) throws IOException {
        if (isMine()) {
            // It commits alone: those who wait come after it, or it would meet their changes.
            work.run(new ConcurrentLinkedQueue<>(List.of(request)));
            return;
        }
        waiting.add(request);
        boolean interrupted = false;
        boolean appended = false;
        Error broken = null;
        try {
            while (!request.done) {
                if (!isWanted() && turn.tryLock()) { // else a checkpoint of a growing log might never come to its turn
                    try {
                        while (!request.done) { // a batch may be full before it comes to this one
                            work.run(waiting);
                        }
                    } catch (IOException | RuntimeException e) {
                        if (!request.done) {
                            throw e;
                        } // else it is about later ones, which have been told
                    } finally {
                        waiting.remove(request);
                        give();
                    }
                } else if (!appended) {
                    appended = true; // if not by this thread, then by the one with the turn: it is looked for once
                    try {
                        tryAppend();
                    } catch (Error e) {
                        broken = e; // its request may be among those that are published next: its outcome is waited for
                    }
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted(); // a commit cannot be called back; the flag is for the caller
                }
            }
        } finally {
            request.heirs.forEach(Request::wake);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (broken != null) {
            throw broken;
        }
    }
}
