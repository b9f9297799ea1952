package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
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
        description = "the versions that can be read, with what made them, and the branches and tags that are at them")
final class Snapshots extends TableCommand {
    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    Snapshots(Console console) {
        super(console);
    }

    @Override
    void work(Table table) throws IOException {
        Map<Long, List<String>> names = names(table);
        Grid.print(
                console().out(),
                json ? Grid.Format.JSON : Grid.Format.TEXT,
                List.of("id", "time", "operation", "added", "rows", "files", "writer", "names"),
                table.snapshots().stream()
                        .map(snapshot -> line(snapshot, names.getOrDefault(snapshot.id(), List.of()))));
    }

    /** Which branches end at a snapshot, and which tags keep it. */
    private static Map<Long, List<String>> names(Table table) {
        Map<Long, List<String>> names = new HashMap<>();
        table.view().snapshot().ifPresent(newest -> names.put(newest.id(), new ArrayList<>(List.of("main"))));
        for (String name : table.references().keySet()) {
            if (name.equals("main")) {
                continue;
            }
            table.at(name).snapshot().ifPresent(known -> names.computeIfAbsent(known.id(), id -> new ArrayList<>())
                    .add(name));
        }
        return names;
    }

    private Map<String, @Nullable Object> line(Snapshot snapshot, List<String> names) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("id", snapshot.id());
        line.put("time", snapshot.time());
        line.put("operation", snapshot.operation());
        line.put("added", snapshot.addedRows().orElse(0));
        line.put("rows", snapshot.rows().orElse(0));
        line.put("files", snapshot.files().orElse(0));
        line.put("writer", snapshot.summary().getOrDefault("tutti.writer", ""));
        line.put("names", json ? names : String.join(" ", names));
        return line;
    }
}
