package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Outcome;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.survey.SurveyConverter;
import dev.tutti.survey.SurveyVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a survey file anew in another version of the layout. */
@CommandLine.Command(
        name = "convert",
        description = "a survey file in the other version of the layout, with all samples")
final class SurveyConvert extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

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
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() {
        SurveyVersion wanted = version();
        if (Files.exists(to)) {
            throw new CommandFailure(ExitStatus.FAILED, to + ": exists already; convert makes a new file");
        }
        AtomicLong percent = new AtomicLong();
        SurveyConverter.Done done;
        try (Progress shown = progress("convert", "% of stations", 100, percent::get)) {
            done = SurveyConverter.convert(
                    from, to, wanted, survey, (ready, all) -> percent.set(all == 0 ? 100 : 100L * ready / all));
        }
        outcome.with("file", to.toString())
                .with("version", version)
                .with("stations", done.stations())
                .with("runs", done.runs())
                .with("channels", done.channels())
                .with("samples", done.samples());
        done(
                outcome::print,
                to + ": version " + version + ", " + done.stations() + " stations, " + done.runs() + " runs, "
                        + done.channels() + " channels, " + done.samples() + " samples");
        return ExitStatus.OK;
    }

    private SurveyVersion version() {
        try {
            return SurveyVersion.of(version);
        } catch (H5UnsupportedException e) {
            throw CommandFailure.usage("--to: 0.1.0 or 0.2.0 is expected, found " + version);
        }
    }
}
