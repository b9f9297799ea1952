package dev.tutti.table;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread, there while there is something to do, for what tables do for themselves. Thread-safe. */
final class Background implements AutoCloseable {
    private final ThreadPoolExecutor executor;

    Background() {
        executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "tutti-table-maintenance");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs something soon; after the closing, not at all. */
    void soon(Runnable task) {
        if (!executor.isShutdown()) {
            try {
                executor.execute(task);
            } catch (java.util.concurrent.RejectedExecutionException e) {
                return; // Closed at this moment.
            }
        }
    }

    /** Lets what was begun or waits end, for a while. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        try {
            if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
                System.getLogger(Background.class.getPackageName())
                        .log(System.Logger.Level.WARNING, "maintenance of tables still runs after 30 s");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
