package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.table.Scan;
import dev.tutti.table.Table;
import dev.tutti.table.TableView;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints rows. */
@CommandLine.Command(name = "scan", description = "rows, of now or of the past")
final class ScanRows extends TableCommand {
    @Mixin
    private Line line = new Line();

    @Option(names = "--where", paramLabel = "FILTER", description = "x > 3 and name in ('a', 'b') and y is not null")
    private @Nullable String where;

    @Option(
            names = "--select",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "COLUMN,…",
            description = "these columns only")
    private List<String> columns = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "at most so many rows")
    private @Nullable Long limit;

    @Option(names = "--at", paramLabel = "SNAPSHOT", description = "the version of a snapshot, tag or branch")
    private @Nullable String at;

    @Option(names = "--as-of", paramLabel = "TIME", description = "the version of a time: 2026-01-31T12:00:00Z")
    private @Nullable String asOf;

    @Option(names = "--since", paramLabel = "SNAPSHOT", description = "only what was appended after a snapshot")
    private @Nullable Long since;

    @Option(names = "--count", description = "the number of rows only")
    private boolean count;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, csv, json, jsonl")
    private @Nullable String format;

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    ScanRows(Console console) {
        super(console);
    }

    @Override
    void work(Table main) throws IOException {
        Table table = line.of(main);
        Grid.Format as = Grid.format(format, json);
        Scan scan = since != null
                ? table.changesSince(since).ordered()
                : view(table).scan().ordered();
        if (where != null) {
            scan = scan.where(where);
        }
        if (!columns.isEmpty()) {
            scan = scan.select(columns.toArray(String[]::new));
        }
        if (limit != null) {
            scan = scan.limit(limit);
        }
        if (count) {
            console().out().println(scan.count());
        } else {
            Grid.print(console().out(), as, scan.columns(), scan.maps());
        }
    }

    private TableView view(Table table) {
        if (at != null) {
            return version(table, at);
        }
        return asOf != null ? table.asOf(time(asOf)) : table.view();
    }

    /** The version of a snapshot by its number, or of a tag or a branch. */
    static TableView version(Table table, String at) {
        return at.matches("\\d+") ? table.at(Long.parseLong(at)) : table.at(at);
    }

    /** A time with a zone, or one of this machine's. */
    static Instant time(String text) {
        try {
            return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? java.time.OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (java.time.DateTimeException e) {
            throw CommandFailure.usage("'" + text + "' is no time: 2026-01-31T12:00:00Z is one");
        }
    }
}
