package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import java.util.List;
import picocli.CommandLine;

/** {@code tutti survey}: names its children. */
@CommandLine.Command(
        name = "survey",
        description = "survey (MTH5) files: tree, summary, runs, channels, slice, record, validate, convert",
        synopsisSubcommandLabel = "COMMAND")
public final class SurveyCommands extends Command {
    private SurveyCommands(Console console) {
        super(console);
    }

    /** The command with its children. */
    public static CommandLine line(Console console) {
        CommandLine line = new CommandLine(new SurveyCommands(console));
        List.of(
                        new SurveyTree(console),
                        new SurveySummary(console),
                        new SurveyRuns(console),
                        new SurveyChannels(console),
                        new SurveySlice(console),
                        new SurveyRecord(console),
                        new SurveyValidate(console),
                        new SurveyConvert(console))
                .forEach(line::addSubcommand);
        return line;
    }

    @Override
    protected int run() {
        throw CommandFailure.usage("a command is expected; try tutti survey --help");
    }
}
