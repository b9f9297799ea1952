package dev.tutti.cli.care;

/**
 * One thing that the doctor looked at.
 *
 * @param subject what it is
 * @param verdict whether it is safe
 * @param detail what was found, and what that means
 */
record Finding(String subject, Verdict verdict, String detail) {
    /** Whether a thing is safe. */
    enum Verdict {
        GOOD,
        NOTE,
        BAD
    }

    static Finding good(String subject, String detail) {
        return new Finding(subject, Verdict.GOOD, detail);
    }

    static Finding note(String subject, String detail) {
        return new Finding(subject, Verdict.NOTE, detail);
    }

    static Finding bad(String subject, String detail) {
        return new Finding(subject, Verdict.BAD, detail);
    }
}
