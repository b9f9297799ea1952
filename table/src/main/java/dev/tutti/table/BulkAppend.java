package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of any number: the caller's thread takes them from their source and writes those that the others have no time for, each thread into files of its own. At most three chunks of rows
 * for each thread are in memory, beside what the files being written hold.
 */
final class BulkAppend {
    static final int CHUNK = 4096;

    private final WriteTarget target;
    private final BlockingQueue<List<Object>> chunks;
    private final List<DataFile> files = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    private BulkAppend(WriteTarget target, int threads) {
        this.target = target;
        this.chunks = new ArrayBlockingQueue<>(threads);
    }

    /** Takes up to a chunk of rows. */
    static List<Object> chunk(Iterator<?> rows) {
        List<Object> chunk = new ArrayList<>();
        while (chunk.size() < CHUNK && rows.hasNext()) {
            chunk.add(rows.next());
        }
        return chunk;
    }

    /**
     * Writes the rows into files, which the caller commits; on an error none is left.
     *
     * @param first rows that were taken already
     */
    static List<DataFile> write(WriteTarget target, List<Object> first, Iterator<?> rest, int threads) {
        BulkAppend bulk = new BulkAppend(target, threads);
        List<Thread> workers = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            Thread worker = new Thread(bulk::work, "tutti-table-append-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        try {
            bulk.feed(first, rest);
        } catch (RuntimeException | Error e) {
            bulk.failure = e;
        }
        bulk.ended = true;
        workers.forEach(BulkAppend::join);
        Throwable failure = bulk.failure;
        if (failure == null) {
            return List.copyOf(bulk.files);
        }
        WriteTarget.discard(
                target.io(), bulk.files.stream().map(DataFile::location).toList());
        if (failure instanceof Error error) {
            throw error;
        }
        throw failure instanceof RuntimeException known
                ? known
                : new H5Exception("rows cannot be written: " + failure.getMessage(), failure);
    }

    /** Takes the rows, which are the caller's thread's to take; writes those itself for which no other thread has time, while they are near. */
    private void feed(List<Object> first, Iterator<?> rest) {
        try (PartitionedWriter writer = new PartitionedWriter(target)) {
            Record place = target.encoder().place();
            for (List<Object> chunk = first; !chunk.isEmpty() && failure == null; chunk = chunk(rest)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new H5Exception("interrupted while rows were written; nothing was committed");
                }
                if (!chunks.offer(chunk)) {
                    write(chunk, writer, place);
                }
            }
            for (List<Object> chunk = chunks.poll(); chunk != null && failure == null; chunk = chunks.poll()) {
                write(chunk, writer, place);
            }
            if (failure == null) {
                files.addAll(writer.complete());
            }
        }
    }

    private void write(List<Object> chunk, PartitionedWriter writer, Record place) {
        for (Object row : chunk) {
            writer.add(row instanceof Record record ? record : target.encoder().encode(row, place));
        }
    }

    private void work() {
        try (PartitionedWriter writer = new PartitionedWriter(target)) {
            Record place = target.encoder().place();
            while (failure == null) {
                boolean last = ended;
                List<Object> chunk = last ? chunks.poll() : chunks.poll(50, TimeUnit.MILLISECONDS);
                if (chunk != null) {
                    write(chunk, writer, place);
                } else if (last) {
                    files.addAll(writer.complete());
                    return;
                }
            }
        } catch (Throwable e) {
            failure = e;
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
