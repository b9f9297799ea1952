package dev.tutti.cli;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.table.TableCommands;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Prints a completion script for a shell. */
@CommandLine.Command(name = "completion", description = "a completion script: source <(tutti completion bash)")
public final class Completion extends Command {
    /** Shells that have one. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(arity = "0..1", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}; bash by default")
    private Shell shell = Shell.bash;

    /** Falls back on files, and on objects inside a file, where picocli has nothing to offer. */
    private static final String INSIDE =
            """

            _tutti_with_paths() {
              _complete_tutti "$@"
              local word="${COMP_WORDS[COMP_CWORD]}"
              case "$word" in -*) return ;; esac
              if [ "$COMP_CWORD" -gt 1 ]; then
                local IFS=$'\\n'
                COMPREPLY+=( $("${COMP_WORDS[0]}" __paths "$word" 2>/dev/null) )
                case "${COMPREPLY[0]:-}" in */) compopt -o nospace 2>/dev/null ;; esac
              fi
            }
            complete -F _tutti_with_paths -o default tutti ./tutti
            """;

    public Completion(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        if (shell == Shell.zsh) {
            console().out().println("autoload -U +X bashcompinit && bashcompinit");
        }
        CommandLine line = Tutti.line(console());
        // What stands for the commands of tables does not know them, so that they are loaded only when one is given.
        line.getCommandSpec().removeSubcommand("table");
        line.addSubcommand("table", TableCommands.line(console()));
        console().out().print(AutoComplete.bash("tutti", line));
        console().out().print(INSIDE);
        return 0;
    }
}
