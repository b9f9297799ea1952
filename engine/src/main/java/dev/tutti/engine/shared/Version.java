package dev.tutti.engine.shared;

import dev.tutti.engine.object.OpenFile;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One version of a shared file, open for reading, and how many are using it. It ends when the last one gives it back. Thread-safe.
 */
public final class Version implements AutoCloseable {
    private final OpenFile file;
    private final long number;
    private final Runnable end;
    private final AtomicInteger uses = new AtomicInteger(1);

    /** A version with one user; {@code end} runs when the last one has given it back. */
    Version(OpenFile file, long number, Runnable end) {
        this.file = file;
        this.number = number;
        this.end = end;
    }

    /** The file as it was. */
    public OpenFile file() {
        return file;
    }

    /** The commit point that it shows; 0 for a file that is read as it stands. */
    public long number() {
        return number;
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
