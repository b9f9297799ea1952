package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Outcome;
import dev.tutti.table.Table;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes back to an earlier version. */
@CommandLine.Command(name = "rollback", description = "go back to the version of a snapshot")
final class Rollback extends TableCommand {
    @Mixin
    private Outcome outcome = new Outcome();

    @Mixin
    private Line line = new Line();

    @Parameters(index = "1", paramLabel = "SNAPSHOT", description = "its id, as tutti table snapshots lists it")
    private long snapshot;

    Rollback(Console console) {
        super(console);
    }

    @Override
    void work(Table main) {
        Table table = line.of(main);
        table.rollback(snapshot);
        outcome.with("table", table.name()).with("snapshot", snapshot).with("rows", table.rowCount());
        done(outcome::print, table.name() + ": " + table.rowCount() + " rows, at snapshot " + snapshot);
    }
}
