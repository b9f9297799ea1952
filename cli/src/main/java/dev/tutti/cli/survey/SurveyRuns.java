package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.survey.RunRow;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.UtcTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One row for each run. */
@CommandLine.Command(name = "runs", description = "one row for each run, from what is there now")
final class SurveyRuns extends Command {
    @Parameters(paramLabel = "FILE", description = "a survey file; it may be live")
    private Path path = Path.of("");

    @Mixin
    private Rows rows = new Rows();

    SurveyRuns(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        try (SurveyFile file = SurveyFile.read(path)) {
            List<Rows.Row> found = new ArrayList<>();
            for (RunRow row : file.runSummary()) {
                found.add(new Rows.Row()
                        .put("survey", row.survey())
                        .put("station", row.station())
                        .put("run", row.run())
                        .put("start", UtcTime.text(row.start()))
                        .put("end", UtcTime.text(row.end()))
                        .put("duration", row.duration().toNanos() / 1e9)
                        .put("n_samples", row.samples())
                        .put("sample_rate", row.sampleRate())
                        .put("has_data", row.hasData())
                        .put("channels", row.channels()));
            }
            rows.print(console(), found);
        }
        return ExitStatus.OK;
    }
}
