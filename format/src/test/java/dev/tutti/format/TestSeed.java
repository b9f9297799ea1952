package dev.tutti.format;

/** The seed of a random test: the one that the build names, or a new one, printed so that a failure can be repeated. */
public final class TestSeed {
    private TestSeed() {}

    public static long next() {
        String given = System.getProperty("tests.seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given.strip());
        System.out.println("seed " + seed + " (repeat with -Dtests.seed=" + seed + ")");
        return seed;
    }
}
