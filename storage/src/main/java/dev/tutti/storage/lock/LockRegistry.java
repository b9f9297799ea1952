package dev.tutti.storage.lock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The one place in this JVM that knows which files carry byte-range locks: a map in the system properties, made of JDK types only, so that
 * two class loaders with this library share it. The system grants such a lock to the process as a whole; here its holders inside the process
 * are told apart. Every access holds the map's monitor.
 */
final class LockRegistry {
    private static final String KEY = "dev.tutti.storage.locks";
    private static final String LOCKS = "locks";
    private static final String CHANNEL = "channel";
    private static final String SHARED = "shared";
    private static final String USERS = "users";
    private static final String PARKED = "parked";

    private LockRegistry() {}

    /** The map, and the monitor for all that is below it. */
    static Map<Object, Map<String, Object>> files() {
        Properties properties = System.getProperties();
        synchronized (properties) {
            Object map = properties.computeIfAbsent(KEY, key -> new HashMap<Object, Map<String, Object>>());
            @SuppressWarnings("unchecked") // Nobody else writes under this key.
            Map<Object, Map<String, Object>> files = (Map<Object, Map<String, Object>>) map;
            return files;
        }
    }

    /** What this JVM holds of one file. */
    static final class Entry {
        private final Object identity;
        private final Map<String, Object> fields;

        private Entry(Object identity, Map<String, Object> fields) {
            this.identity = identity;
            this.fields = fields;
        }

        static Entry of(Object identity) {
            return new Entry(identity, files().computeIfAbsent(identity, key -> new HashMap<>()));
        }

        static @Nullable Entry ifLocked(Object identity) {
            Map<String, Object> fields = files().get(identity);
            Entry entry = fields == null ? null : new Entry(identity, fields);
            return entry == null || entry.locks().isEmpty() ? null : entry;
        }

        @SuppressWarnings("unchecked") // Nobody else writes under this key.
        private Map<Long, FileLock> locks() {
            return (Map<Long, FileLock>) fields.computeIfAbsent(LOCKS, key -> new HashMap<Long, FileLock>());
        }

        @SuppressWarnings("unchecked") // Nobody else writes under this key.
        private Map<Long, Integer> shares() {
            return (Map<Long, Integer>) fields.computeIfAbsent(SHARED, key -> new HashMap<Long, Integer>());
        }

        boolean isLocked(long position) {
            return locks().containsKey(position);
        }

        /** Whether Java knows of nothing that has released the lock. */
        boolean isValid(long position) {
            FileLock lock = locks().get(position);
            return lock != null && lock.isValid();
        }

        /** How many holders share the lock; 0 if it is free or exclusive. */
        int shared(long position) {
            return shares().getOrDefault(position, 0);
        }

        void setShared(long position, int count) {
            shares().put(position, count);
        }

        /** Keeps the channel open, locked or not, until as many calls of {@link #leave}. */
        void keep() {
            fields.put(USERS, users() + 1);
        }

        void leave() {
            fields.put(USERS, users() - 1);
        }

        private int users() {
            return fields.get(USERS) instanceof Integer count ? count : 0;
        }

        FileChannel channel(Path path) throws IOException {
            if (fields.get(CHANNEL) instanceof FileChannel open && open.isOpen()) {
                return open;
            }
            FileChannel opened = ByteRangeLock.openChannel(path);
            fields.put(CHANNEL, opened);
            return opened;
        }

        void setLock(long position, FileLock lock) {
            locks().put(position, lock);
        }

        /** Gives the system's lock back. */
        void release(long position) throws IOException {
            shares().remove(position);
            FileLock lock = locks().remove(position);
            if (lock != null && lock.channel().isOpen()) {
                lock.release();
            }
        }

        void park(Closeable handle) {
            @SuppressWarnings("unchecked") // Nobody else writes under this key.
            List<Closeable> parked =
                    (List<Closeable>) fields.computeIfAbsent(PARKED, key -> new ArrayList<Closeable>());
            parked.add(handle);
        }

        /** Closes what was kept open for the sake of locks if none is left; forgets the file if nobody wants the channel kept. */
        void closeIfFree() throws IOException {
            if (!locks().isEmpty()) {
                return;
            }
            if (users() <= 0) {
                files().remove(identity);
                if (fields.remove(CHANNEL) instanceof FileChannel channel) {
                    channel.close();
                }
            }
            if (fields.remove(PARKED) instanceof List<?> parked) {
                for (Object handle : parked) {
                    ((Closeable) handle).close();
                }
            }
        }
    }
}
