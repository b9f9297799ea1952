package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The rows of many files, read by several threads, handed out by one iterator. What was read and not taken yet is bounded: two batches for each thread and
 * the one it is filling. An iterator that is given up without being closed ends its threads when it is collected.
 */
final class ParallelRows<T> implements Iterator<List<T>>, AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int BATCH = 1024;

    private final Shared<T> shared;
    private final Cleaner.Cleanable cleanable;
    private @Nullable List<T> next;

    private ParallelRows(Shared<T> shared, int threads) {
        this.shared = shared;
        this.cleanable = CLEANER.register(this, shared::cancel);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(shared::work, "tutti-table-scan-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What the threads know; it must not know the iterator. */
    private static final class Shared<T> {
        final ScanReader reader;
        final List<FileScanTask> tasks;
        final Function<Record, T> mapping;
        final AtomicInteger nextTask = new AtomicInteger();
        final AtomicInteger running;
        final BlockingQueue<List<T>> batches;
        volatile boolean cancelled;
        volatile @Nullable Throwable failure;

        Shared(ScanReader reader, List<FileScanTask> tasks, Function<Record, T> mapping, int threads) {
            this.reader = reader;
            this.tasks = tasks;
            this.mapping = mapping;
            this.running = new AtomicInteger(threads);
            this.batches = new ArrayBlockingQueue<>(2 * threads);
        }

        void cancel() {
            cancelled = true;
            batches.clear();
        }

        void work() {
            try {
                int task = nextTask.getAndIncrement();
                List<T> batch = new ArrayList<>();
                while (task < tasks.size() && !cancelled) {
                    batch = read(tasks.get(task), batch);
                    task = nextTask.getAndIncrement();
                }
                put(batch);
            } catch (Throwable e) {
                failure = e;
                cancelled = true;
            } finally {
                if (running.decrementAndGet() == 0) {
                    // Whoever waits need not wait on for what does not come; if there is no room, nobody waits.
                    batches.offer(List.of());
                }
            }
        }

        private List<T> read(FileScanTask task, List<T> begun) throws IOException, InterruptedException {
            List<T> batch = begun;
            try (CloseableIterable<Record> rows = reader.open(task)) {
                for (Record row : rows) {
                    batch.add(mapping.apply(row));
                    if (batch.size() == BATCH) {
                        put(batch);
                        batch = new ArrayList<>(BATCH);
                        if (cancelled) {
                            break;
                        }
                    }
                }
            }
            return batch;
        }

        private void put(List<T> batch) throws InterruptedException {
            boolean taken = batch.isEmpty();
            while (!taken && !cancelled) {
                taken = batches.offer(batch, 100, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** A stream of rows, which the caller closes or reads to the end. One thread reads in the order of the tasks, in the caller's thread. */
    static <T> Stream<T> stream(ScanReader reader, List<FileScanTask> tasks, Function<Record, T> mapping, int threads) {
        int useful = Math.min(threads, tasks.size());
        if (useful <= 1) {
            return tasks.stream().flatMap(task -> inOrder(reader, task, mapping));
        }
        ParallelRows<T> rows = new ParallelRows<>(new Shared<>(reader, tasks, mapping, useful), useful);
        Spliterator<List<T>> batches =
                Spliterators.spliteratorUnknownSize(rows, Spliterator.NONNULL | Spliterator.IMMUTABLE);
        return StreamSupport.stream(batches, false).onClose(rows::close).flatMap(List::stream);
    }

    private static <T> Stream<T> inOrder(ScanReader reader, FileScanTask task, Function<Record, T> mapping) {
        CloseableIterable<Record> rows = reader.open(task);
        return StreamSupport.stream(rows.spliterator(), false).map(mapping).onClose(() -> {
            try {
                rows.close();
            } catch (IOException e) {
                throw new H5Exception(task.file().location() + ": cannot be closed", e);
            }
        });
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            // Asked before the queue: what the last thread has put is in it when there is none left.
            boolean ended = shared.running.get() == 0;
            next = poll(ended);
            Throwable failure = shared.failure;
            if (failure != null) {
                close();
                throw rethrown(failure);
            }
            if (next == null && (ended || shared.cancelled)) {
                close();
                return false;
            }
        }
        return true;
    }

    private @Nullable List<T> poll(boolean ended) {
        try {
            return ended ? shared.batches.poll() : shared.batches.poll(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new H5Exception("interrupted while rows of a table were read", e);
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known
                ? known
                : new H5Exception("rows of a table cannot be read: " + failure.getMessage(), failure);
    }

    @Override
    public List<T> next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        List<T> batch = next;
        next = null;
        return batch;
    }

    @Override
    public void close() {
        cleanable.clean();
    }
}
