package dev.tutti.format.io;

import java.io.Serial;

/**
 * Bytes that break the format. Carries no file and no address: the floor that read the bytes knows these and turns this into
 * the public error.
 */
public final class FormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String structure;
    private final String expected;
    private final String found;

    /** Names the structure as the specification does, what it demands and what stands there. */
    public FormatException(String structure, String expected, String found) {
        super(structure + ": expected " + expected + ", found " + found);
        this.structure = structure;
        this.expected = expected;
        this.found = found;
    }

    /** Throws unless {@code holds}: for the invariants of records. */
    public static void unless(boolean holds, String structure, String expected, Object found) {
        if (!holds) {
            throw new FormatException(structure, expected, String.valueOf(found));
        }
    }

    /** Throws unless {@code holds}: for the invariants of records. A number costs nothing unless it is told. */
    public static void unless(boolean holds, String structure, String expected, long found) {
        if (!holds) {
            throw new FormatException(structure, expected, Long.toString(found));
        }
    }

    /** Name of the structure in the format specification. */
    public String structure() {
        return structure;
    }

    /** What the format demands. */
    public String expected() {
        return expected;
    }

    /** What stands in the bytes. */
    public String found() {
        return found;
    }
}
