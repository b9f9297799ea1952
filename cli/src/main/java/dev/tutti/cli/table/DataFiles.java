package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.table.Table;
import dev.tutti.table.TableFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the data files. */
@CommandLine.Command(name = "files", description = "the data files of the newest version")
final class DataFiles extends TableCommand {
    @Mixin
    private Line line = new Line();

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    DataFiles(Console console) {
        super(console);
    }

    @Override
    void work(Table table) throws IOException {
        Grid.print(
                console().out(),
                json ? Grid.Format.JSON : Grid.Format.TEXT,
                List.of("rows", "bytes", "partition", "file"),
                line.of(table).view().files().stream().map(DataFiles::line));
    }

    private static Map<String, @Nullable Object> line(TableFile file) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("rows", file.rows());
        line.put("bytes", file.bytes());
        line.put("partition", file.partition());
        line.put("file", file.location());
        return line;
    }
}
