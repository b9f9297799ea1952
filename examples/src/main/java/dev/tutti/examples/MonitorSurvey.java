package dev.tutti.examples;

import dev.tutti.survey.RunRow;
import dev.tutti.survey.Samples;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.SurveyFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Monitoring: looks once a second at a survey that is recorded, and prints what is new: runs, how long they are, and the last second of each channel.
 *
 * <p>Arguments: FILE, and how many looks (10 by default).
 */
public final class MonitorSurvey {
    private MonitorSurvey() {}

    public static void main(String[] args) throws InterruptedException {
        int looks = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        try (SurveyFollower follower = SurveyFile.follow(Path.of(args[0]))) {
            for (int look = 0; look < looks; look++) {
                Thread.sleep(1000);
                for (RunRow run : follower.runSummary()) {
                    System.out.println(
                            run.station() + "/" + run.run() + "  " + run.samples() + " samples to " + run.end());
                }
                follower.latestSamples(Duration.ofSeconds(1))
                        .forEach((station, channels) -> channels.forEach(MonitorSurvey::print));
            }
        }
    }

    private static void print(String name, Samples samples) {
        double mean = Arrays.stream(samples.f64()).average().orElse(Double.NaN);
        System.out.printf(Locale.ROOT, "  %s  mean of the last second %.2f%n", name, mean);
    }
}
