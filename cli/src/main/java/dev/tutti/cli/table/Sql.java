package dev.tutti.cli.table;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.table.Table;
import dev.tutti.table.TableFile;
import dev.tutti.table.TableView;
import dev.tutti.table.Tables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks questions in SQL: DuckDB reads the files of the newest version of each table that the question names. */
@CommandLine.Command(
        name = "sql",
        description =
                "SQL over the tables of a folder, by DuckDB: FOLDER 'select source, avg(value) from events group by 1'")
final class Sql extends Command {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "the tables' folder")
    private String folder = "";

    @Parameters(index = "1", paramLabel = "QUERY", description = "the question; tables by their names")
    private String query = "";

    @Option(
            names = "--driver",
            paramLabel = "JAR",
            description =
                    "DuckDB's JDBC driver; else what TUTTI_DUCKDB names, else the newest in Maven's local repository")
    private @Nullable String driver;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, csv, json, jsonl")
    private @Nullable String format;

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    Sql(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        Grid.Format as = Grid.format(format, json);
        try (Tables tables = new TableAddress(folder, "").existing();
                Connection duck = DuckDriver.connect(driver, console().environment());
                Statement statement = duck.createStatement()) {
            for (String name : tables.list()) {
                if (query.contains(name)) {
                    statement.execute(view(tables.load(name)));
                }
            }
            try (ResultSet rows = answer(statement)) {
                print(as, rows);
            }
        } catch (SQLException e) {
            throw new CommandFailure(ExitStatus.FAILED, "DuckDB: " + e.getMessage(), e);
        }
        return 0;
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private ResultSet answer(Statement statement) throws SQLException {
        try (Progress shown = lateProgressOfBytes("sql", -1, () -> 0)) { // DuckDB does not say how far it has come
            return statement.executeQuery(query);
        }
    }

    private static String view(Table table) {
        TableView version = table.view();
        List<TableFile> files = version.files();
        if (files.stream().anyMatch(file -> file.deletes() > 0)) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "table " + table.name() + ": another engine has deleted rows in files of its own, which DuckDB does"
                            + " not see here; tutti table compact brings them together");
        }
        String columns = version.schema().names().stream().map(Sql::quoted).collect(Collectors.joining(", "));
        String name =
                List.of(table.name().split("\\.")).stream().map(Sql::quoted).collect(Collectors.joining("."));
        String schema = table.name().contains(".")
                ? "create schema if not exists " + name.substring(0, name.lastIndexOf('.')) + "; "
                : "";
        if (files.isEmpty()) {
            String none = version.schema().names().stream()
                    .map(column -> "null as " + quoted(column))
                    .collect(Collectors.joining(", "));
            return schema + "create view " + name + " as select " + none + " where false";
        }
        String list = files.stream()
                .map(file -> "'" + file.location().replaceFirst("^file://", "").replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        return schema + "create view " + name + " as select " + columns + " from read_parquet(" + list
                + ", union_by_name = true)";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private void print(Grid.Format as, ResultSet rows) throws SQLException, IOException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        while (rows.next()) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            for (int i = 1; i <= names.size(); i++) {
                Object value = rows.getObject(i);
                line.put(names.get(i - 1), value instanceof java.sql.Array ? rows.getString(i) : value);
            }
            lines.add(line);
        }
        Grid.print(console().out(), as, names, lines.stream());
    }
}
