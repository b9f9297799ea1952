package dev.tutti.cli.survey;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Sizes;
import dev.tutti.errors.H5Exception;
import dev.tutti.survey.Run;
import dev.tutti.survey.Samples;
import dev.tutti.survey.Station;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.UtcTime;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Samples of a run by time. */
@CommandLine.Command(name = "slice", description = "samples of a run or channel by time, as csv with their times")
final class SurveySlice extends Command {
    @Parameters(index = "0", paramLabel = "FILE", description = "a survey file; it may be live")
    private Path path = Path.of("");

    @Parameters(index = "1", paramLabel = "[SURVEY/]STATION/RUN[/CHANNEL]", description = "what to take samples of")
    private String what = "";

    @Option(names = "--start", paramLabel = "TIME", description = "first sample: 2026-03-01T10:00:00 (the run's start)")
    private @Nullable String start;

    @Option(names = "--end", paramLabel = "TIME", description = "last sample, included")
    private @Nullable String end;

    @Option(
            names = "--count",
            converter = OptionValues.Several.class,
            paramLabel = "N",
            description = "so many samples instead of an end")
    private @Nullable Integer count;

    @Option(
            names = "--last",
            converter = OptionValues.Last.class,
            paramLabel = "TIME|N",
            description = "the last 10s, or the last 100 samples")
    private @Nullable String last;

    @Option(names = "--jsonl", description = "one JSON object a line")
    private boolean jsonl;

    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    SurveySlice(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        if ((end != null && count != null) || (last != null && (start != null || end != null || count != null))) {
            throw CommandFailure.usage("slice: --start with --end or --count, or --last alone, is expected");
        }
        try (SurveyFile file = SurveyFile.read(path)) {
            List<String> words = new ArrayList<>(List.of(what.split("/", -1)));
            Station station = station(file, words);
            Run run = station.run(words.remove(0));
            Map<String, Samples> samples = take(run);
            if (!words.isEmpty()) {
                String name = run.channel(words.get(0)).name();
                samples.keySet().retainAll(List.of(name));
            }
            try (Progress shown = progressOfOutput("slice")) {
                print(List.copyOf(samples.values()), List.copyOf(samples.keySet()));
            }
        }
        return ExitStatus.OK;
    }

    private Station station(SurveyFile file, List<String> words) {
        if (words.size() < 2) {
            throw CommandFailure.usage("slice: [SURVEY/]STATION/RUN[/CHANNEL] is expected, found " + what);
        }
        List<String> surveys = file.surveyNames();
        if (surveys.contains(words.get(0)) && words.size() > 2) {
            return file.survey(words.remove(0)).station(words.remove(0));
        }
        if (surveys.size() != 1) {
            throw CommandFailure.usage("slice: SURVEY/STATION/RUN is expected, with one of the surveys " + surveys);
        }
        return file.surveys().get(0).station(words.remove(0));
    }

    private Map<String, Samples> take(Run run) {
        if (last != null) {
            return last.chars().allMatch(Character::isDigit)
                    ? run.latest(Integer.parseInt(last))
                    : run.latest(Sizes.duration(last));
        }
        Instant from = start == null ? run.timePeriod().start() : time("--start", start);
        if (count != null) {
            return run.timeSlice(from, count);
        }
        return run.timeSlice(from, end == null ? run.timePeriod().end() : time("--end", end));
    }

    static Instant time(String option, String text) {
        try {
            return UtcTime.parse(text);
        } catch (H5Exception e) {
            throw CommandFailure.usage(option + ": " + e.getMessage());
        }
    }

    private void print(List<Samples> channels, List<String> names) throws IOException {
        int rows = channels.stream().mapToInt(Samples::size).max().orElse(0);
        if (json) {
            try (JsonGenerator out = Json.document(console().out())) {
                out.writeStartArray();
                for (int row = 0; row < rows; row++) {
                    object(out, channels, names, row);
                }
                out.writeEndArray();
            }
            console().out().println();
            return;
        }
        if (!jsonl) {
            console().out().println("time," + String.join(",", names));
        }
        for (int row = 0; row < rows; row++) {
            if (jsonl) {
                try (JsonGenerator out = Json.lines(console().out())) {
                    object(out, channels, names, row);
                }
                console().out().println();
                continue;
            }
            StringBuilder line = new StringBuilder(UtcTime.text(time(channels, row)));
            for (Samples samples : channels) {
                line.append(',');
                if (row < samples.size()) {
                    line.append(Array.get(samples.values(), row));
                }
            }
            console().out().println(line);
        }
    }

    private static Instant time(List<Samples> channels, int row) {
        for (Samples samples : channels) {
            if (row < samples.size()) {
                return samples.timeOf(row);
            }
        }
        throw new IllegalStateException("a row without samples");
    }

    private static void object(JsonGenerator json, List<Samples> channels, List<String> names, int row)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("time", UtcTime.text(time(channels, row)));
        for (int i = 0; i < names.size(); i++) {
            if (row < channels.get(i).size()) {
                json.writeFieldName(names.get(i));
                Json.value(json, Array.get(channels.get(i).values(), row));
            }
        }
        json.writeEndObject();
    }
}
