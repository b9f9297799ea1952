package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.run.Stop;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Outcome;
import dev.tutti.survey.Recorder;
import dev.tutti.survey.RecorderOptions;
import dev.tutti.survey.Station;
import dev.tutti.survey.StreamBlocks;
import dev.tutti.survey.SurveyFile;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records what arrives on standard input into a station, live. */
@CommandLine.Command(name = "record", description = "record standard input (csv, or raw float64) into a station, live")
final class SurveyRecord extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    /** What arrives. */
    enum Format {
        csv,
        f64
    }

    private static final int LARGEST = 4096;

    @Parameters(paramLabel = "FILE", description = "a survey file; made if missing")
    private Path path = Path.of("");

    @Option(
            names = "--survey",
            converter = OptionValues.Name.class,
            paramLabel = "NAME",
            description = "made if missing (survey)")
    private String survey = "survey";

    @Option(
            names = "--station",
            converter = OptionValues.Name.class,
            required = true,
            paramLabel = "NAME",
            description = "made if missing")
    private String station = "";

    @Option(
            names = "--rate",
            converter = OptionValues.Rate.class,
            required = true,
            paramLabel = "HZ",
            description = "samples a second")
    private double rate;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description =
                    "${COMPLETION-CANDIDATES}: lines under a line of names, with a column time or without; or raw little-endian float64 (csv)")
    private Format format = Format.csv;

    @Option(
            names = "--channels",
            converter = OptionValues.Name.class,
            split = ",",
            hideParamSyntax = true,
            paramLabel = "NAME,…",
            description = "names, for raw input: ex,ey,hx")
    private List<String> channels = List.of();

    @Option(
            names = "--every",
            converter = OptionValues.Period.class,
            paramLabel = "TIME",
            description = "how often others see what has come (100ms)")
    private Duration every = Duration.ofMillis(100);

    @Option(names = "--start", paramLabel = "TIME", description = "time of the first sample (now)")
    private @Nullable String start;

    @Option(names = "--resume", description = "the first sample follows the last one that was recorded")
    private boolean resume;

    @Option(
            names = "--fill",
            converter = OptionValues.Time.class,
            paramLabel = "TIME",
            description = "fill gaps up to this length with NaN; longer ones begin a new run")
    private Duration fill = Duration.ZERO;

    SurveyRecord(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the resource is only there to be closed
    protected int run() {
        if (format == Format.f64 && channels.isEmpty()) {
            throw CommandFailure.usage("record: --channels is expected with raw input");
        }
        Instant first = start == null ? Instant.now() : SurveySlice.time("--start", start);
        InputStream in = new BufferedInputStream(console().in(), 1 << 16);
        // The names stand in the first line, which is there before the file is opened.
        StreamBlocks named = format == Format.csv ? StreamBlocks.csv(in, rate, first, LARGEST) : null;
        SurveyFile file = SurveyFile.live(path);
        List<String> names = named == null ? channels : named.names();
        Recorder recorder = started(file, names);
        try (Stop stop = new Stop(() -> {
            try (file) {
                recorder.close();
            }
        })) {
            Instant begin = resume ? recorder.next().orElse(first) : first;
            StreamBlocks blocks =
                    named == null ? StreamBlocks.raw(in, names, rate, begin, LARGEST) : named.startingAt(begin);
            try (Progress shown =
                    progress("record", "samples", -1, () -> recorder.counts().samples())) {
                recorder.record(blocks);
            }
        }
        Recorder.Counts counts = recorder.counts();
        outcome.with("run", recorder.runPath().orElse(null))
                .with("samples", counts.samples())
                .with("channels", names)
                .with("gaps", counts.gaps())
                .with("dropped_blocks", counts.dropped());
        done(
                outcome::print,
                counts.samples() + " samples of " + names.size() + " channels recorded in "
                        + recorder.runPath().orElse("no run")
                        + (counts.gaps() == 0 ? "" : ", " + counts.gaps() + " gaps"));
        return ExitStatus.OK;
    }

    /** Starts to record; a file in which that cannot be done is not left live. */
    private Recorder started(SurveyFile file, List<String> names) {
        boolean started = false;
        try {
            Station into = file.requireSurvey(survey).requireStation(station);
            Recorder recorder = Recorder.start(
                    into,
                    RecorderOptions.of(rate, names.toArray(String[]::new))
                            .withPublish(every, 1 << 16)
                            .withFilling(fill, Double.NaN));
            started = true;
            return recorder;
        } finally {
            if (!started) {
                file.close();
            }
        }
    }
}
