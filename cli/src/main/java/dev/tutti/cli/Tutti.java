package dev.tutti.cli;

import dev.tutti.cli.care.Check;
import dev.tutti.cli.care.Doctor;
import dev.tutti.cli.care.Lock;
import dev.tutti.cli.care.Recover;
import dev.tutti.cli.care.Repack;
import dev.tutti.cli.change.Copy;
import dev.tutti.cli.change.MakeGroup;
import dev.tutti.cli.change.Move;
import dev.tutti.cli.change.Put;
import dev.tutti.cli.change.Remove;
import dev.tutti.cli.change.SetAttribute;
import dev.tutti.cli.compare.Diff;
import dev.tutti.cli.compare.Stat;
import dev.tutti.cli.convert.Convert;
import dev.tutti.cli.demo.Demo;
import dev.tutti.cli.demo.DemoReader;
import dev.tutti.cli.demo.DemoWriter;
import dev.tutti.cli.draw.Plot;
import dev.tutti.cli.live.RecordInput;
import dev.tutti.cli.live.Watch;
import dev.tutti.cli.look.Dump;
import dev.tutti.cli.look.Get;
import dev.tutti.cli.look.Info;
import dev.tutti.cli.look.Ls;
import dev.tutti.cli.man.HelpOn;
import dev.tutti.cli.man.ManPages;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Failures;
import dev.tutti.cli.serve.Serve;
import dev.tutti.cli.shell.ShellCommand;
import dev.tutti.cli.survey.SurveyCommands;
import dev.tutti.cli.table.TableCommands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The root command: names its children and turns every outcome into an exit status. */
@CommandLine.Command(
        name = "tutti",
        description = "HDF5 files, read and written in parallel, followed while they grow.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Objects are named FILE/path/in/file, FILE::/path, or FILE PATH; parts of them in",
            "brackets: 'run.h5/x[10:20, ::2]'.",
            "In a checkout, tutti bench measures on this machine: tutti bench --help.",
            "Exit status: 0 ok, 1 failed, 2 usage, 3 not found, 4 busy, 5 damaged, 6 conflict, 130 after Ctrl-C."
        })
public final class Tutti implements Runnable {
    private Tutti() {}

    /** Runs one command in this process and returns its exit status. */
    public static int run(Console console, String... args) {
        int status;
        try {
            status = line(console).execute(args);
        } catch (OutOfMemoryError e) {
            return Failures.report(
                    console, String.join(" ", List.of(args).subList(0, Math.min(1, args.length))), e, false);
        }
        try {
            console.out().flush();
        } catch (RuntimeException e) {
            return status != 0 ? status : Failures.report(console, "", e, false); // what went wrong before was told
        }
        return status;
    }

    /** Runs a command that does the work of another: errors are that one's. */
    private static int runFor(String name, Console console, String... args) {
        CommandLine line = line(console);
        line.setExecutionExceptionHandler((failure, where, result) ->
                Failures.report(console, name, failure, where.getCommand() instanceof Command c && c.isVerbose()));
        return line.execute(args);
    }

    /** The command line with all its commands. */
    static CommandLine line(Console console) {
        CommandLine line = new CommandLine(new Tutti());
        commands(console).forEach(line::addSubcommand);
        line.addSubcommand(SurveyCommands.line(console));
        line.addSubcommand(TableGateway.line(console));
        return configured(line, console);
    }

    /** The command line with the commands of tables too, which {@link #line} loads only when one is given. */
    static CommandLine wholeLine(Console console) {
        CommandLine line = line(console);
        CommandLine tables = TableCommands.line(console);
        tables.getCommandSpec().name("table");
        line.getCommandSpec().removeSubcommand("table");
        line.addSubcommand("table", tables);
        return line;
    }

    /** The line with what all commands have in common: where it prints, and what becomes of errors. */
    static CommandLine configured(CommandLine line, Console console) {
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(console.isColoured() ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((failure, args) -> {
            String name = failure.getCommandLine().getCommandSpec().qualifiedName();
            console.err().println(name + ": " + meant(failure) + "; try --help");
            return ExitStatus.USAGE;
        });
        line.setExecutionExceptionHandler((failure, where, result) -> {
            boolean verbose = where.getCommand() instanceof Command command && command.isVerbose();
            try {
                console.out().flush();
            } catch (RuntimeException e) {
                return Failures.report(console, words(where), e, false);
            }
            return Failures.report(console, words(where), failure, verbose);
        });
        return line;
    }

    /** The words by which a user calls a command, such as {@code survey slice}. */
    private static String words(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^tutti ?", "");
    }

    /** What went wrong with the words that were typed; of a command that is none, which ones are like it. */
    private static String meant(CommandLine.ParameterException failure) {
        if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !unmatched.getCommandLine().getSubcommands().isEmpty()) {
            List<String> like = unmatched.getSuggestions();
            return "there is no command '" + unmatched.getUnmatched().get(0) + "'"
                    + (like.isEmpty() ? "" : "; did you mean " + String.join(", ", like) + "?");
        }
        return String.valueOf((failure.getCause() instanceof CommandFailure known ? known : failure).getMessage());
    }

    private static List<Command> commands(Console console) {
        return List.of(
                new Ls(console),
                new Info(console),
                new Dump(console),
                new Get(console),
                new Put(console),
                new SetAttribute(console),
                new MakeGroup(console),
                new Move(console),
                new Copy(console),
                new Remove(console),
                new Watch(console),
                new RecordInput(console),
                new Check(console),
                new Recover(console),
                new Repack(console),
                new Lock(console),
                new Doctor(console),
                new Demo(console),
                new DemoWriter(console),
                new DemoReader(console),
                new Plot(console),
                new Diff(console),
                new Stat(console),
                new Convert(console, args -> runFor("convert", console, args)),
                new ShellCommand(console, args -> run(console, args)),
                new ManPages(console, () -> wholeLine(console)),
                new HelpOn(console, () -> wholeLine(console)),
                new Serve(console),
                new Completion(console),
                new PathCandidates(console));
    }

    @Override
    public void run() {
        throw CommandFailure.usage("a command is expected; try tutti --help");
    }
}
