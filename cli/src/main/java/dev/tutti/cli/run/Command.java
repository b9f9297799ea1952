package dev.tutti.cli.run;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** One command. Subclasses declare options and arguments and do the work in {@link #run()}. */
public abstract class Command implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-q", "--quiet"},
            description = "say nothing but errors on standard error")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "say more; errors come with a stack trace")
    private boolean verbose;

    @SuppressWarnings("UnusedVariable") // the parser sets it and acts upon it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and leave")
    private boolean help;

    protected Command(Console console) {
        this.console = console;
    }

    /** Does the work and returns the exit status. */
    protected abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        int status = run();
        console.out().flush();
        return status;
    }

    protected final Console console() {
        return console;
    }

    /** Whether the user wants to know more. */
    public final boolean isVerbose() {
        return verbose;
    }

    /** A hint or a warning, on standard error, unless the user wants quiet. */
    protected final void hint(String line) {
        if (!quiet) {
            console.say(line);
        }
    }
}
