package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.text.Outcome;
import dev.tutti.survey.Channel;
import dev.tutti.survey.Run;
import dev.tutti.survey.Station;
import dev.tutti.survey.Survey;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.UtcTime;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is in a survey file, as a tree. */
@CommandLine.Command(name = "tree", description = "surveys, stations, runs and channels as a tree")
final class SurveyTree extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(paramLabel = "FILE", description = "a survey file; it may be live")
    private Path path = Path.of("");

    SurveyTree(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        PrintStream out = console().out();
        try (SurveyFile file = SurveyFile.read(path)) {
            if (outcome.isWanted()) {
                outcome.with("file", path.toString())
                        .with("version", file.version().text())
                        .with(
                                "surveys",
                                file.surveys().stream().map(SurveyTree::map).toList())
                        .print(console());
                return ExitStatus.OK;
            }
            out.println(path + "  MTH5 " + file.version().text());
            for (Survey survey : file.surveys()) {
                out.println(survey.id());
                for (Station station : survey.stations()) {
                    out.println("  " + station.name());
                    for (Run run : station.runs()) {
                        out.println("    " + run.name() + "  " + run.sampleRate() + " Hz");
                        for (Channel channel : run.channels()) {
                            ChannelMetadata known = channel.metadata();
                            out.println("      " + channel.name() + "  "
                                    + known.kind().toLowerCase(java.util.Locale.ROOT) + "  "
                                    + channel.size() + " samples  "
                                    + UtcTime.text(known.timePeriod().start()) + " to "
                                    + UtcTime.text(known.timePeriod().end())
                                    + (known.units().isEmpty() ? "" : "  " + known.units()));
                        }
                    }
                    station.transferFunctions().names().forEach(name -> out.println("    transfer function " + name));
                }
            }
        }
        return ExitStatus.OK;
    }

    private static Map<String, Object> map(Survey survey) {
        return Map.of(
                "id",
                survey.id(),
                "stations",
                survey.stations().stream().map(SurveyTree::map).toList());
    }

    private static Map<String, Object> map(Station station) {
        return Map.of(
                "id",
                station.name(),
                "runs",
                station.runs().stream().map(SurveyTree::map).toList(),
                "transfer_functions",
                station.transferFunctions().names());
    }

    private static Map<String, Object> map(Run run) {
        return Map.of(
                "id",
                run.name(),
                "sample_rate",
                run.sampleRate(),
                "channels",
                run.channels().stream().map(SurveyTree::map).toList());
    }

    private static Map<String, Object> map(Channel channel) {
        ChannelMetadata known = channel.metadata();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", channel.name());
        members.put("type", known.kind().toLowerCase(java.util.Locale.ROOT));
        members.put("samples", channel.size());
        members.put("start", UtcTime.text(known.timePeriod().start()));
        members.put("end", UtcTime.text(known.timePeriod().end()));
        members.put("units", known.units());
        return members;
    }
}
