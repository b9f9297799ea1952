package dev.tutti.engine.wal;

import dev.tutti.format.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a log says after a crash, up to its end.
 *
 * @param segments what lies in the folder
 * @param end the last commit point
 * @param powerCycle whether the host was started anew since the log was written, or may have been
 * @param last the last record before the end, null if there is none
 * @param transaction number of the last transaction, 0 if there was none
 * @param checkpoint the file holds everything up to this commit point, for sure
 * @param endOfFile first byte behind all space in use
 * @param leastEndOfFile the smallest end that a record says
 * @param mostEndOfFile the largest
 * @param durableLsn records below it were forced, for sure
 * @param rawDurableLsn extents of transactions below it were forced, for sure
 * @param changes whether it holds a transaction
 */
public record ScannedLog(
        SegmentList segments,
        long end,
        boolean powerCycle,
        @Nullable LogRecord last,
        long transaction,
        long checkpoint,
        long endOfFile,
        long leastEndOfFile,
        long mostEndOfFile,
        long durableLsn,
        long rawDurableLsn,
        boolean changes) {
    /** Whether the session was ended in good order: the file holds everything, and the log is of no use any more. */
    public boolean isClosed() {
        return last != null && last.type() == LogRecord.Type.CLOSE;
    }
}
