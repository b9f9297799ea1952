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
 * taken by default), {@code --peers} for h5py and jHDF beside the C library, {@code --dir DIR} for the files, {@code --scale N} for rows about many objects with N times as many, and names of rows (parts of them) to run
 * only these.
 */
public final class SideBySide {
    private final PrintStream out;
    private final int rounds;
    private final int scale;
    private final boolean peers;

    private SideBySide(PrintStream out, int rounds, int scale, boolean peers) {
        this.peers = peers;
        this.out = out;
        this.rounds = rounds;
        this.scale = scale;
    }

    /** Entry of the runner. */
    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        int scale = 1;
        boolean peers = false;
        Path directory = Files.createTempDirectory("tutti-bench");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--peers" -> peers = true;
                case "--scale" -> scale = Integer.parseInt(arguments[++i]);
                case "--dir" -> directory = Files.createTempDirectory(Path.of(arguments[++i]), "tutti-bench");
                default -> names.add(arguments[i]);
            }
        }
        try {
            new SideBySide(new PrintStream(System.out, true, StandardCharsets.UTF_8), rounds, scale, peers)
                    .run(directory, names);
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    private void printHeader() {
        out.printf(
                Locale.ROOT,
                "%s %s, Java %s, %d processors, %d rounds%n%n",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                rounds);
        out.println(
                "| work | contender | wall | CPU | Tutti is × faster (wall) | Tutti / it (CPU) | to reach | heap, per unit | buffers off the heap |");
        out.println("|---|---|---|---|---|---|---|---|---|");
    }

    private void run(Path directory, List<String> names) throws Exception {
        printHeader();
        if (wanted(names, "shared", "parts", "plain", "cold", "objects", "codecs", "growth", "followers")) {
            try (Rows rows = new Rows(directory, peers)) {
                out.println("| | other peers: " + rows.others() + " | | | | | | | |");
                measure(rows.all(), names);
            }
        }
        if (meant(names, "parts")) {
            try (PartRows rows = new PartRows(directory)) {
                measure(rows.all(), names);
            }
        }
        if (meant(names, "plain")) {
            try (PlainRows rows = new PlainRows(directory)) {
                measure(rows.all(), names);
            }
        }
        if (ColdRows.possible() && meant(names, "cold")) {
            measure(new ColdRows(directory).all(), names);
        }
        if (meant(names, "objects")) {
            measure(new ObjectRows(directory, scale).all(), names);
        }
        if (meant(names, "codecs")) {
            measure(new CodecRows(directory).all(), names);
        }
        if (meant(names, "growth")) {
            new Growth(directory, scale).measure(rounds, out);
        }
        if (meant(names, "followers")) {
            Followers.measure(directory, out);
        }
        if (wanted(
                names,
                "parts",
                "plain",
                "objects",
                "codecs",
                "growth",
                "followers",
                "contiguous",
                "chunked",
                "live",
                "open")) {
            shared(directory, names);
        }
        if (meant(names, "latency")) {
            Latency.measure(directory, out);
        }
    }

    private void shared(Path directory, List<String> names) throws Exception {
        try (SharedRows rows = new SharedRows(directory)) {
            measure(rows.all(), names);
            if (names.isEmpty() || names.stream().anyMatch("shared: reads"::contains)) {
                rows.readersBesideAWriter(out);
            }
            if (names.isEmpty() || names.stream().anyMatch("shared: ingest"::contains)) {
                Ingest.measure(directory, out);
            }
        }
    }

    /** Whether any row of a group is wanted: all are where nothing is named. */
    private static boolean meant(List<String> names, String group) {
        return names.isEmpty() || names.stream().anyMatch(name -> name.startsWith(group));
    }

    /** Whether any rows but those of these groups are wanted, whose files are then to be made. */
    private static boolean wanted(List<String> names, String... others) {
        return names.isEmpty()
                || names.stream().anyMatch(name -> Stream.of(others).noneMatch(name::startsWith));
    }

    private void measure(List<Row> rows, List<String> names) throws Exception {
        for (Row row : rows) {
            if (names.isEmpty() || names.stream().anyMatch(row.name()::contains)) {
                print(row, row.measure(rounds));
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
                    "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
                    row.name(),
                    figure.contender(),
                    Figure.time(figure.wallNanos()),
                    Figure.time(figure.cpuNanos()),
                    faster,
                    leaner,
                    faster.isEmpty() ? "" : row.target(),
                    Figure.bytes(figure.heapBytes()),
                    Figure.bytes(figure.directBytes()));
        }
    }
}
