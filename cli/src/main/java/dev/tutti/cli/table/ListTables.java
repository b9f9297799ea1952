package dev.tutti.cli.table;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Outcome;
import dev.tutti.table.Tables;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Names the tables of a folder. */
@CommandLine.Command(name = "ls", description = "the names of the tables in a folder")
final class ListTables extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(index = "0", paramLabel = "FOLDER", description = "the folder, or the address of a catalog server")
    private String place = "";

    ListTables(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        try (Tables tables = new TableAddress(place, "").existing()) {
            if (!outcome.with("tables", tables.list()).print(console())) {
                tables.list().forEach(console().out()::println);
            }
        }
        return 0;
    }
}
