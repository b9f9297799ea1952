package dev.tutti.engine.wal;

import dev.tutti.engine.space.SharedFree;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the log: which commit changed which bytes, what space is free, and where the file ends. It goes forward by reading
 * the directories of records, and by those that this process writes itself. Thread-safe: going forward is guarded by the monitor.
 */
final class LogReader implements LogView {
    private final Versions versions = new Versions();
    private final SharedFree free = new SharedFree();
    private final ConcurrentHashMap<Long, Long> deleted = new ConcurrentHashMap<>();
    private volatile @Nullable LogFiles log;
    private volatile long scanned;
    private volatile long endOfFile;
    private volatile long leastSize;
    private long transactions;
    private long durable;
    private long rawDurable;
    private volatile long freed;

    /** The last transaction that wrote to the file directly, and did not force that itself. */
    private long unsecured;

    /** Begins with a log whose records from {@code from} on are not known yet. */
    synchronized void attach(LogFiles files, long from, long end) throws IOException {
        LogFiles before = log;
        log = files;
        if (before != null) {
            before.close(); // deleted since, and no snapshot of it is open
        }
        scanned = from;
        endOfFile = end;
        leastSize = end;
        free.clear();
        free.reaches(end);
        deleted.clear();
        versions.jump(from);
    }

    LogFiles log() {
        LogFiles files = log;
        if (files == null) {
            throw new IllegalStateException("the file has no log");
        }
        return files;
    }

    @Override
    public long leastSize() {
        return leastSize;
    }

    @Override
    public Versions versions() {
        return versions;
    }

    @Override
    public void overlay(long position, ByteBuffer bytes, Snapshot snapshot) throws IOException {
        if (snapshot.base() < snapshot.lsn()) {
            versions.overlay(position, bytes, snapshot.base(), snapshot.lsn(), new PatchReading(log()));
        }
    }

    /** Commit point up to which everything is known. */
    long scanned() {
        return scanned;
    }

    /** Absolute end of allocation at the last commit that is known. */
    long endOfFile() {
        return endOfFile;
    }

    /** Number of the last transaction that is known. */
    synchronized long transactions() {
        return transactions;
    }

    synchronized long durable() {
        return durable;
    }

    synchronized long rawDurable() {
        return rawDurable;
    }

    /** Everything up to a commit point, bytes that were written to the file directly included, survives a power cut. */
    synchronized void secured(long lsn) {
        durable = Math.max(durable, lsn);
        rawDurable = Math.max(rawDurable, lsn);
    }

    /** The commit that deleted the object whose header stood at a position, 0 if none did in this log. */
    long deletedAt(long position) {
        return deleted.getOrDefault(position, 0L);
    }

    /** The records up to a commit point survive a power cut. */
    synchronized void logSecured(long lsn) {
        durable = Math.max(durable, lsn);
    }

    /** What transactions up to a commit point wrote to the file directly survives a power cut. */
    synchronized void dataSecured(long lsn) {
        rawDurable = Math.max(rawDurable, lsn);
    }

    /** Whether a transaction wrote to the file directly what a power cut could take away. */
    synchronized boolean hasUnsecuredData() {
        return unsecured > rawDurable;
    }

    /** Bytes that commits gave back since this process reads the log, in all. */
    long freed() {
        return freed;
    }

    /** Free space. Guarded by the monitor of this object. */
    SharedFree free() {
        return free;
    }

    /**
     * Reads on up to a commit point.
     *
     * @param base what this process's oldest snapshot finds in the file: older records are not needed and may be gone
     */
    void catchUp(long to, long base) throws IOException {
        if (scanned >= to) {
            return;
        }
        synchronized (this) {
            if (scanned >= to) {
                return;
            }
            if (scanned < base) {
                long start = log().segmentBase(base);
                if (start > scanned) {
                    versions.jump(start); // segments in between may be gone; the first record of each says the state
                    scanned = start;
                }
            }
            log().scan(scanned, to, record -> {
                apply(record);
                scanned = record.end(); // one by one: what fails in between is gone on with, not done again
            });
        }
    }

    /** Takes note of a record that was appended by this process, before others can know of it. */
    synchronized void appended(LogRecord record) {
        apply(record);
        scanned = record.end();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // changed with the monitor held; volatile for those who only look
    private synchronized void apply(LogRecord record) {
        long commit = record.end();
        if (record.type() == LogRecord.Type.STATE) {
            free.clear();
        }
        for (LogEntry entry : record.entries()) {
            if (entry instanceof LogEntry.Patch patch) {
                versions.patch(
                        patch.page(), patch.at(), patch.length(), record.lsn() + patch.bytesAt(), patch.crc(), commit);
            } else if (entry instanceof LogEntry.Extent extent) {
                versions.reset(extent.address(), extent.length(), commit);
                if ((record.flags() & LogRecord.FORCED) == 0) {
                    unsecured = commit;
                }
            } else if (entry instanceof LogEntry.Free freed) {
                versions.reset(freed.address(), freed.length(), commit);
                free.free(freed.address(), freed.length(), commit);
                this.freed += freed.length();
            } else if (entry instanceof LogEntry.Allocated used) {
                free.use(used.address(), used.length());
            } else if (entry instanceof LogEntry.Reserved reserved) {
                free.reserve(reserved.address(), reserved.length(), reserved.writer());
            } else if (entry instanceof LogEntry.ObjectDeleted object) {
                deleted.put(object.address(), commit);
            } else if (entry instanceof LogEntry.FreeRange range) {
                free.giveBack(range.address(), range.length(), range.freedLsn());
            }
        }
        endOfFile = Math.max(endOfFile, record.endOfFile());
        free.reaches(record.endOfFile());
        transactions = Math.max(transactions, record.transaction());
        durable = Math.max(durable, record.durableLsn());
        rawDurable = Math.max(rawDurable, record.rawDurableLsn());
    }

    /** Forgets what every open snapshot finds in the file anyway. */
    synchronized void prune(long base) {
        versions.prune(base);
    }
}
