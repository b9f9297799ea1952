package dev.tutti.hdf5;

import dev.tutti.errors.H5ClosedException;
import java.util.concurrent.Semaphore;

/**
 * A listener with a thread of its own. However many versions come while the listener is busy, it is called again when it is done: what it
 * missed it gets as one.
 */
final class Subscription implements AutoCloseable {
    private final Follower follower;
    private final Runnable work;
    private final Semaphore signals = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    Subscription(Follower follower, Runnable work, String name) {
        this.follower = follower;
        this.work = work;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** There may be news. */
    void look() {
        if (signals.availablePermits() == 0) {
            signals.release();
        }
    }

    private void run() {
        try {
            while (!closed) {
                signals.acquire();
                signals.drainPermits();
                if (!closed) {
                    work.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (H5ClosedException e) {
            if (!follower.isClosed()) {
                throw e;
            }
        } finally {
            follower.unsubscribe(this);
        }
    }

    @Override
    public void close() {
        closed = true;
        signals.release();
    }
}
