package dev.tutti.engine.shared;

import dev.tutti.engine.space.Alignment;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.Space;
import dev.tutti.engine.wal.Session;
import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Space that this process has reserved in a shared file, for all its transactions. What was reserved while one log was in use means nothing with the
 * next. Thread-safe.
 */
final class SharedSpace implements Space {
    private final Session session;
    private final long base;
    private final Alignment alignment;
    private FreeSpace free;
    private Session.@Nullable Epoch epoch;
    private volatile boolean endForgotten;

    SharedSpace(Session session, long base, Alignment alignment) {
        this.session = session;
        this.base = base;
        this.alignment = alignment;
        this.free = FreeSpace.bounded(alignment, base);
    }

    /** Called at the begin of each transaction, while its snapshot keeps the log in use. */
    synchronized void use(Session.Epoch now) {
        if (!now.equals(epoch)) {
            epoch = now;
            free = FreeSpace.bounded(alignment, base);
        }
    }

    /** Whether a commit of this process has taken back what the file says of its end ({@code KeptSpace}). */
    boolean isEndForgotten() {
        return endForgotten;
    }

    /** Notes that one has. */
    void endForgotten() {
        endForgotten = true;
    }

    /** Behind what this process has reserved and behind all that others have committed: what a transaction reads may be theirs. */
    @Override
    public synchronized long end() {
        return Math.max(free.end(), session.endOfFile() - base);
    }

    @Override
    public long allocateInPage(long length) {
        return allocate(length, space -> space.tryAllocateInPage(length));
    }

    @Override
    public long allocate(long length) {
        return allocate(length, space -> space.tryAllocate(length));
    }

    /** More is reserved without the monitor: who may commit alone at the moment allocates, too. */
    private long allocate(long length, ToLongFunction<FreeSpace> attempt) {
        while (true) {
            synchronized (this) {
                long address = attempt.applyAsLong(free);
                if (address >= 0) {
                    return address;
                }
            }
            try {
                Session.Reserved range = session.reserve(length + gap(length));
                synchronized (this) {
                    free.release(range.position() - base, range.length());
                }
            } catch (IOException e) {
                throw new H5Exception(session.path() + ": reserving space failed: " + e.getMessage(), e);
            }
        }
    }

    /** What may be left out before a block that is aligned. */
    private long gap(long length) {
        return length < alignment.from() ? FreeSpace.PAGE : Math.max(FreeSpace.PAGE, alignment.multiple());
    }

    @Override
    public synchronized void release(long address, long length) {
        free.release(address, length);
    }
}
