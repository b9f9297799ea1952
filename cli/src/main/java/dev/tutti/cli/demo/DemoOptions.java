package dev.tutti.cli.demo;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.text.Sizes;
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

    @Option(names = "--duration", paramLabel = "TIME", description = "how long the writer writes (10s)")
    private String duration = "10s";

    @Option(names = "--rate", paramLabel = "HZ", description = "samples a second in each channel (1000)")
    private int rate = 1000;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "how often a new run with a channel is added (500ms)")
    private String interval = "500ms";

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
    @SuppressWarnings("try") // opened only to see that it can be
    void check() {
        duration();
        interval();
        try (Signal signal = signal()) {
            rate();
        }
    }

    Duration duration() {
        return Sizes.duration(duration);
    }

    Duration interval() {
        return Sizes.duration(interval);
    }

    int rate() {
        return Math.max(1, rate);
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
                duration,
                "--rate",
                Integer.toString(rate),
                "--interval",
                interval));
        if (replay != null) {
            words.addAll(List.of("--replay", replay));
        }
        return words;
    }
}
