package dev.tutti.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a file is touched: made, written, resized, replaced or removed, by any process of this host. The file need not exist
 * yet; its directory must. Where the system gives no notices, because its limit of watches is reached or the directory went away, length
 * and time of change are looked at every few milliseconds instead. A touch is a hint to look again, no more: it may come late over
 * network file systems and does not come for writes through a memory mapping. One thread waits at a time.
 */
public final class FileWatch implements Closeable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final Path file;
    private final Path name;
    private final @Nullable WatchService service;
    private volatile boolean noticed;
    private volatile boolean closed;
    private Trace seen;

    /** What can be told of a file from outside. */
    private record Trace(long size, long modified, @Nullable Object key) {
        private static final Trace NONE = new Trace(-1, -1, null);

        static Trace of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return new Trace(now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS), now.fileKey());
            } catch (IOException e) {
                return NONE;
            }
        }
    }

    private FileWatch(Path file, Path name, @Nullable WatchService service) {
        this.file = file;
        this.name = name;
        this.service = service;
        this.noticed = service != null;
        this.seen = Trace.of(file);
    }

    /** Watches {@code path} from now on: a touch after this call is noticed by the first {@link #await} after it. */
    public static FileWatch of(Path path) {
        Path absolute = path.toAbsolutePath();
        try {
            absolute = absolute.toRealPath();
        } catch (IOException e) {
            // Not there yet: it is watched under the name it was given.
        }
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null) {
            throw new IllegalArgumentException(path + " names no file");
        }
        return new FileWatch(absolute, name, serviceFor(directory));
    }

    /** Watches by looking only, as where the system gives no notices. */
    static FileWatch byLooking(Path path) {
        Path absolute = path.toAbsolutePath();
        return new FileWatch(absolute, absolute, null);
    }

    private static @Nullable WatchService serviceFor(Path directory) {
        WatchService service = null;
        try {
            service = directory.getFileSystem().newWatchService();
            directory.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return service;
        } catch (IOException | UnsupportedOperationException e) {
            closeQuietly(service);
            return null;
        }
    }

    private static void closeQuietly(@Nullable WatchService service) {
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    /** Whether the system gives notices; if not, {@link #await} looks by itself. */
    public boolean noticed() {
        return noticed;
    }

    /**
     * Waits until the file is touched, but no longer than {@code timeout}. True if it was touched since the last call that
     * returned true (or since this watch began), perhaps before this call; false if the time is over or this watch was closed.
     */
    public boolean await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!closed) {
            long left = Math.max(0, deadline - System.nanoTime());
            boolean touched = (noticed && service != null) ? awaitNotice(service, left) : awaitTrace(left);
            if (touched) {
                return true;
            }
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
        }
        return false;
    }

    private boolean awaitNotice(WatchService service, long nanos) throws InterruptedException {
        try {
            WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
            if (key == null) {
                return false;
            }
            boolean touched = false;
            for (WatchEvent<?> event : key.pollEvents()) {
                touched |= event.kind() == StandardWatchEventKinds.OVERFLOW || name.equals(event.context());
            }
            if (!key.reset()) {
                noticed = false; // The directory went away.
                touched = true;
            }
            return touched;
        } catch (ClosedWatchServiceException e) {
            closed = true;
            return false;
        }
    }

    private boolean awaitTrace(long nanos) throws InterruptedException {
        Trace now = Trace.of(file);
        if (now.equals(seen)) {
            TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LOOK_EVERY.toNanos()));
            now = Trace.of(file);
        }
        boolean touched = !now.equals(seen);
        seen = now;
        return touched;
    }

    /** Ends the watch; a thread that waits returns false. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(service);
    }
}
