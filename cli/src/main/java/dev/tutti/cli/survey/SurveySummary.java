package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.survey.ChannelRow;
import dev.tutti.survey.Gap;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.UtcTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A survey file in a few numbers; its gaps; and its stored tables brought up to date. */
@CommandLine.Command(name = "summary", description = "a survey file in a few numbers, from what is there now")
final class SurveySummary extends Command {
    @Parameters(paramLabel = "FILE", description = "a survey file; it may be live")
    private Path path = Path.of("");

    @Mixin
    private Rows rows = new Rows();

    @Option(names = "--gaps", description = "one row for each gap that a recorder has met")
    private boolean gaps;

    @Option(names = "--write", description = "bring the stored tables, which other programs read, to what is there")
    private boolean write;

    SurveySummary(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (write) {
            try (SurveyFile file = SurveyFile.open(path)) {
                file.summarize();
            }
        }
        try (SurveyFile file = SurveyFile.read(path)) {
            rows.print(console(), gaps ? gaps(file) : numbers(file));
        }
        return ExitStatus.OK;
    }

    private static List<Rows.Row> numbers(SurveyFile file) {
        List<ChannelRow> channels = file.channelSummary();
        return List.of(new Rows.Row()
                .put("version", file.version().text())
                .put("surveys", file.surveyNames().size())
                .put("stations", file.stations().size())
                .put("runs", file.runSummary().size())
                .put("channels", channels.size())
                .put("samples", channels.stream().mapToLong(ChannelRow::samples).sum())
                .put("transfer_functions", file.transferFunctionSummary().size())
                .put("gaps", file.gaps().size()));
    }

    private static List<Rows.Row> gaps(SurveyFile file) {
        List<Rows.Row> found = new ArrayList<>();
        for (Gap gap : file.gaps()) {
            found.add(new Rows.Row()
                    .put("run", gap.run())
                    .put("expected", UtcTime.text(gap.expected()))
                    .put("found", UtcTime.text(gap.found()))
                    .put("seconds", gap.length().toNanos() / 1e9)
                    .put("treatment", gap.what().name())
                    .put("cause", gap.cause().name())
                    .put("into", gap.into()));
        }
        return found;
    }
}
