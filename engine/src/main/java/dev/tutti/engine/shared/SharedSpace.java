package dev.tutti.engine.shared;

import dev.tutti.engine.object.FileSpaceSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.space.Alignment;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.OwnSpace;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.space.Space;
import dev.tutti.engine.wal.Reserved;
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
    private @Nullable OwnSpace free;
    private Session.@Nullable Epoch epoch;
    private boolean begun;
    private volatile @Nullable FileSpaceSettings settings;

    SharedSpace(Session session, long base, Alignment alignment) {
        this.session = session;
        this.base = base;
        this.alignment = alignment;
    }

    /** Called at the begin of each transaction, while its snapshot keeps the log in use. */
    synchronized void use(Session.Epoch now) {
        if (!now.equals(epoch)) {
            epoch = now;
            free = null;
            begun = false;
        }
    }

    /** What the file says of its space, which is the same for as long as it exists; called at the begin of each transaction, with the file as that sees it. */
    void learn(OpenFile file) {
        if (settings == null) {
            settings = FileSpaceSettings.of(file);
        }
    }

    /** Bytes of the pages into which the file divides its space; 0 if it does not. */
    private long page() {
        FileSpaceSettings known = settings;
        return known == null ? 0 : known.dividedBy();
    }

    /** Whether the file may say something of free space that it keeps, as far as this process knows. */
    boolean mayKeep() {
        FileSpaceSettings known = settings;
        return known == null || known.persisting();
    }

    private OwnSpace free() {
        OwnSpace own = free;
        if (own == null) {
            own = OwnSpace.bounded(page(), alignment, base);
            free = own;
        }
        return own;
    }

    /** What a commit uses, up to the end of its last page where the file has pages: the file ends with one. */
    RangeSet upToPage(RangeSet used) {
        RangeSet whole = new RangeSet();
        long[] end = {0};
        used.forEach((position, length) -> {
            whole.add(position, length);
            end[0] = position + length;
        });
        long page = page();
        long rest = page > 0 ? (page - (end[0] - base) % page) % page : 0;
        if (end[0] > session.endOfFile() && rest > 0) {
            whole.add(end[0], rest);
        }
        return whole;
    }

    /** Whether nothing was taken over yet from what the file keeps as free, in the time of the log that is in use; the first who asks is told so. */
    synchronized boolean begins() {
        boolean first = !begun && mayKeep();
        begun = true;
        return first;
    }

    /** All that is reserved and in no transaction. */
    synchronized RangeSet reserved() {
        RangeSet all = new RangeSet();
        free().forEach(all::add);
        return all;
    }

    /** Takes it. */
    synchronized RangeSet takeAll() {
        RangeSet all = reserved();
        free = null;
        return all;
    }

    /** What nobody has reserved in the newest version; called while nobody else commits. */
    RangeSet freeInFile() {
        RangeSet addresses = new RangeSet();
        session.free().forEach((position, length) -> addresses.add(position - base, length));
        return addresses;
    }

    /** Behind what this process has reserved and behind all that others have committed: what a transaction reads may be theirs. */
    @Override
    public synchronized long end() {
        return Math.max(free().end(), session.endOfFile() - base);
    }

    @Override
    public long allocateInPage(long length) {
        return allocate(length, space -> space.tryAllocateInPage(length), position -> needed(length));
    }

    @Override
    public long allocate(long length) {
        return allocate(length, space -> space.tryAllocate(length), position -> neededAt(position, length));
    }

    /** More is reserved without the monitor: who may commit alone at the moment allocates, too. */
    private long allocate(long length, ToLongFunction<OwnSpace> attempt, RangeSet.Need need) {
        while (true) {
            synchronized (this) {
                long address = attempt.applyAsLong(free());
                if (address >= 0) {
                    return address;
                }
            }
            try {
                Reserved range = session.reserve(needed(length), need);
                synchronized (this) {
                    free().release(range.position() - base, range.length());
                }
            } catch (IOException e) {
                throw new H5Exception(session.path() + ": reserving space failed: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Bytes of a free range in which raw data has room: no more than its own where a block of its length stood before, which nothing free may surround. For little data small ranges are left alone: to
     * reserve one of them is a record in the log.
     */
    private long neededAt(long position, long length) {
        long address = position - base;
        return page() > 0 || length < FreeSpace.PAGE
                ? needed(length)
                : alignment.first(address, length, base) - address + length;
    }

    /** Bytes of a range in which a block has room wherever the range begins. */
    private long needed(long length) {
        return page() > 0 ? pages(length) : length + gap(length);
    }

    /** Pages for a block, wherever the range begins. */
    private long pages(long length) {
        return ((length - 1) / page() + 2) * page();
    }

    /** What may be left out before a block that is aligned. */
    private long gap(long length) {
        return length < alignment.from() ? FreeSpace.PAGE : Math.max(FreeSpace.PAGE, alignment.multiple());
    }

    @Override
    public synchronized void release(long address, long length) {
        free().release(address, length);
    }
}
