package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of any number on several threads, each into files of its own. Rows that are divisible are taken by the threads that write them. Of others, the caller's thread takes chunks, and writes
 * those for which no other thread has time; at most three chunks for each thread are in memory then, beside what the files being written hold.
 */
final class BulkAppend {
    /** More than one, so that no thread waits long for the last. */
    private static final int PARTS_OF_THREAD = 8;

    private final WriteTarget target;
    private final BulkRows rows;
    private final int threads;
    private final BlockingQueue<Spliterator<?>> parts;
    private final List<DataFile> files = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    private BulkAppend(WriteTarget target, BulkRows rows, int threads) {
        this.target = target;
        this.rows = rows;
        this.threads = threads;
        this.parts = rows.divisible()
                ? new LinkedBlockingQueue<>(rows.parts(threads * PARTS_OF_THREAD))
                : new ArrayBlockingQueue<>(threads);
    }

    /** Writes the rows into files, which the caller commits; on an error none is left. */
    static List<DataFile> write(WriteTarget target, BulkRows rows, int threads) {
        return new BulkAppend(target, rows, threads).write();
    }

    private List<DataFile> write() {
        List<Thread> workers = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            Thread worker = new Thread(() -> intoFiles(this::follow), "tutti-table-append-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        intoFiles(this::lead);
        ended = true;
        workers.forEach(BulkAppend::join);
        Throwable failed = failure;
        if (failed == null) {
            return List.copyOf(files);
        }
        WriteTarget.discard(target.io(), files.stream().map(DataFile::location).toList());
        if (failed instanceof Error error) {
            throw error;
        }
        throw failed instanceof RuntimeException known
                ? known
                : new H5Exception("rows cannot be written: " + failed.getMessage(), failed);
    }

    /** What the caller's thread does. */
    private void lead(RowSink sink) {
        for (List<Object> chunk = rows.first(); !chunk.isEmpty() && failure == null; chunk = rows.next()) {
            Spliterator<?> part = chunk.spliterator();
            if (!parts.offer(part)) {
                // Here, while they are near.
                part.forEachRemaining(sink);
            }
        }
        ended = true;
        while (parts.size() < threads && parts.offer(Spliterators.emptySpliterator())) {
            // Whoever waits for the next chunk learns that none comes.
        }
        for (Spliterator<?> part = parts.poll(); part != null; part = parts.poll()) {
            part.forEachRemaining(sink);
        }
    }

    /** What the other threads do. */
    private void follow(RowSink sink) throws InterruptedException {
        boolean last = rows.divisible();
        while (failure == null) {
            Spliterator<?> part = last ? parts.poll() : parts.poll(50, TimeUnit.MILLISECONDS);
            if (part != null) {
                part.forEachRemaining(sink);
            } else if (last) {
                return;
            }
            last |= ended;
        }
    }

    /** What a thread does with its sink. */
    @FunctionalInterface
    private interface Work {
        void with(RowSink sink) throws InterruptedException;
    }

    private void intoFiles(Work work) {
        try (RowSink sink = new RowSink()) {
            work.with(sink);
            sink.complete();
        } catch (Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /** The files of one thread, into which rows go. */
    private final class RowSink implements Consumer<Object>, AutoCloseable {
        private final PartitionedWriter writer = new PartitionedWriter(target);
        private final RowEncoder encoder = target.encoder();
        private final Record place = encoder.place();

        @Override
        public void accept(Object row) {
            if (failure != null) {
                throw new CancellationException("another thread has failed");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new H5Exception("interrupted while rows were written; nothing was committed");
            }
            writer.add(encoder.encode(row, place));
        }

        void complete() {
            if (failure == null) {
                files.addAll(writer.complete());
            }
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    /** Waits for a worker, which ends by itself, whatever the caller's thread is told meanwhile. */
    private static void join(Thread worker) {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
