package dev.tutti.cli;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.table.TableCommands;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Stands for {@code tutti table}: takes the words behind it as they are, and only then loads the commands that know them. */
@CommandLine.Command(
        name = "table",
        description = "tables of many writers: create, append, scan, sql, …; tutti table --help")
final class TableGateway implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "the command and its arguments")
    private List<String> words = List.of();

    private TableGateway(Console console) {
        this.console = console;
    }

    static CommandLine line(Console console) {
        return new CommandLine(new TableGateway(console))
                .setUnmatchedOptionsArePositionalParams(true)
                .setStopAtPositional(true);
    }

    @Override
    public Integer call() {
        return Tutti.configured(TableCommands.line(console), console).execute(words.toArray(String[]::new));
    }
}
