package dev.tutti.engine.wal;

import java.time.Instant;
import java.util.List;

/**
 * Who has a shared file open, and what its log holds.
 *
 * @param processes who is there
 * @param logBytes bytes of the log's segments
 * @param transactions commits since the session began
 */
public record SessionInfo(State state, List<Member> processes, long logBytes, long transactions) {
    /** Whether foreign programs may open the file. */
    public enum State {
        PLAIN,
        SEALED,
        /** To read: commits may stand in the log alone, and they do not see those. */
        OPEN_TO_READERS
    }

    /**
     * One process.
     *
     * @param behind bytes of log between its oldest snapshot and the newest commit; -1 if it has no snapshot open
     */
    public record Member(long pid, Instant since, long behind) {}

    /** Copies the list. */
    public SessionInfo {
        processes = List.copyOf(processes);
    }
}
