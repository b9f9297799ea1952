package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import java.util.List;

/**
 * What a transaction asks to be committed.
 *
 * @param snapshot commit point that it was made on
 * @param reads what it read there: if a later commit changed a byte of it, the transaction does not hold any more
 * @param draft new bytes
 * @param used ranges of the process's own reserved space that become part of the file
 * @param freed ranges that nothing of the file uses any more
 * @param deleted object headers that are gone
 * @param durability what the commit survives
 */
public record Change(
        long snapshot,
        RangeSet reads,
        TransactionDraft draft,
        RangeSet used,
        List<Range> freed,
        List<Long> deleted,
        Durability durability) {
    /** Absolute range of the file. */
    public record Range(long position, long length) {}
}
