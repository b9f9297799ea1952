package dev.tutti.hdf5;

import dev.tutti.engine.live.FollowSession;
import dev.tutti.engine.live.Poller;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Follows a file that another process, Tutti's or the C library's, writes live. Takes no lock: the writer may end and start again
 * meanwhile. Thread-safe. A thread of its own looks for new versions; waiting calls here end when it finds what they wait for.
 */
public final class Follower implements AutoCloseable {
    private final Path path;
    private final FollowOptions options;
    private final FollowSession session;
    private final Object changed = new Object();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Poller poller;
    private long versions;
    private volatile boolean closed;

    Follower(Path path, FollowOptions options) {
        this.path = path;
        this.options = options;
        this.session = FollowSession.open(path, options.file().settings(), options.timeout());
        this.poller = new Poller(session, path, version -> announce());
    }

    private void announce() {
        synchronized (changed) {
            versions++;
            changed.notifyAll();
        }
        subscriptions.forEach(Subscription::look);
    }

    /** The file that is followed. */
    public Path path() {
        return path;
    }

    /** The file at the newest version that was found; what it says does not move on. Closing it does nothing. */
    public H5File view() {
        checkOpen();
        return new H5File(session.current().file(), path);
    }

    /** The newest version that was found. For a file written by the C library, which numbers nothing, it counts looks. */
    public long version() {
        return session.current().version();
    }

    /** One more each time that another file stands under the name: a writer was started again with a new file, and what was known of the old one counts no more. */
    public long generation() {
        return session.current().generation();
    }

    /** A view together with the number of the file that it is of. */
    record Sight(H5File view, long version, long generation) {}

    /** The newest version that was found; its parts belong together. */
    Sight sight() {
        checkOpen();
        FollowSession.Version now = session.current();
        return new Sight(new H5File(now.file(), path), now.version(), now.generation());
    }

    /** When the newest version was published, in nanoseconds since 1970; 0 if the writer does not say. */
    public long publishedNanos() {
        return session.current().published();
    }

    /** Looks for a newer version now; true if there may be one. */
    public boolean refresh() {
        checkOpen();
        boolean news = session.poll();
        if (news) {
            announce();
        }
        return news;
    }

    /** Waits until a newer version is found; false if the time is over first. */
    public boolean awaitChange(Duration timeout) {
        synchronized (changed) {
            long before = versions;
            return await(() -> versions != before, timeout);
        }
    }

    /** Something that is asked again whenever a version was found. */
    interface Condition {
        boolean holds();
    }

    boolean await(Condition condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (changed) {
            while (!condition.holds()) {
                checkOpen();
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    changed.wait(Math.min(1000, left / 1_000_000 + 1));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The dataset at a path; waits until it is there.
     *
     * @throws H5TimeoutException if it is not there in time
     */
    public FollowedDataset dataset(String name) {
        if (!await(() -> view().contains(name), options.timeout())) {
            throw new H5TimeoutException(path + ": no dataset '" + name + "' after "
                    + options.timeout().toMillis() / 1000.0 + " s");
        }
        return new FollowedDataset(this, name);
    }

    /**
     * Calls {@code listener} once for each object, now and whenever objects are added, with the path's parents first. Calls come one after
     * the other from a thread of their own.
     *
     * @return closes the subscription
     */
    public AutoCloseable onObject(Consumer<Node> listener) {
        Set<String> known = new HashSet<>();
        return subscribe(() -> {
            List<Node> news;
            try (var nodes = view().walk()) {
                news = nodes.filter(node -> !known.contains(node.path())).toList();
            }
            for (Node node : news) {
                known.add(node.path());
                listener.accept(node);
            }
        });
    }

    /**
     * Calls {@code listener} with the file at the newest version, now and whenever a version was found. Calls come one after the other from a thread of their
     * own; versions that come while the listener is busy are seen as one.
     *
     * @return closes the subscription
     */
    public AutoCloseable onVersion(Consumer<H5File> listener) {
        return subscribe(() -> listener.accept(view()));
    }

    Subscription subscribe(Runnable work) {
        checkOpen();
        Subscription subscription = new Subscription(this, work, "tutti-listener-" + path.getFileName());
        subscriptions.add(subscription);
        subscription.look();
        return subscription;
    }

    void unsubscribe(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Whether a live writer has the file, and who it is. */
    public LiveStatus status() {
        return H5.status(path);
    }

    private void checkOpen() {
        if (closed) {
            throw new H5ClosedException(path + ": the follower was closed");
        }
        H5Exception failure = poller.failure();
        if (failure != null) {
            throw failure;
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends following; listeners are called no more. Closing twice does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        subscriptions.forEach(Subscription::close);
        poller.close();
        session.close();
        synchronized (changed) {
            changed.notifyAll();
        }
    }
}
