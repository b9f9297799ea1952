package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.errors.H5TypeException;
import dev.tutti.table.Scan;
import dev.tutti.table.Table;
import dev.tutti.table.TableView;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
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

    @Option(
            names = "--limit",
            converter = OptionValues.Rows.class,
            paramLabel = "N",
            description = "at most so many rows")
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
    @SuppressWarnings("try") // the bar is only there to be closed
    void work(Table main) throws IOException {
        Table table = line.of(main);
        Grid.Format as = Grid.format(format, json);
        if ((at != null ? 1 : 0) + (asOf != null ? 1 : 0) + (since != null ? 1 : 0) > 1) {
            throw CommandFailure.usage("one of --at, --as-of and --since is expected");
        }
        Scan scan = since != null
                ? table.changesSince(since).ordered()
                : view(table).scan().ordered();
        if (where != null) {
            scan = matching(scan, where);
        }
        if (!columns.isEmpty()) {
            scan = scan.select(columns.toArray(String[]::new));
        }
        if (limit != null) {
            scan = scan.limit(limit);
        }
        if (count) {
            console().out().println(counted(scan));
            return;
        }
        LongAdder printed = new LongAdder();
        try (Progress shown = progressBesideOutput("scan", "rows", rows(table), printed::sum)) {
            Grid.print(console().out(), as, scan.columns(), scan.maps().peek(row -> printed.increment()));
        }
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private long counted(Scan scan) {
        try (Progress shown = lateProgressOfBytes("count", -1, () -> 0)) { // nothing that can be seen grows
            return scan.count();
        }
    }

    /** How many rows there will be; negative if only reading them tells. */
    private long rows(Table table) {
        if (where != null || since != null) {
            return -1;
        }
        long all = view(table).rowCount();
        return limit == null ? all : Math.min(limit, all);
    }

    private static Scan matching(Scan scan, String where) {
        try {
            return scan.where(where);
        } catch (H5TypeException e) {
            throw CommandFailure.usage("--where: " + e.getMessage());
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
