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
 * woken when theirs is done, or one of them when the turn is free. It waits for nobody: those who come while it is at a barrier are the next batch. Thread-safe.
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

        void succeeded() {
            finish();
        }

        void failed(IOException reason) {
            failure = reason;
            finish();
        }

        private void finish() {
            done = true;
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

    boolean isMine() {
        return turn.isHeldByCurrentThread();
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

    /** Returns when {@code request} is done, by this thread or another one's turn. */
    void bring(Request request, Work work) throws IOException {
        if (isMine()) {
            // It commits alone: those who wait come after it, or it would meet their changes.
            work.run(new ConcurrentLinkedQueue<>(List.of(request)));
            return;
        }
        waiting.add(request);
        boolean interrupted = false;
        try {
            while (!request.done) {
                if (turn.tryLock()) {
                    try {
                        while (!request.done) { // a batch may be full before it comes to this one
                            work.run(waiting);
                        }
                    } finally {
                        waiting.remove(request);
                        give();
                    }
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted(); // a commit cannot be called back; the flag is for the caller
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
