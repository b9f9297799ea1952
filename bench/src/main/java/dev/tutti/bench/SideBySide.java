package dev.tutti.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the rows of {@code docs/performance.md} and prints medians and ratios. Arguments: {@code --rounds N} (5), {@code --peers} for all rows, with h5py and jHDF beside
 * the C library, {@code --dir DIR} for the files, {@code --scale N} for rows about many objects with N times as many, {@code --json} for one JSON document in place of tables
 * in Markdown, and names of rows (parts of them; {@code all}) to run these.
 */
public final class SideBySide {
    private static final int USAGE = 2;

    private static final List<String> MOST_IMPORTANT = List.of("contiguous", "chunked", "live", "open");

    private final Report out;
    private final int rounds;
    private final int scale;
    private final boolean peers;

    private SideBySide(Report out, Arguments given) {
        this.out = out;
        this.peers = given.peers;
        this.rounds = given.rounds;
        this.scale = given.scale;
    }

    /** What is asked for. */
    private static final class Arguments {
        private int rounds = 5;
        private int scale = 1;
        private boolean peers;
        private boolean json;
        private @Nullable Path directory;
        private List<String> names = new ArrayList<>();

        static Arguments of(String... words) {
            Arguments given = new Arguments();
            Iterator<String> all = List.of(words).iterator();
            while (all.hasNext()) {
                String word = all.next();
                switch (word) {
                    case "--rounds" -> given.rounds = several(word, all);
                    case "--scale" -> given.scale = several(word, all);
                    case "--peers" -> given.peers = true;
                    case "--json" -> given.json = true;
                    case "--dir" -> given.directory = Path.of(next(word, all));
                    default -> given.names.add(word);
                }
            }
            for (String name : given.names) {
                if (name.startsWith("-")) {
                    throw new IllegalArgumentException("there is no option " + name + "; try --help");
                }
            }
            if (given.names.contains("all") || (given.names.isEmpty() && given.peers)) {
                given.names = List.of();
            } else if (given.names.isEmpty()) {
                given.names = MOST_IMPORTANT;
            }
            return given;
        }

        private static String next(String option, Iterator<String> words) {
            if (!words.hasNext()) {
                throw new IllegalArgumentException(option + ": a value is expected");
            }
            return words.next();
        }

        private static int several(String option, Iterator<String> words) {
            String text = next(option, words);
            if (!text.matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException(option + ": a whole number of 1 or more is expected, found " + text);
            }
            return Integer.parseInt(text);
        }
    }

    /** Entry of the runner. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Rows that come up on the screen one by one are progress enough.
        String terminals = System.getProperty("tutti.terminals", "");
        boolean watched = terminals.contains("2") && !terminals.contains("1");
        int status = run(out, System.err, watched, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Runs what is asked for, and gives the exit status: 2 if that cannot be done. */
    static int run(PrintStream out, PrintStream err, boolean watched, String... arguments) throws Exception {
        Arguments given;
        try {
            given = Arguments.of(arguments);
        } catch (IllegalArgumentException e) {
            err.println("tutti bench: " + e.getMessage());
            return USAGE;
        }
        if (given.directory != null && !Files.isDirectory(given.directory)) {
            err.println("tutti bench: " + given.directory + ": no such directory");
            return USAGE;
        }
        Path directory = given.directory == null
                ? Files.createTempDirectory("tutti-bench")
                : Files.createTempDirectory(given.directory, "tutti-bench");
        try (Report report = new Report(out, given.json, watched ? err : null)) {
            new SideBySide(report, given).run(directory, given.names);
            if (report.results() == 0) {
                err.println("tutti bench: no row has one of " + given.names + " in its name");
                return USAGE;
            }
        } finally {
            remove(directory);
        }
        return 0;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    private void run(Path directory, List<String> names) throws Exception {
        out.begin(rounds);
        out.text(
                "| work | contender | wall | CPU | Tutti is × faster (wall) | Tutti / it (CPU) | to reach | heap, per unit | buffers off the heap |");
        out.text("|---|---|---|---|---|---|---|---|---|");
        if (wanted(names, "shared", "parts", "plain", "cold", "objects", "codecs", "growth", "followers")) {
            try (Rows rows = new Rows(directory, peers)) {
                out.text("| | other peers: " + rows.others() + " | | | | | | | |");
                measure("files", rows.all(), names);
            }
        }
        if (meant(names, "parts")) {
            try (PartRows rows = new PartRows(directory)) {
                measure("parts", rows.all(), names);
            }
        }
        if (meant(names, "plain")) {
            try (PlainRows rows = new PlainRows(directory)) {
                measure("plain", rows.all(), names);
            }
        }
        if (ColdRows.possible() && meant(names, "cold")) {
            measure("cold", new ColdRows(directory).all(), names);
        }
        if (meant(names, "objects")) {
            measure("objects", new ObjectRows(directory, scale).all(), names);
        }
        if (meant(names, "codecs")) {
            measure("codecs", new CodecRows(directory).all(), names);
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
            measure("shared", rows.all(), names);
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

    private void measure(String group, List<Row> rows, List<String> names) throws Exception {
        for (Row row : rows) {
            if (names.isEmpty() || names.stream().anyMatch(row.name()::contains)) {
                out.now(row.name());
                Map<String, Figure> figures = row.measure(rounds);
                out.add(group, lines(row, figures), row.members(figures));
            }
        }
    }

    private static String lines(Row row, Map<String, Figure> figures) {
        List<String> lines = new ArrayList<>();
        Figure tutti = figures.get(Rows.TUTTI);
        for (Figure figure : figures.values()) {
            String faster = "";
            String leaner = "";
            if (tutti != null && !figure.contender().equals(Rows.TUTTI)) {
                faster = String.format(Locale.ROOT, "%.2f", figure.wallNanos() / tutti.wallNanos());
                leaner = String.format(Locale.ROOT, "%.2f", tutti.cpuNanos() / figure.cpuNanos());
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s | %s | %s |",
                    row.name(),
                    figure.contender(),
                    Figure.time(figure.wallNanos()),
                    Figure.time(figure.cpuNanos()),
                    faster,
                    leaner,
                    faster.isEmpty() ? "" : row.target(),
                    Figure.bytes(figure.heapBytes()),
                    Figure.bytes(figure.directBytes())));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
