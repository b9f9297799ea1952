package dev.tutti.engine.wal;

/**
 * Where a record stands in the log.
 *
 * @param lsn where it begins
 * @param end where it ends: the commit point
 * @param checksum the record's checksum, which the next record repeats
 */
public record Position(long lsn, long end, int checksum) {}
