package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.table.Column;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Shows or changes the columns. */
@CommandLine.Command(name = "schema", description = "the columns; with options, changes them without touching data")
final class Columns extends TableCommand {
    @Option(names = "--add", paramLabel = "NAME:TYPE", description = "a new column, optional")
    private List<String> add = List.of();

    @Option(names = "--drop", paramLabel = "NAME", description = "a column less")
    private List<String> drop = List.of();

    @Option(names = "--rename", paramLabel = "OLD=NEW", description = "another name for a column")
    private List<String> rename = List.of();

    @Option(names = "--widen", paramLabel = "NAME:TYPE", description = "int to long, float to double, more digits")
    private List<String> widen = List.of();

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    Columns(Console console) {
        super(console);
    }

    @Override
    void work(Table table) throws IOException {
        if (!(add.isEmpty() && drop.isEmpty() && rename.isEmpty() && widen.isEmpty())) {
            table.columns(change -> {
                columns(add).forEach(column -> change.add(column.name(), column.type()));
                columns(widen).forEach(column -> change.widen(column.name(), column.type()));
                drop.forEach(change::drop);
                rename.forEach(text -> {
                    int equals = text.indexOf('=');
                    if (equals < 1) {
                        throw CommandFailure.usage("--rename " + text + ": OLD=NEW is expected");
                    }
                    change.rename(text.substring(0, equals), text.substring(equals + 1));
                });
            });
        }
        Grid.print(
                console().out(),
                json ? Grid.Format.JSON : Grid.Format.TEXT,
                List.of("name", "type", "required"),
                table.schema().columns().stream().map(Columns::line));
        List<String> parts = table.view().partitionBy();
        if (!parts.isEmpty()) {
            hint("partitioned by " + String.join(", ", parts));
        }
    }

    private static List<Column> columns(List<String> texts) {
        return texts.isEmpty()
                ? List.of()
                : Schema.parse(String.join(", ", texts)).columns();
    }

    private static Map<String, @Nullable Object> line(Column column) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("name", column.name());
        line.put("type", column.type().toString());
        line.put("required", column.required());
        return line;
    }
}
