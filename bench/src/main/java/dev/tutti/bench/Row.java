package dev.tutti.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of the table: the same work done by several contenders, round by round in turn, so that a slow moment of the machine meets
 * all of them.
 *
 * @param units how many times the work of a round does the thing that the row is about
 * @param before what is done before the work of each contender in each round, and is not measured
 */
record Row(String name, String target, int units, List<Contender> contenders, Contender.Work before) {
    Row(String name, String target, int units, List<Contender> contenders) {
        this(name, target, units, contenders, () -> {});
    }

    /** At least so long rounds are run that do not count, and three of them. */
    private static final long WARM_NANOS = 5_000_000_000L;

    /** If the compiler does not come to an end before, what counts begins then. */
    private static final long LONGEST_WARM_NANOS = 60_000_000_000L;

    private static final int FEWEST_WARM_UPS = 3;

    /** The compiler is through with the work of a round when it takes less than this part of the time: instruments run for hours, and what is measured is what they get. */
    private static final double STILL_COMPILING = 0.02;

    /** Runs rounds that do not count until all is compiled, and {@code rounds} that do. */
    Map<String, Figure> measure(int rounds) throws Exception {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long start = System.nanoTime();
        boolean warm = false;
        for (int round = 1; !warm; round++) {
            long compiled = compiler.getTotalCompilationTime();
            long began = System.nanoTime();
            for (Contender contender : contenders) {
                once(contender);
            }
            long now = System.nanoTime();
            double part = (compiler.getTotalCompilationTime() - compiled) * 1e6 / (now - began);
            warm = round >= FEWEST_WARM_UPS
                    && now - start >= WARM_NANOS
                    && (part < STILL_COMPILING || now - start >= LONGEST_WARM_NANOS);
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

    /** What its contenders needed, for programs; times and bytes of one unit of work, ratios beside Tutti's. */
    Map<String, Object> members(Map<String, Figure> figures) {
        List<Object> sides = new ArrayList<>();
        Figure tutti = figures.get(Rows.TUTTI);
        for (Figure figure : figures.values()) {
            Map<String, Object> side = new LinkedHashMap<>();
            side.put("contender", figure.contender());
            side.putAll(figure.members());
            if (tutti != null && !figure.contender().equals(Rows.TUTTI)) {
                side.put("wall_ratio", figure.wallNanos() / tutti.wallNanos());
                side.put("cpu_ratio", tutti.cpuNanos() / figure.cpuNanos());
            }
            sides.add(side);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("work", name);
        members.put("to_reach", target);
        members.put("contenders", sides);
        return members;
    }

    private Figure once(Contender contender) throws Exception {
        // What the round before left behind must not be collected at the expense of this one.
        System.gc();
        before.run();
        long heap = MemoryUse.allocated();
        long cpu = contender.cpu().getAsLong();
        long wall = System.nanoTime();
        contender.work().run();
        double elapsed = System.nanoTime() - wall;
        double used = contender.cpu().getAsLong() - cpu;
        double allocated = Math.max(0, MemoryUse.allocated() - heap);
        return new Figure(contender.name(), elapsed / units, used / units, allocated / units, MemoryUse.direct());
    }
}
