package dev.tutti.engine.live;

import dev.tutti.errors.H5Exception;
import dev.tutti.storage.FileWatch;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks for new versions of a followed file. It sleeps until the operating system tells of a write, and looks anyway every
 * millisecond while versions come fast, sixteen times for each version while they come slowly, more seldom when none do. Whichever sees a change first wins; none is lost, because a poll compares
 * version numbers, not events.
 */
public final class Poller implements Closeable {
    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration SELDOM = Duration.ofMillis(20);
    private static final long OFTEN_UNTIL_NANOS = 2_000_000_000L;
    private static final int LOOKS_BETWEEN = 16;
    private static final int MOST_IN_VAIN = 4;
    private static final int RESTS_BETWEEN = 64;
    private static final long SHORTEST_REST_NANOS = 200_000;
    private static final long LONGEST_REST_NANOS = 2_000_000;

    private final FollowSession session;
    private final Path path;
    private final Consumer<FollowSession.Version> onVersion;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable H5Exception failure;

    /** Starts to look. {@code onVersion} is called by the thread for each version found; it must be short. */
    public Poller(FollowSession session, Path path, Consumer<FollowSession.Version> onVersion) {
        this.session = session;
        this.path = path;
        this.onVersion = onVersion;
        this.thread = new Thread(this::run, "tutti-follow-" + path.getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (FileWatch watch = FileWatch.of(path)) {
            long lastChange = System.nanoTime();
            long between = 0;
            int inVain = 0;
            long lastVersion = -1;
            while (!closed) {
                boolean news = session.poll();
                FollowSession.Version version = session.current();
                inVain = news ? 0 : inVain + 1;
                if (news) {
                    // Without a record each poll is news; only the version of a record says that something happened.
                    if (version.recorded() && version.version() != lastVersion) {
                        long now = System.nanoTime();
                        between = now - lastChange;
                        lastChange = now;
                    }
                    lastVersion = version.version();
                    onVersion.accept(version);
                }
                boolean touched = pause(watch, between, System.nanoTime() - lastChange, version.recorded());
                inVain = touched ? inVain : 0;
                long rest = Math.min(LONGEST_REST_NANOS, between / RESTS_BETWEEN);
                if (inVain >= MOST_IN_VAIN && rest >= SHORTEST_REST_NANOS) {
                    // A large publish is many writes, of each of which the system tells; only the last one counts.
                    LockSupport.parkNanos(rest);
                }
            }
        } catch (H5Exception e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // A follower whose thread has ended must say so: nobody else would look for versions any more.
            fail(new H5Exception(path + ": following ended: " + e, e));
        }
    }

    private void fail(H5Exception e) {
        if (!closed) {
            failure = e;
            onVersion.accept(session.current());
        }
    }

    /**
     * Sleeps until something may have come; true if the file was touched.
     *
     * @param between how long it took from one version to the next; who waits 100 ms for a version anyway is not looked at each millisecond for it
     * @param quiet how long nothing has come
     */
    private static boolean pause(FileWatch watch, long between, long quiet, boolean recorded)
            throws InterruptedException {
        boolean touched = false;
        if (recorded) {
            long often = Math.max(OFTEN.toNanos(), Math.min(SELDOM.toNanos(), between / LOOKS_BETWEEN));
            touched = watch.await(quiet < OFTEN_UNTIL_NANOS ? Duration.ofNanos(often) : SELDOM);
        } else {
            // Whatever its writer touches would count as news.
            LockSupport.parkNanos(OFTEN.toNanos());
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return touched;
    }

    /** What ended the thread, or null while it is at work. */
    public @Nullable H5Exception failure() {
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
