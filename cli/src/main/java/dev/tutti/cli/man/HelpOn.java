package dev.tutti.cli.man;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Parameters;

/** What {@code --help} of a command prints, for those who ask in front of the command. */
@CommandLine.Command(name = "help", description = "help on a command: tutti help plot, tutti help table scan")
public final class HelpOn extends Command {
    private final Supplier<CommandLine> line;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            hideParamSyntax = true,
            description = "a command, as plot or table scan; tutti itself by default")
    private List<String> words = List.of();

    /** @param line the whole command line */
    public HelpOn(Console console, Supplier<CommandLine> line) {
        super(console);
        this.line = line;
    }

    @Override
    protected int run() {
        CommandLine.usage(find(line.get(), words), console().out(), console().isColoured() ? Ansi.ON : Ansi.OFF);
        return 0;
    }

    /** The command that some words name. */
    static CommandLine find(CommandLine root, List<String> words) {
        CommandLine found = root;
        for (String word : words) {
            found = found.getSubcommands().get(word);
            if (found == null) {
                throw CommandFailure.usage("there is no command '" + String.join(" ", words) + "'; try tutti --help");
            }
        }
        return found;
    }
}
