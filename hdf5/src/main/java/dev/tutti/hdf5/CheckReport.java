package dev.tutti.hdf5;

import java.util.List;

/**
 * What {@link H5#check} found.
 *
 * @param problems one line each, with path and byte; at most 1000
 * @param groups number of groups
 * @param datasets number of datasets
 * @param chunks number of stored chunks
 * @param usedEnd first byte behind everything that can be reached
 */
public record CheckReport(List<String> problems, long groups, long datasets, long chunks, long usedEnd) {
    /** Copies the list. */
    public CheckReport {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean clean() {
        return problems.isEmpty();
    }
}
