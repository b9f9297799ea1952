package dev.tutti.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** One command. Subclasses declare options and arguments and do the work in {@link #run()}. */
public abstract class Command implements Callable<Integer> {
    private static final long PATIENCE_MILLIS = 1000;

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

    /**
     * Says what was done.
     *
     * @param print prints it as JSON if that is wanted, and says whether it did
     * @param line the hint that is given else; empty for none
     */
    protected final void done(Predicate<Console> print, String line) {
        if (!print.test(console) && !line.isEmpty()) {
            hint(line);
        }
    }

    /**
     * Shows how far the work has come, in bytes, while somebody sits at the terminal.
     *
     * @param total how many there will be; negative if nobody knows
     * @param done how many there are; asked by another thread
     */
    protected final Progress progressOfBytes(String task, long total, LongSupplier done) {
        return showsProgress() ? Progress.bytes(console, 0, task, total, done) : Progress.none();
    }

    /** The same in things that are counted. */
    protected final Progress progress(String task, String unit, long total, LongSupplier done) {
        return showsProgress() ? Progress.count(console, 0, task, unit, total, done) : Progress.none();
    }

    /** As {@link #progressOfBytes}, of work that is mostly done at once: shown when it is not. */
    protected final Progress lateProgressOfBytes(String task, long total, LongSupplier done) {
        return showsProgress() ? Progress.bytes(console, PATIENCE_MILLIS, task, total, done) : Progress.none();
    }

    /** As {@link #progress}, of work that is mostly done at once: shown when it is not. */
    protected final Progress lateProgress(String task, String unit, long total, LongSupplier done) {
        return showsProgress() ? Progress.count(console, PATIENCE_MILLIS, task, unit, total, done) : Progress.none();
    }

    /** As {@link #lateProgress}, of work that prints as it goes: shown if that goes elsewhere than to the screen. */
    protected final Progress progressBesideOutput(String task, String unit, long total, LongSupplier done) {
        return console.isTerminal() ? Progress.none() : lateProgress(task, unit, total, done);
    }

    /** The same, measured by what is printed. */
    protected final Progress progressOfOutput(String task) {
        return console.isTerminal() ? Progress.none() : lateProgressOfBytes(task, -1, console::written);
    }

    /** Whether somebody sees how far the work has come, so that it is worth measuring beforehand. */
    protected final boolean showsProgress() {
        return console.showsProgress() && !quiet;
    }

    /** The options by which a command that does a part of the work is as quiet or talkative as this one. */
    protected final List<String> manner() {
        List<String> options = new ArrayList<>();
        if (quiet) {
            options.add("-q");
        }
        if (verbose) {
            options.add("-v");
        }
        return options;
    }

    /** A hint or a warning, on standard error, unless the user wants quiet. */
    protected final void hint(String line) {
        if (!quiet) {
            console.say(line);
        }
    }
}
