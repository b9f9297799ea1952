package dev.tutti.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a long command has come, with rate and remaining time, on standard error while somebody sits there; silent otherwise. A thread of its own looks at the work a few
 * times a second, so that the work knows nothing of it. Closing ends the line.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 100;
    private static final long LOOK_MILLIS = 200;
    private static final long MEGABYTE = 1_000_000;

    private final @Nullable ScheduledExecutorService looking;
    private final @Nullable ScheduledFuture<?> looks;
    private final LongSupplier done;
    private final @Nullable Supplier<ProgressBar> made;
    private @Nullable ProgressBar bar; // of the thread that looks; of the closing one when that has ended

    private Progress(@Nullable Supplier<ProgressBar> made, long patienceMillis, LongSupplier done) {
        this.made = made;
        this.done = done;
        if (made == null) {
            this.looking = null;
            this.looks = null;
            return;
        }
        this.looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tutti-progress");
            thread.setDaemon(true);
            return thread;
        });
        if (patienceMillis == 0) {
            bar = made.get();
        }
        this.looks = looking.scheduleAtFixedRate(
                this::look, Math.max(LOOK_MILLIS, patienceMillis), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (bar == null && made != null) {
            bar = made.get();
        }
        if (bar != null) {
            bar.stepTo(done.getAsLong());
        }
    }

    /** Shows nothing. */
    static Progress none() {
        return new Progress(null, 0, () -> 0);
    }

    /**
     * Shows bytes.
     *
     * @param patienceMillis how long the work may take before anything is shown
     * @param total how many there will be; negative if nobody knows
     * @param done how many there are; asked by another thread
     */
    static Progress bytes(Console console, long patienceMillis, String task, long total, LongSupplier done) {
        return new Progress(
                () -> builder(console, task, total).setUnit(" MB", MEGABYTE).build(), patienceMillis, done);
    }

    /**
     * Shows things.
     *
     * @param patienceMillis how long the work may take before anything is shown
     * @param unit what they are called
     * @param total how many there will be; negative if nobody knows
     * @param done how many there are; asked by another thread
     */
    static Progress count(
            Console console, long patienceMillis, String task, String unit, long total, LongSupplier done) {
        return new Progress(
                () -> builder(console, task, total).setUnit(" " + unit, 1).build(), patienceMillis, done);
    }

    private static ProgressBarBuilder builder(Console console, String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total < 0 ? -1 : Math.max(1, total))
                .setStyle(console.isColoured() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) LOOK_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                .showSpeed(new DecimalFormat("#.#", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    }

    /** The length of a file; 0 as long as there is none. */
    public static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it is not there yet, or no more
        }
    }

    @Override
    public void close() {
        if (looking == null || looks == null) {
            return;
        }
        looks.cancel(false);
        looking.shutdownNow();
        try {
            looking.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (bar != null) {
            bar.stepTo(Math.max(bar.getCurrent(), done.getAsLong()));
            bar.close();
        }
    }
}
