package dev.tutti.bench;

import java.util.List;
import java.util.Locale;

/**
 * What one contender needed for one round: the median over the rounds.
 *
 * @param wallNanos elapsed time per unit of work
 * @param cpuNanos time of all threads of this process per unit of work
 */
record Figure(String contender, double wallNanos, double cpuNanos) {
    static Figure median(String contender, List<Figure> rounds) {
        double[] wall = rounds.stream().mapToDouble(Figure::wallNanos).sorted().toArray();
        double[] cpu = rounds.stream().mapToDouble(Figure::cpuNanos).sorted().toArray();
        return new Figure(contender, wall[wall.length / 2], cpu[cpu.length / 2]);
    }

    static String time(double nanos) {
        if (nanos >= 1e6) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
    }
}
