package dev.tutti.engine.wal;

import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import org.jspecify.annotations.Nullable;

/** Follows the records of a log from its oldest segment on and knows what they add up to. */
final class LogReplay implements RecordVisitor {
    private @Nullable LogRecord last;
    private boolean changes;
    private long leastEndOfFile;
    private long mostEndOfFile;
    private long transaction;
    private long checkpoint;
    private long endOfFile;
    private long durableLsn;
    private long rawDurableLsn;

    LogReplay(SegmentHeader oldest) {
        checkpoint = oldest.base();
        endOfFile = oldest.endOfFile();
        leastEndOfFile = endOfFile;
        mostEndOfFile = endOfFile;
    }

    @Override
    public void visit(LogRecord record) {
        last = record;
        transaction = record.transaction();
        endOfFile = record.endOfFile();
        leastEndOfFile = Math.min(leastEndOfFile, endOfFile);
        mostEndOfFile = Math.max(mostEndOfFile, endOfFile);
        durableLsn = Math.max(durableLsn, record.durableLsn());
        rawDurableLsn = Math.max(rawDurableLsn, record.rawDurableLsn());
        changes |= record.type() == LogRecord.Type.TRANSACTION;
        for (LogEntry entry : record.entries()) {
            if (entry instanceof LogEntry.Checkpointed checkpointed) {
                checkpoint = Math.max(checkpoint, checkpointed.lsn());
            }
        }
    }

    ScannedLog result(SegmentList segments, long end, boolean powerCycle) {
        return new ScannedLog(
                segments,
                end,
                powerCycle,
                last,
                transaction,
                checkpoint,
                endOfFile,
                leastEndOfFile,
                mostEndOfFile,
                durableLsn,
                rawDurableLsn,
                changes);
    }
}
