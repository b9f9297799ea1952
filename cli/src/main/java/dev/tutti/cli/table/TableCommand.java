package dev.tutti.cli.table;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import picocli.CommandLine.Parameters;

/** A command on one table that is there. */
abstract class TableCommand extends Command {
    @Parameters(index = "0", paramLabel = "FOLDER/NAME", description = "the table")
    private String address = "";

    TableCommand(Console console) {
        super(console);
    }

    @Override
    protected final int run() throws Exception {
        TableAddress where = TableAddress.parse(address);
        try (Tables tables = where.existing()) {
            work(tables.load(where.name()));
        }
        return 0;
    }

    /** Does the work; what it throws ends the command. */
    abstract void work(Table table) throws Exception;
}
