package dev.tutti.table;

/**
 * A data file of a table.
 *
 * @param location where it is
 * @param rows how many rows are in it, with those that were deleted since
 * @param bytes how long it is
 * @param partition the part of the table that it belongs to, such as {@code day=2026-01-31}; empty if the table is not divided
 * @param deletes how many files of deletes, which other engines write, speak of it
 */
public record TableFile(String location, long rows, long bytes, String partition, int deletes) {}
