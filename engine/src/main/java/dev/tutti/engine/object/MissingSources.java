package dev.tutti.engine.object;

/**
 * How far virtual datasets without an end go where sources are missing, as the C library's access properties "virtual view" and "printf gap" say.
 *
 * @param stop whether they end before the first element that is missing; else at the last one that is there
 * @param gap how many numbers of sources ({@code %b}) may be missing one after the other before no more are looked for; 0 where they end at the first
 */
public record MissingSources(boolean stop, long gap) {
    /** What the C library does unless it is asked. */
    public static final MissingSources STANDARD = new MissingSources(false, 0);

    /** Checks the number. */
    public MissingSources {
        if (gap < 0 || (stop && gap != 0)) {
            throw new IllegalArgumentException(
                    "a gap of 0 or more sources, and none where the first missing one ends the dataset, is expected, found "
                            + gap);
        }
    }
}
