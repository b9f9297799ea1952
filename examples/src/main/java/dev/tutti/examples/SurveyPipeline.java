package dev.tutti.examples;

import dev.tutti.survey.Extension;
import dev.tutti.survey.Run;
import dev.tutti.survey.Samples;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.SurveyFollower;
import dev.tutti.survey.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A live pipeline beside a recording ({@link RecordSurvey}): three readers of one file, each at its own pace, none of which the writer waits for. One controls quality, one
 * processes, one archives; each sees every sample, in order, once.
 *
 * <p>Arguments: FILE, the archive to write, and how many samples of each channel to wait for.
 */
public final class SurveyPipeline {
    private SurveyPipeline() {}

    public static void main(String[] args) throws InterruptedException {
        Path live = Path.of(args[0]);
        Path archive = Path.of(args[1]);
        long wanted = Long.parseLong(args[2]);
        ConcurrentMap<String, Long> good = new ConcurrentHashMap<>();
        ConcurrentMap<String, Double> energy = new ConcurrentHashMap<>();
        ConcurrentMap<String, Long> archived = new ConcurrentHashMap<>();
        try (SurveyFile copy = SurveyFile.create(archive);
                SurveyFollower control = SurveyFile.follow(live);
                SurveyFollower processing = SurveyFile.follow(live);
                SurveyFollower archiving = SurveyFile.follow(live)) {
            copy.addSurvey("archive").addStation("MT001").addRun("run_001", 250);
            Watch first = control.onSamples(samples -> good.merge(samples.channel(), inRange(samples), Long::sum));
            Watch second =
                    processing.onSamples(samples -> energy.merge(samples.channel(), energy(samples), Double::sum));
            Watch third = archiving.onSamples(samples -> {
                archive(copy, samples);
                archived.merge(samples.channel(), (long) samples.size(), Long::sum);
            });
            try (first;
                    second;
                    third) {
                while (!reached(good, wanted) || !reached(archived, wanted) || energy.size() < good.size()) {
                    Thread.sleep(50);
                    third.failure().ifPresent(failure -> {
                        throw failure;
                    });
                }
            }
        }
        archived.keySet().stream()
                .sorted()
                .forEach(channel -> System.out.printf(
                        Locale.ROOT,
                        "%s: %d samples archived, %d in range, energy %.0f%n",
                        channel.substring(channel.lastIndexOf('/') + 1),
                        archived.get(channel),
                        good.get(channel),
                        energy.get(channel)));
    }

    private static boolean reached(Map<String, Long> counts, long wanted) {
        return !counts.isEmpty() && counts.values().stream().allMatch(count -> count >= wanted);
    }

    private static long inRange(Samples samples) {
        return Arrays.stream(samples.f64())
                .filter(value -> Math.abs(value) <= 1000)
                .count();
    }

    private static double energy(Samples samples) {
        return Arrays.stream(samples.f64()).map(value -> value * value).sum();
    }

    /** The first run of each channel, with the times that it has. */
    private static void archive(SurveyFile copy, Samples samples) {
        String name = samples.channel().substring(samples.channel().lastIndexOf('/') + 1);
        Run run = copy.survey("archive").station("MT001").run("run_001");
        if (!run.hasChannel(name)) {
            run.addMagnetic(name, samples.start());
        }
        run.channel(name)
                .extend(
                        samples.values(),
                        samples.start(),
                        250,
                        Extension.filling(Double.NaN).maxGap(Duration.ofDays(1)));
    }
}
