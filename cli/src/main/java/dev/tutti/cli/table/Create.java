package dev.tutti.cli.table;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Outcome;
import dev.tutti.table.Schema;
import dev.tutti.table.Tables;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a table. */
@CommandLine.Command(name = "create", description = "make a table: FOLDER/NAME 'id:long!, time:timestamptz, x:double'")
final class Create extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(index = "0", paramLabel = "FOLDER/NAME", description = "the table")
    private String address = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COLUMN",
            description = "name:type, with ! behind it if each row must have a value")
    private List<String> columns = List.of();

    @Option(
            names = "--partition-by",
            split = ";",
            paramLabel = "PART",
            description = "region, day(time), bucket(16, id), truncate(4, name); more than one with ; between")
    private List<String> partitionBy = List.of();

    Create(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        TableAddress where = TableAddress.parse(address);
        Schema schema = Schema.parse(String.join(", ", columns));
        try (Tables tables = where.open()) {
            tables.create(where.name(), schema, partitionBy.toArray(String[]::new));
        }
        outcome.with("table", where.toString())
                .with("columns", schema.toString())
                .with("partition_by", partitionBy);
        done(outcome::print, where + ": " + schema);
        return 0;
    }
}
