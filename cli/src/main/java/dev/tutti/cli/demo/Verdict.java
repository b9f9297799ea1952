package dev.tutti.cli.demo;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Style;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.SurveyValidator;
import dev.tutti.survey.ValidationReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What is claimed in the end, each point with the check that it rests on. */
final class Verdict {
    private final Console console;
    private final Outcome outcome;
    private final List<Map<String, Object>> points = new ArrayList<>();
    private final DemoOptions options;
    private final Journal journal;
    private final Readers seen;
    private final int readers;
    private boolean good = true;

    Verdict(Console console, Outcome outcome, DemoOptions options, Journal journal, Readers seen, int readers) {
        this.console = console;
        this.outcome = outcome;
        this.options = options;
        this.journal = journal;
        this.seen = seen;
        this.readers = readers;
    }

    /** Prints the points and returns whether all hold. */
    boolean check() throws IOException, InterruptedException {
        line("");
        counts();
        point(
                seen.missing().isEmpty() && journal.samples() > 0,
                "every committed sample was seen by every reader: " + journal.samples() + " samples, "
                        + journal.publishes() + " publishes",
                seen.missing());
        point(
                seen.faults().isEmpty(),
                "in order, none torn: every value " + (options.replay() == null ? "is the signal's" : "is the source's")
                        + ", every publish was seen whole",
                seen.faults());
        CheckReport report = H5.check(options.file());
        point(
                report.problems().isEmpty(),
                "tutti check passes",
                report.problems().stream().map(Object::toString).toList());
        if (options.replay() == null) {
            ValidationReport survey = SurveyValidator.validate(options.file());
            point(
                    survey.isValid(),
                    "tutti survey validate finds no error: it is a survey (MTH5) file",
                    survey.messages().stream().map(Object::toString).toList());
        }
        peers();
        Histogram lags = seen.lags();
        point(
                lags.getTotalCount() > 0,
                String.format(
                        Locale.ROOT,
                        "lag from publish to reader: p50 %.2f ms, p99 %.2f ms, largest %.2f ms (%d measurements)",
                        lags.getValueAtPercentile(50) / 1e3,
                        lags.getValueAtPercentile(99) / 1e3,
                        lags.getMaxValue() / 1e3,
                        lags.getTotalCount()),
                List.of());
        line(good ? Style.GOOD.of(console, "All of it holds.") : Style.BAD.of(console, "Not all of it holds."));
        console.out().flush();
        outcome.with("holds", good)
                .with("samples", journal.samples())
                .with("publishes", journal.publishes())
                .with("lag_p50_ms", lags.getValueAtPercentile(50) / 1e3)
                .with("lag_p99_ms", lags.getValueAtPercentile(99) / 1e3)
                .with("points", points);
        return good;
    }

    /** Each reader must have come to an end and have counted alike. */
    private void counts() {
        List<Readers.Counts> counts = seen.counts();
        point(
                counts.size() == readers,
                counts.size() + " of " + readers + " readers came to their end"
                        + (counts.isEmpty()
                                ? ""
                                : ": " + counts.get(0).runs() + " runs, "
                                        + counts.get(0).channels() + " channels each"),
                List.of());
    }

    private void peers() throws IOException, InterruptedException {
        List<String> paths = List.copyOf(journal.rows().keySet());
        Map<String, String> ours;
        String type;
        try (H5File file = Opening.toLook(options.file())) {
            ours = Peers.digests(file, paths);
            type = file.dataset(paths.get(0)).type().toString();
        }
        Map<String, String> h5py = Peers.h5py(options.file(), paths);
        if (h5py == null) {
            line("  --  h5py is not installed");
        } else {
            point(
                    ours.equals(h5py),
                    "h5py reads the same: " + paths.size() + " datasets, byte for byte",
                    differences(ours, h5py));
        }
        String path = paths.get(0);
        @Nullable String dumped = Peers.h5dump(options.file(), path, type.endsWith("be") ? "BE" : "LE");
        if (dumped == null) {
            line("  --  h5dump is not installed");
        } else {
            String digest = ours.getOrDefault(path, "");
            point(digest.endsWith(" " + dumped), "h5dump writes the same bytes of " + path, List.of());
        }
    }

    private static List<String> differences(Map<String, String> ours, Map<String, String> theirs) {
        return ours.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(theirs.get(entry.getKey())))
                .map(entry -> entry.getKey() + ": Tutti " + entry.getValue() + ", h5py "
                        + theirs.getOrDefault(entry.getKey(), "nothing"))
                .toList();
    }

    private void line(String text) {
        if (!outcome.isWanted()) {
            console.out().println(text);
        }
    }

    private void point(boolean holds, String text, List<String> details) {
        good &= holds;
        points.add(Map.of("holds", holds, "claim", text, "details", details));
        line((holds ? Style.GOOD.of(console, "  ok  ") : Style.BAD.of(console, "  NO  ")) + text);
        details.stream().limit(10).forEach(detail -> line("        " + detail));
    }
}
