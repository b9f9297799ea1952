package dev.tutti.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one contender needed for one round: the median over the rounds.
 *
 * @param wallNanos elapsed time per unit of work
 * @param cpuNanos time of all threads of this process per unit of work
 * @param heapBytes allocated on the Java heap per unit of work, by threads that outlived the round
 * @param directBytes in buffers outside of the heap when the round was over
 */
record Figure(String contender, double wallNanos, double cpuNanos, double heapBytes, double directBytes) {
    static Figure median(String contender, List<Figure> rounds) {
        return new Figure(
                contender,
                median(rounds, Figure::wallNanos),
                median(rounds, Figure::cpuNanos),
                median(rounds, Figure::heapBytes),
                median(rounds, Figure::directBytes));
    }

    private static double median(List<Figure> rounds, ToDoubleFunction<Figure> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The numbers by their names. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("wall_ns", wallNanos);
        members.put("cpu_ns", cpuNanos);
        members.put("heap_bytes", heapBytes);
        members.put("direct_bytes", directBytes);
        return members;
    }

    static String time(double nanos) {
        if (nanos >= 1e6) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
    }

    static String bytes(double bytes) {
        if (bytes >= 1 << 20) {
            return String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20));
        }
        return bytes >= 1 << 10
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / (1 << 10))
                : String.format(Locale.ROOT, "%.0f B", bytes);
    }
}
