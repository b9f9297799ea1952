package dev.tutti.cli.demo;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.text.OptionValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the demonstration and its child processes agree upon. */
final class DemoOptions {
    @Option(names = "--file", hidden = true, paramLabel = "FILE")
    private Path file = Path.of("live_survey.h5");

    @Option(
            names = "--duration",
            converter = OptionValues.Period.class,
            paramLabel = "TIME",
            description = "how long the writer writes (10s)")
    private Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--rate",
            converter = OptionValues.Several.class,
            paramLabel = "HZ",
            description = "samples a second in each channel (1000)")
    private int rate = 1000;

    @Option(
            names = "--interval",
            converter = OptionValues.Period.class,
            paramLabel = "TIME",
            description = "how often a new run with a channel is added (500ms)")
    private Duration interval = Duration.ofMillis(500);

    @Option(
            names = "--replay",
            paramLabel = "FILE/PATH",
            description = "play this recorded dataset instead of a generated signal")
    private @Nullable String replay;

    Path file() {
        return file;
    }

    void file(Path chosen) {
        file = chosen;
    }

    /** Says here what is wrong with the options, before every child process says it. */
    void check() {
        signal().close();
    }

    Duration duration() {
        return duration;
    }

    Duration interval() {
        return interval;
    }

    int rate() {
        return rate;
    }

    Signal signal() {
        return replay == null ? new GeneratedSignal() : new ReplayedSignal(Address.parse(replay));
    }

    @Nullable
    String replay() {
        return replay;
    }

    /** The same options for a child process. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                "--file",
                file.toString(),
                "--duration",
                text(duration),
                "--rate",
                Integer.toString(rate),
                "--interval",
                text(interval)));
        if (replay != null) {
            words.addAll(List.of("--replay", replay));
        }
        return words;
    }

    private static String text(Duration time) {
        return time.toNanos() / 1000 + "us";
    }
}
