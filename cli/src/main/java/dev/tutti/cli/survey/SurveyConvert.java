package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.survey.SurveyConverter;
import dev.tutti.survey.SurveyVersion;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a survey file anew in another version of the layout. */
@CommandLine.Command(
        name = "convert",
        description = "a survey file in the other version of the layout, with all samples")
final class SurveyConvert extends Command {
    @Parameters(index = "0", paramLabel = "FILE", description = "a survey file; it is only read")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "the new file")
    private Path to = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "VERSION", description = "0.1.0 or 0.2.0")
    private String version = "";

    @Option(names = "--survey", paramLabel = "NAME", description = "which survey becomes a 0.1.0 file")
    private @Nullable String survey;

    SurveyConvert(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        boolean shown = console().showsProgress();
        SurveyConverter.Done done =
                SurveyConverter.convert(from, to, SurveyVersion.of(version), survey, (ready, all) -> {
                    if (shown) {
                        console().err().print("\r" + ready + " of " + all + " stations");
                        console().err().flush();
                    }
                });
        if (shown) {
            console().err().println();
        }
        hint(to + ": version " + version + ", " + done.stations() + " stations, " + done.runs() + " runs, "
                + done.channels() + " channels, " + done.samples() + " samples");
        return ExitStatus.OK;
    }
}
