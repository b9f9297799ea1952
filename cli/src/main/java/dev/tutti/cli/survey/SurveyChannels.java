package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.survey.ChannelRow;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.UtcTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One row for each channel. */
@CommandLine.Command(name = "channels", description = "one row for each channel, from what is there now")
final class SurveyChannels extends Command {
    @Parameters(paramLabel = "FILE", description = "a survey file; it may be live")
    private Path path = Path.of("");

    @Mixin
    private Rows rows = new Rows();

    SurveyChannels(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        try (SurveyFile file = SurveyFile.read(path)) {
            List<Rows.Row> found = new ArrayList<>();
            for (ChannelRow row : file.channelSummary()) {
                found.add(new Rows.Row()
                        .put("survey", row.survey())
                        .put("station", row.station())
                        .put("run", row.run())
                        .put("component", row.component())
                        .put("start", UtcTime.text(row.start()))
                        .put("end", UtcTime.text(row.end()))
                        .put("n_samples", row.samples())
                        .put("sample_rate", row.sampleRate())
                        .put("measurement_type", row.type())
                        .put("units", row.units())
                        .put("has_data", row.hasData()));
            }
            rows.print(console(), found);
        }
        return ExitStatus.OK;
    }
}
