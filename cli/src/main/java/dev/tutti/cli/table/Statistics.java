package dev.tutti.cli.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Sizes;
import dev.tutti.table.Table;
import dev.tutti.table.TableStatistics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Shows sizes, and how much writers are in each other's way. */
@CommandLine.Command(name = "stats", description = "sizes; who commits how often, and waits how long for others")
final class Statistics extends TableCommand {
    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    Statistics(Console console) {
        super(console);
    }

    @Override
    void work(Table table) throws IOException {
        TableStatistics stats = table.statistics();
        if (json) {
            try (JsonGenerator out = Json.document(console().out())) {
                Grid.object(out, members(stats));
            }
            console().out().println();
            return;
        }
        say("rows", Long.toString(stats.rows()));
        say("data", stats.files() + " files, " + Sizes.bytes(stats.bytes()));
        say("metadata", stats.snapshots() + " snapshots, " + Sizes.bytes(stats.metadataBytes()));
        say(
                "commits",
                String.format(
                        Locale.ROOT,
                        "%.1f a second over %s",
                        stats.commitsPerSecond(),
                        Sizes.duration(stats.history())));
        say("calls", stats.calls() + ", which share commits");
        say(
                "waiting",
                "half at most " + Sizes.duration(stats.waitMedian()) + ", longest "
                        + Sizes.duration(stats.waitLongest()));
        say("conflicts", stats.repeated() + " commits done anew, " + stats.refused() + " refused");
        stats.writers().forEach((writer, commits) -> say("writer", writer + ", " + commits + " commits"));
    }

    private void say(String what, String text) {
        console().out().println(String.format(Locale.ROOT, "%-9s %s", what, text));
    }

    private static Map<String, Object> members(TableStatistics stats) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("rows", stats.rows());
        members.put("files", stats.files());
        members.put("bytes", stats.bytes());
        members.put("snapshots", stats.snapshots());
        members.put("metadata_bytes", stats.metadataBytes());
        members.put("history_s", stats.history().toMillis() / 1e3);
        members.put("commits_per_s", stats.commitsPerSecond());
        members.put("calls", stats.calls());
        members.put("wait_median_ms", stats.waitMedian().toMillis());
        members.put("wait_longest_ms", stats.waitLongest().toMillis());
        members.put("repeated", stats.repeated());
        members.put("refused", stats.refused());
        members.put("writers", stats.writers());
        return members;
    }
}
