package dev.tutti.survey;

import java.time.Duration;
import java.time.Instant;

/**
 * Where samples are missing, or the clock of an instrument went back.
 *
 * @param run path of the run in which the recording stood
 * @param expected time of the sample that was to come
 * @param found time of the sample that came
 * @param what what was done about it
 * @param cause why it came about, as far as the recorder knows
 * @param into path of the run in which the recording went on
 */
public record Gap(String run, Instant expected, Instant found, Treatment what, Cause cause, String into) {
    /** How long it is; negative if the clock went back. */
    public Duration length() {
        return Duration.between(expected, found);
    }

    /** What was done about a gap. */
    public enum Treatment {
        /** The recording went on in a new run, which begins at the time found. */
        NEW_RUN,
        /** The missing samples were filled in, and the run went on. */
        FILLED
    }

    /** Why there is a gap. */
    public enum Cause {
        /** The times that the source gave. */
        CLOCK,
        /** Samples came faster than they could be written, longer than the recorder's queue lasts. */
        OVERRUN,
        /** The recorder was not running. */
        RESTART
    }
}
