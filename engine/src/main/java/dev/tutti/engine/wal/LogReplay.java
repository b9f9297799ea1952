package dev.tutti.engine.wal;

import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the records of a log from its oldest segment on and knows what they add up to. Entries of a record count in their order. */
final class LogReplay implements RecordVisitor {
    private final FreeRanges free = new FreeRanges();
    private List<LogEntry.Reserved> reserved = List.of();
    private @Nullable LogRecord last;
    private long transaction;
    private long checkpoint;
    private long endOfFile;
    private long durableLsn;
    private long rawDurableLsn;

    LogReplay(SegmentHeader oldest) {
        checkpoint = oldest.base();
        endOfFile = oldest.endOfFile();
    }

    @Override
    public void visit(LogRecord record) {
        last = record;
        transaction = record.transaction();
        endOfFile = record.endOfFile();
        durableLsn = Math.max(durableLsn, record.durableLsn());
        rawDurableLsn = Math.max(rawDurableLsn, record.rawDurableLsn());
        if (record.type() == LogRecord.Type.STATE) {
            free.clear();
        }
        List<LogEntry.Reserved> listed = new ArrayList<>();
        for (LogEntry entry : record.entries()) {
            if (entry instanceof LogEntry.Patch patch) {
                free.remove(patch.address(), patch.length());
            } else if (entry instanceof LogEntry.Extent extent) {
                free.remove(extent.address(), extent.length());
            } else if (entry instanceof LogEntry.Allocated allocated) {
                free.remove(allocated.address(), allocated.length());
            } else if (entry instanceof LogEntry.Free freed) {
                free.add(freed.address(), freed.length(), record.end());
            } else if (entry instanceof LogEntry.FreeRange range) {
                free.add(range.address(), range.length(), range.freedLsn());
            } else if (entry instanceof LogEntry.Reserved reservation) {
                listed.add(reservation);
            } else if (entry instanceof LogEntry.Checkpointed checkpointed) {
                checkpoint = Math.max(checkpoint, checkpointed.lsn());
            }
        }
        if (record.type() == LogRecord.Type.STATE || record.type() == LogRecord.Type.TRANSACTION) {
            reserved = listed;
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
                durableLsn,
                rawDurableLsn,
                reserved,
                free.toList());
    }
}
