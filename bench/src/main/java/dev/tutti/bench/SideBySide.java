package dev.tutti.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the rows of {@code docs/performance.md}, prints one table of medians and ratios. Arguments: {@code --rounds N} (at least 5 are
 * taken by default), {@code --dir DIR} for the files, and names of rows (parts of them) to run only these.
 */
public final class SideBySide {
    private final PrintStream out;
    private final int rounds;

    private SideBySide(PrintStream out, int rounds) {
        this.out = out;
        this.rounds = rounds;
    }

    /** Entry of the runner. */
    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        Path directory = Files.createTempDirectory("tutti-bench");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--dir" -> directory = Files.createTempDirectory(Path.of(arguments[++i]), "tutti-bench");
                default -> names.add(arguments[i]);
            }
        }
        try {
            new SideBySide(new PrintStream(System.out, true, StandardCharsets.UTF_8), rounds).run(directory, names);
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    private void run(Path directory, List<String> names) throws Exception {
        out.printf(
                Locale.ROOT,
                "%s %s, Java %s, %d processors, %d rounds%n%n",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                rounds);
        out.println("| work | contender | wall | CPU | Tutti is × faster (wall) | Tutti / it (CPU) | to reach |");
        out.println("|---|---|---|---|---|---|---|");
        boolean sharedOnly = !names.isEmpty() && names.stream().allMatch(name -> name.startsWith("shared"));
        if (!sharedOnly) {
            try (Rows rows = new Rows(directory)) {
                measure(rows.all(), names);
            }
        }
        try (SharedRows rows = new SharedRows(directory)) {
            measure(rows.all(), names);
            if (names.isEmpty() || names.stream().anyMatch("shared: reads"::contains)) {
                rows.readersBesideAWriter(out);
            }
            if (names.isEmpty() || names.stream().anyMatch("shared: ingest"::contains)) {
                Ingest.measure(directory, out);
            }
        }
        if (names.isEmpty() || names.stream().anyMatch("latency"::contains)) {
            Latency.measure(directory, out);
        }
    }

    private void measure(List<Row> rows, List<String> names) throws Exception {
        for (Row row : rows) {
            if (names.isEmpty() || names.stream().anyMatch(row.name()::contains)) {
                print(row, row.measure(row.warmUps(), rounds));
            }
        }
    }

    private void print(Row row, Map<String, Figure> figures) {
        Figure tutti = figures.get(Rows.TUTTI);
        for (Figure figure : figures.values()) {
            String faster = "";
            String leaner = "";
            if (tutti != null && !figure.contender().equals(Rows.TUTTI)) {
                faster = String.format(Locale.ROOT, "%.2f", figure.wallNanos() / tutti.wallNanos());
                leaner = String.format(Locale.ROOT, "%.2f", tutti.cpuNanos() / figure.cpuNanos());
            }
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s |%n",
                    row.name(),
                    figure.contender(),
                    Figure.time(figure.wallNanos()),
                    Figure.time(figure.cpuNanos()),
                    faster,
                    leaner,
                    faster.isEmpty() ? "" : row.target());
        }
    }
}
