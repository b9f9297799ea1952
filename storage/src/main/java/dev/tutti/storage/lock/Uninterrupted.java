package dev.tutti.storage.lock;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls on channels that an interrupt must not close: they run in a thread of their own that nobody interrupts. The calls are
 * short and wait for nothing; they take no monitor, because whoever hands them in may hold it.
 */
public final class Uninterrupted {
    private static final int IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor THREAD =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "tutti-lock");
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                return thread;
            });

    static {
        THREAD.allowCoreThreadTimeOut(true);
    }

    private Uninterrupted() {}

    /** The result of {@code call}. An interrupt of the calling thread shortens nothing and is still there afterwards. */
    public static <T> T call(Callable<T> call) throws IOException {
        FutureTask<T> task = new FutureTask<>(call);
        THREAD.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
