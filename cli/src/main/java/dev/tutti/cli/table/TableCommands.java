package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code tutti table} with its commands. */
@CommandLine.Command(
        name = "tutti table",
        description =
                "Tables of many writers, on Apache Iceberg: append, change and read from any number of processes.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "A table is FOLDER/NAME, or URI::NAME of a catalog server. Exit status 6: others were in the way."
        })
public final class TableCommands implements Runnable {
    @SuppressWarnings("UnusedVariable") // the parser sets it and acts upon it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and leave")
    private boolean help;

    private TableCommands() {}

    /** The commands, for a line that has its handlers yet to get. */
    public static CommandLine line(Console console) {
        CommandLine line = new CommandLine(new TableCommands());
        line.addSubcommand(new Create(console));
        line.addSubcommand(new ListTables(console));
        line.addSubcommand(new Append(console));
        line.addSubcommand(new ScanRows(console));
        line.addSubcommand(new Snapshots(console));
        line.addSubcommand(new Rollback(console));
        line.addSubcommand(new Tag(console));
        line.addSubcommand(new Branch(console));
        line.addSubcommand(new Expire(console));
        line.addSubcommand(new Compact(console));
        line.addSubcommand(new DataFiles(console));
        line.addSubcommand(new Columns(console));
        line.addSubcommand(new Statistics(console));
        line.addSubcommand(new Sql(console));
        return line;
    }

    @Override
    public void run() {
        throw CommandFailure.usage("a command is expected; try tutti table --help");
    }
}
