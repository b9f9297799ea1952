package dev.tutti.table;

/**
 * What merging has done.
 *
 * @param from how many files there were of the rows that were moved
 * @param to how many there are of them now
 * @param bytes how many bytes were read
 */
public record CompactReport(int from, int to, long bytes) {}
