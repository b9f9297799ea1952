package dev.tutti.engine.shared;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.wal.Session;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One version of a shared file, open for reading, and how many are using it. It ends when the last one gives it back. Thread-safe.
 */
public final class Version implements Sight, AutoCloseable {
    private final OpenFile file;
    private final long number;
    private final Object generation;
    private final @Nullable Session session;
    private final Runnable end;
    private final AtomicInteger uses = new AtomicInteger(1);

    /** A version with one user; {@code end} runs when the last one has given it back. */
    Version(OpenFile file, long number, Object generation, @Nullable Session session, Runnable end) {
        this.file = file;
        this.number = number;
        this.generation = generation;
        this.session = session;
        this.end = end;
    }

    @Override
    public OpenFile file() {
        return file;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Object generation() {
        return generation;
    }

    @Override
    public boolean isGone(long address, long since) {
        return session != null && session.wasDeleted(file.reader().base() + address, since, number);
    }

    /** One more user, unless the last one has just left. */
    boolean retain() {
        while (true) {
            int now = uses.get();
            if (now == 0) {
                return false;
            }
            if (uses.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    boolean hasOtherUsers() {
        return uses.get() > 1;
    }

    /** Gives it back; once by each user. */
    @Override
    public void close() {
        if (uses.decrementAndGet() == 0) {
            end.run();
        }
    }
}
