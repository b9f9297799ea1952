package dev.tutti.examples;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.Listing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that each write datasets of their own into one file. Nobody takes a lock; the first call makes the file.
 *
 * <p>Arguments: FILE, and how many tasks there are (8 by default).
 */
public final class WriteFromThreads {
    private WriteFromThreads() {}

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        Path file = Path.of(args[0]);
        int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        write(file, tasks);
        System.out.println(H5.tree(file, "/thread_data"));
        System.out.println(H5.list(file, "/", Listing.RECURSIVE).size() - 1 + " datasets");
    }

    /** Task i writes {@code thread_data/i}. */
    static void write(Path file, int tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int number = i;
                work.add(() -> {
                    H5.write(file, "thread_data/" + number, new double[] {number});
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get(); // throws what the task threw
            }
        } finally {
            threads.shutdown();
        }
    }
}
