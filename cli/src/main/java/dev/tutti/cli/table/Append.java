package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Outcome;
import dev.tutti.table.Row;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends rows of a file, or of standard input, in one commit. */
@CommandLine.Command(name = "append", description = "append the rows of a file: all of them in one commit, or none")
final class Append extends TableCommand {
    @Mixin
    private Outcome outcome = new Outcome();

    @Mixin
    private Line line = new Line();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "CSV whose first line names the columns, a JSON object a line, Parquet or Arrow; - for standard input")
    private String file = "-";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, jsonl, parquet or arrow; by the suffix of FILE, else jsonl")
    private @Nullable String format;

    @Option(
            names = "--commit-id",
            paramLabel = "ID",
            description = "name of this commit: done again with the same name it adds nothing")
    private @Nullable String commitId;

    Append(Console console) {
        super(console);
    }

    @Override
    void work(Table main) throws IOException {
        Table table = line.of(main);
        String known = format();
        if (RowFiles.isFormat(known)) {
            if (file.equals("-")) {
                throw CommandFailure.usage(known + " is read from a FILE, not from standard input");
            }
            try (Stream<Row> rows = RowFiles.of(file, known).rows()) {
                append(table, rows);
            }
            return;
        }
        try (InputStream in = file.equals("-") ? console().in() : Files.newInputStream(Path.of(file));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            TextRows text = new TextRows(file.equals("-") ? "standard input" : file, table.schema(), reader);
            append(table, known.equals("csv") ? text.csv() : text.json());
        }
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private void append(Table table, Stream<?> all) {
        LongAdder taken = new LongAdder();
        Stream<?> rows = all.peek(row -> taken.increment());
        Snapshot snapshot;
        try (Progress shown = lateProgress("append", "rows", -1, taken::sum)) {
            snapshot = commitId == null ? table.append(rows) : table.append(commitId, rows);
        }
        outcome.with("table", table.name())
                .with("snapshot", snapshot.id())
                .with("added", snapshot.addedRows().orElse(0))
                .with("rows", snapshot.rows().orElse(0));
        done(
                outcome::print,
                "snapshot " + snapshot.id() + ": " + snapshot.rows().orElse(0) + " rows in the table");
    }

    private String format() {
        String suffix = RowFiles.suffix(file);
        String name = format != null ? format : suffix.equals("csv") || RowFiles.isFormat(suffix) ? suffix : "jsonl";
        if (!name.equals("csv") && !name.equals("jsonl") && !RowFiles.isFormat(name)) {
            throw CommandFailure.usage("'" + name + "' is no format to append: csv, jsonl, parquet, arrow");
        }
        return name;
    }
}
