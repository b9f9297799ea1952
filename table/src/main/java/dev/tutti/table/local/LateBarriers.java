package dev.tutti.table.local;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Files that were written and are to be on disk before somebody names them. All are brought there at the same time: a file system with a journal writes that once
 * for all that ask together, and once for each that asks alone. Thread-safe; one barrier is under way at a time, and one that begins meanwhile waits for it, so
 * that a file taken over by another's barrier is on disk, or known not to be, when its own returns.
 */
final class LateBarriers implements AutoCloseable {
    /** Files that stay open until their barrier; more are brought to disk one by one. */
    private static final int MOST = 64;

    private static final int THREADS = 8;

    /** A file to bring to disk, and why that has failed. */
    private static final class Waiting {
        final Path folder;
        final FileOutputStream out;
        volatile @Nullable IOException failure;

        Waiting(Path folder, FileOutputStream out) {
            this.folder = folder;
            this.out = out;
        }
    }

    /** Guarded by itself. */
    private final Map<Path, Waiting> files = new LinkedHashMap<>();

    private final ThreadPoolExecutor threads;

    LateBarriers() {
        threads = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "tutti-table-barrier");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Takes over an open file, whose bytes were all written; false if it has to be brought to disk at once. */
    boolean add(Path path, Path folder, FileOutputStream out) {
        synchronized (files) {
            return files.size() < MOST && files.putIfAbsent(path, new Waiting(folder, out)) == null;
        }
    }

    /** A file that will be deleted need not be on disk. */
    void forget(Path path) {
        Waiting gone;
        synchronized (files) {
            gone = files.remove(path);
        }
        if (gone != null) {
            closeQuietly(gone);
        }
    }

    /** Returns when all files that were added before are on disk, and their names. */
    synchronized void barrier() throws IOException {
        Map<Path, Waiting> all;
        synchronized (files) {
            all = new LinkedHashMap<>(files);
        }
        if (all.isEmpty()) {
            return;
        }
        Map<Path, Future<?>> folders = new HashMap<>();
        List<Future<?>> tasks = new ArrayList<>();
        for (Waiting file : all.values()) {
            tasks.add(threads.submit(() -> sync(file)));
            folders.computeIfAbsent(
                    file.folder,
                    folder -> threads.submit((Callable<Void>) () -> {
                        LocalOutputFile.secure(folder);
                        return null;
                    }));
        }
        tasks.forEach(LateBarriers::await);
        IOException failure = null;
        for (Map.Entry<Path, Waiting> entry : all.entrySet()) {
            Waiting file = entry.getValue();
            IOException ofFolder = await(folders.get(file.folder));
            file.failure = worse(file.failure, ofFolder);
            if (file.failure == null) {
                forget(entry.getKey());
            } else if (isWaiting(entry.getKey())) {
                failure = worse(failure, file.failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether the file is still wanted: one that was deleted meanwhile is nobody's concern. */
    private boolean isWaiting(Path path) {
        synchronized (files) {
            return files.containsKey(path);
        }
    }

    private static @Nullable IOException worse(@Nullable IOException before, @Nullable IOException now) {
        return before != null ? before : now;
    }

    private static void sync(Waiting file) {
        if (file.failure != null) {
            return; // To try again would succeed, and say nothing: the system has forgotten the bytes.
        }
        try {
            if (file.out.getFD().valid()) {
                file.out.getFD().sync();
            }
        } catch (IOException e) {
            file.failure = e;
        }
    }

    /** Waits, whatever the thread is told meanwhile: the files are on their way. */
    private static @Nullable IOException await(@Nullable Future<?> task) {
        if (task == null) {
            return null;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void closeQuietly(Waiting file) {
        try {
            file.out.close();
        } catch (IOException e) {
            // Its bytes were written, and are on disk or not wanted.
            System.getLogger(LateBarriers.class.getPackageName())
                    .log(System.Logger.Level.DEBUG, "a file of a table cannot be closed", e);
        }
    }

    @Override
    public void close() {
        List<Waiting> rest;
        synchronized (files) {
            rest = new ArrayList<>(files.values());
            files.clear();
        }
        rest.forEach(LateBarriers::closeQuietly);
        threads.shutdown();
    }
}
