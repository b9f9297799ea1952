package dev.tutti.engine.wal;

/**
 * One version of the file that is kept readable until it is given back.
 *
 * @param lsn commit point that it shows
 * @param base the file itself had everything up to here when the snapshot began
 * @param endOfFile absolute end of allocation at that commit point
 */
public record Snapshot(long lsn, long base, long endOfFile) {}
