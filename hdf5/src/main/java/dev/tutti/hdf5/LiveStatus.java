package dev.tutti.hdf5;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody writes a file, as its marks say.
 *
 * @param state what the marks say
 * @param version the version last published by a Tutti writer, 0 if none ever was
 * @param published when that was, or null
 * @param writer who writes it, if that is known: pid, host, since; else empty
 * @param flags consistency flags of the superblock
 */
public record LiveStatus(State state, long version, @Nullable Instant published, String writer, int flags) {
    /** What the marks in the superblock say. */
    public enum State {
        /** Nobody has it open for writing, or its format has no marks. */
        CLOSED,
        /** A live (SWMR) writer has it, or died. */
        LIVE,
        /** A writer that nobody may read along has it, or died. */
        WRITING
    }

    /** Whether a live writer has the file. */
    public boolean live() {
        return state == State.LIVE;
    }
}
