package dev.tutti.examples;

import dev.tutti.survey.Run;
import dev.tutti.survey.Station;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.SurveyFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/**
 * The example of MTH5's guide to concurrent access: a writer adds runs and channels while the file is live, and reader processes, which nobody has to tell when to begin or to look, report what
 * has come. They read no stored tables: what they see is what the newest version holds.
 *
 * <p>Arguments: FILE, how many readers (3 by default), how many runs (10), and milliseconds from one run to the next (1000).
 */
public final class SurveyReaders {
    private static final double RATE = 100;
    private static final int BLOCK = 100;

    private SurveyReaders() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--worker")) {
            read(args[1], Path.of(args[2]), Integer.parseInt(args[3]));
            return;
        }
        Path file = Path.of(args[0]);
        int readers = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        long pause = args.length > 3 ? Long.parseLong(args[3]) : 1000;
        try (Crew crew = new Crew(SurveyReaders.class, readers, file, runs)) {
            write(file, runs, pause);
            System.out.println("readers ended with " + crew.await());
        }
    }

    private static void write(Path path, int runs, long pause) throws InterruptedException {
        Random random = new Random(1);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        try (SurveyFile file = SurveyFile.live(path)) {
            Station station = file.requireSurvey("live_survey").requireStation("MT001");
            Run first = station.addRun("run_001", RATE);
            first.addElectric("Ex", start);
            first.addElectric("Ey", start);
            first.addMagnetic("Hx", start);
            first.append(Map.of("ex", noise(random), "ey", noise(random), "hx", noise(random)));
            file.publish(); // from here on readers see it
            for (int i = 1; i < runs; i++) {
                Thread.sleep(pause);
                Run next = station.addRun(station.nextRunName(), RATE);
                next.addElectric("Ex", start.plusSeconds(i)).append(noise(random));
                first.append(Map.of("ex", noise(random), "ey", noise(random), "hx", noise(random)));
                file.publish(); // the run, its channel and all samples at once
                System.out.println("writer: " + next.name() + " added");
            }
        }
    }

    private static double[] noise(Random random) {
        return random.doubles(BLOCK, -1, 1).toArray();
    }

    /** Reports until it has seen so many runs. */
    private static void read(String reader, Path path, int runs) {
        int runsSeen = 0;
        int channelsSeen = 0;
        try (SurveyFollower follower = SurveyFile.follow(path)) { // waits until the file is there
            while (runsSeen < runs) {
                SurveyFile now = follower.view(); // one version: runs and channels belong together
                int runCount = now.runSummary().size();
                int channelCount = now.channelSummary().size();
                if (runCount != runsSeen || channelCount != channelsSeen) {
                    System.out.println("reader " + reader + ": " + runCount + " runs, " + channelCount + " channels");
                    runsSeen = runCount;
                    channelsSeen = channelCount;
                } else {
                    follower.awaitChange(Duration.ofMillis(500));
                }
            }
        }
    }
}
