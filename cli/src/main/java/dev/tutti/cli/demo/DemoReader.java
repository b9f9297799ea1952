package dev.tutti.cli.demo;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.hdf5.FollowOptions;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * A reader process of the demonstration: starts before the file is there, follows it, checks every sample. When it is told on standard input how many rows
 * were committed, it waits for them and says what it has seen.
 */
@CommandLine.Command(name = "__demo-reader", hidden = true, description = "a reader process of the demonstration")
public final class DemoReader extends Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private DemoOptions options = new DemoOptions();

    public DemoReader(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // some resources are only there to be closed
    protected int run() throws Exception {
        try (Signal signal = options.signal();
                Follower follower =
                        H5.follow(options.file(), FollowOptions.defaults().timeout(PATIENCE))) {
            SurveyReader reader = new SurveyReader(signal, this::line);
            Map<String, Long> committed;
            try (AutoCloseable subscription =
                    follower.dataset(Survey.PUBLISHES).onAppend(append -> reader.accept(append))) {
                committed = committed();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (!reader.hasSeen(committed) && System.nanoTime() < deadline) {
                    Thread.sleep(5);
                }
            }
            reader.lookAtAll(follower.view());
            for (String line : reader.verdict(committed)) {
                line(line);
            }
        }
        return 0;
    }

    /** Waits for the line that says what was committed: names and rows. */
    private Map<String, Long> committed() throws IOException {
        Map<String, Long> rows = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(console().in(), StandardCharsets.UTF_8));
        String line = in.readLine();
        if (line != null) {
            for (String word : line.split(" ", -1)) {
                int equals = word.lastIndexOf('=');
                rows.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
            }
        }
        return rows;
    }

    private void line(String text) {
        console().out().println(text);
        console().out().flush();
    }
}
