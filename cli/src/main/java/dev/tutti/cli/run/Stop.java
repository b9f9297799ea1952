package dev.tutti.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A clean end when the user presses Ctrl-C (or the process is asked to terminate): the action runs once, whoever comes first, and the virtual machine
 * waits for it before it leaves with 130.
 */
public final class Stop implements AutoCloseable {
    private final Runnable action;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "tutti-stop");
    private volatile boolean requested;

    /** Arranges for {@code action} to run when this is closed or the process is stopped. */
    public Stop(Runnable action) {
        this.action = action;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the user wants an end. */
    public boolean isRequested() {
        return requested;
    }

    private void onShutdown() {
        requested = true;
        runOnce();
    }

    private void runOnce() {
        if (begun.compareAndSet(false, true)) {
            try {
                action.run();
            } finally {
                ended.countDown();
            }
            return;
        }
        try {
            boolean done = ended.await(10, TimeUnit.SECONDS);
            if (!done) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        runOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            requested = true; // the machine is already on its way out
        }
    }
}
