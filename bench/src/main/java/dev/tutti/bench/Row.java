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

    /** Rounds before those that count. */
    int warmUps() {
        return units > 1 ? Math.max(40, WARM_CALLS / units) : 3;
    }

    /** Runs {@code warmUps} rounds that do not count and {@code rounds} that do. */
    Map<String, Figure> measure(int warmUps, int rounds) throws Exception {
        Map<String, List<Figure>> samples = new LinkedHashMap<>();
        for (int round = -warmUps; round < rounds; round++) {
            for (Contender contender : contenders) {
                Figure figure = once(contender);
                if (round >= 0) {
                    samples.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                            .add(figure);
                }
            }
        }
        Map<String, Figure> medians = new LinkedHashMap<>();
        samples.forEach((name, figures) -> medians.put(name, Figure.median(name, figures)));
        return medians;
    }

    private Figure once(Contender contender) throws Exception {
        // What the round before left behind must not be collected at the expense of this one.
        System.gc();
        long cpu = ProcessClock.cpuNanos();
        long wall = System.nanoTime();
        contender.work().run();
        double elapsed = System.nanoTime() - wall;
        double used = ProcessClock.cpuNanos() - cpu;
        return new Figure(contender.name(), elapsed / units, used / units);
    }
}
