package dev.tutti.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of the table: the same work done by several contenders, round by round in turn, so that a slow moment of the machine meets
 * all of them.
 *
 * @param units how many times the work of a round does the thing that the row is about
 */
record Row(String name, String target, int units, List<Contender> contenders) {
    /** Before what counts a small call is made so often: the compiler takes as long to come to an end with the many classes below it. */
    private static final int WARM_CALLS = 60_000;

    /** At least so long rounds are run that do not count, and three of them; for {@link #WARM_CALLS} at most three times as long. */
    private static final long WARM_NANOS = 5_000_000_000L;

    private static final int FEWEST_WARM_UPS = 3;

    private boolean isWarm(int rounds, long nanos) {
        boolean often = units == 1 || (long) rounds * units >= WARM_CALLS || nanos >= 3 * WARM_NANOS;
        return rounds >= FEWEST_WARM_UPS && nanos >= WARM_NANOS && often;
    }

    /** Runs rounds that do not count until all is compiled, and {@code rounds} that do. */
    Map<String, Figure> measure(int rounds) throws Exception {
        long start = System.nanoTime();
        for (int round = 0; !isWarm(round, System.nanoTime() - start); round++) {
            for (Contender contender : contenders) {
                once(contender);
            }
        }
        Map<String, List<Figure>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : contenders) {
                samples.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(once(contender));
            }
        }
        Map<String, Figure> medians = new LinkedHashMap<>();
        samples.forEach((name, figures) -> medians.put(name, Figure.median(name, figures)));
        return medians;
    }

    private Figure once(Contender contender) throws Exception {
        // What the round before left behind must not be collected at the expense of this one.
        System.gc();
        long cpu = contender.cpu().getAsLong();
        long wall = System.nanoTime();
        contender.work().run();
        double elapsed = System.nanoTime() - wall;
        double used = contender.cpu().getAsLong() - cpu;
        return new Figure(contender.name(), elapsed / units, used / units);
    }
}
