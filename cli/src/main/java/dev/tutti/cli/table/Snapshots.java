package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Lists the versions that can be read. */
@CommandLine.Command(
        name = "snapshots",
        aliases = "history",
        description = "the versions that can be read, with what made them")
final class Snapshots extends TableCommand {
    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    Snapshots(Console console) {
        super(console);
    }

    @Override
    void work(Table table) throws IOException {
        Grid.print(
                console(),
                json ? Grid.Format.JSON : Grid.Format.TEXT,
                List.of("id", "time", "operation", "added", "rows", "files", "writer"),
                table.snapshots().stream().map(Snapshots::line));
    }

    private static Map<String, @Nullable Object> line(Snapshot snapshot) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("id", snapshot.id());
        line.put("time", snapshot.time());
        line.put("operation", snapshot.operation());
        line.put("added", snapshot.addedRows().orElse(0));
        line.put("rows", snapshot.rows().orElse(0));
        line.put("files", snapshot.files().orElse(0));
        line.put("writer", snapshot.summary().getOrDefault("tutti.writer", ""));
        return line;
    }
}
