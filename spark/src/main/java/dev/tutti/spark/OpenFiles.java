package dev.tutti.spark;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.H5File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files that are open in this process, one version of each for one query: all tasks of the query read that one, at the same time, too. A file that all partitions were
 * read of is closed at once, and one that no task has used for a while. Thread-safe.
 */
final class OpenFiles {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Map<Key, Entry> OPEN = new HashMap<>();
    private static final ScheduledThreadPoolExecutor CLOSER = closer();

    private record Key(String query, String path) {}

    /** Guarded by itself; the numbers by the map. */
    private static final class Entry {
        int users;
        long lastUsed;
        long expected = Long.MAX_VALUE;
        FileVersion.@Nullable Opened opened;
    }

    /** One use of a file. */
    static final class Lease implements AutoCloseable {
        private final Key key;
        private final Entry entry;
        private final FileVersion.Opened opened;
        private boolean closed;

        private Lease(Key key, Entry entry, FileVersion.Opened opened) {
            this.key = key;
            this.entry = entry;
            this.opened = opened;
        }

        H5File file() {
            return opened.file();
        }

        FileVersion version() {
            return opened.version();
        }

        /** In the process that planned the query: how many partitions will be read. */
        void expect(long partitions) {
            synchronized (OPEN) {
                entry.expected = partitions;
            }
        }

        /** One partition has been read. */
        void read() {
            synchronized (OPEN) {
                entry.expected--;
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(key, entry);
            }
        }
    }

    private OpenFiles() {}

    private static ScheduledThreadPoolExecutor closer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tutti-spark-closer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** The version of a file that a query has in this process; the newest one if it has none yet. */
    static Lease lease(String query, String path) {
        Key key = new Key(query, path);
        Entry entry;
        synchronized (OPEN) {
            entry = OPEN.computeIfAbsent(key, k -> new Entry());
            entry.users++;
        }
        try {
            synchronized (entry) {
                if (entry.opened == null) {
                    entry.opened = FileVersion.open(Path.of(path));
                }
                return new Lease(key, entry, entry.opened);
            }
        } catch (RuntimeException e) {
            release(key, entry);
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it, and it throws nothing
    private static void release(Key key, Entry entry) {
        boolean over;
        synchronized (OPEN) {
            entry.users--;
            entry.lastUsed = System.nanoTime();
            over = entry.users == 0 && entry.expected <= 0 && OPEN.remove(key, entry);
            if (entry.users == 0 && !over) {
                CLOSER.schedule(() -> closeIfIdle(key, entry), IDLE_NANOS, TimeUnit.NANOSECONDS);
            }
        }
        if (over) {
            shut(entry);
        }
    }

    private static void closeIfIdle(Key key, Entry entry) {
        synchronized (OPEN) {
            if (entry.users > 0 || System.nanoTime() - entry.lastUsed < IDLE_NANOS || !OPEN.remove(key, entry)) {
                return;
            }
        }
        shut(entry);
    }

    private static void shut(Entry entry) {
        synchronized (entry) {
            if (entry.opened != null) {
                try {
                    entry.opened.file().close();
                } catch (H5Exception e) {
                    // It was only read: there is nothing to lose.
                }
                entry.opened = null;
            }
        }
    }
}
