package dev.tutti.codecs;

/** Sizes of arrays. */
final class Bounds {
    private Bounds() {}

    /** The number, or the largest size of an array. */
    static int capped(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, bytes);
    }
}
