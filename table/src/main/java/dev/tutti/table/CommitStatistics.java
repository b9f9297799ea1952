package dev.tutti.table;

import java.time.Duration;

/**
 * What the commits of this process to one table have come to.
 *
 * @param commits how many are in the table
 * @param calls for how many calls they stand: threads share commits
 * @param attempts how often the catalog was asked; what is above the commits was in vain
 * @param conflicts how many failed because others were in the way
 * @param unknown how many ended without an answer
 * @param failures how many failed for other reasons
 * @param waited how long they waited for other processes, in all
 * @param median half of them took at most this long, to within a tenth
 * @param slowest 99 of 100 took at most this long, to within a tenth
 */
public record CommitStatistics(
        long commits,
        long calls,
        long attempts,
        long conflicts,
        long unknown,
        long failures,
        Duration waited,
        Duration median,
        Duration slowest) {}
