package dev.tutti.cli;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
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

    /** The same for zsh, whose own functions know that behind a group's slash more may follow, which those for bash cannot tell it. */
    private static final String INSIDE_ZSH =
            """

            _tutti_zsh() {
              local word="${(Q)words[CURRENT]}"
              local -a inside
              if (( CURRENT > 2 )) && [[ "$word" != -* ]]; then
                inside=( ${(f)"$("${words[1]}" __paths "$word" 2>/dev/null)"} )
                if (( $#inside )); then
                  compadd -U -S '' -- ${(M)inside:#*/}
                  compadd -U -- ${inside:#*/}
                  return 0
                fi
              fi
              _bash_complete -o default -F _complete_tutti
            }
            compdef _tutti_zsh tutti ./tutti
            """;

    public Completion(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        if (shell == Shell.zsh) {
            console().out().println("autoload -U +X bashcompinit && bashcompinit");
        }
        console().out().print(AutoComplete.bash("tutti", Tutti.wholeLine(console())));
        console().out().print(shell == Shell.zsh ? INSIDE_ZSH : INSIDE);
        return 0;
    }
}
