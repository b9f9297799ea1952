package dev.tutti.engine.shared;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does from time to time what has to be done, in a thread of its own. */
final class Ticker {
    private final ScheduledExecutorService executor;

    private Ticker(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** Begins, unless the period is none. */
    static @Nullable Ticker start(Duration period, Runnable work) {
        long nanos = period.toNanos();
        if (nanos == 0) {
            return null;
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tutti-session");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(work, nanos, nanos, TimeUnit.NANOSECONDS);
        return new Ticker(executor);
    }

    /** Ends. A tick that is under way holds locks without which the last process cannot make the file plain, so it is waited for. */
    void end(Duration patience) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the file is closed all the same
        }
    }
}
