package dev.tutti.bench;

import dev.tutti.survey.Recorder;
import dev.tutti.survey.RecorderOptions;
import dev.tutti.survey.SampleBlock;
import dev.tutti.survey.SampleClock;
import dev.tutti.survey.Station;
import dev.tutti.survey.SurveyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Records channels of doubles, published ten times a second: at their rate, for what that takes of a processor, and as fast as the disk and the machine can, for what is the
 * most. Arguments: a folder, channels (256), samples a second (4000), seconds of each (20).
 */
public final class SurveyLoad {
    /** Blocks that an instrument hands over each second. */
    private static final int BLOCKS = 20;

    private SurveyLoad() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int channels = args.length > 1 ? Integer.parseInt(args[1]) : 256;
        int rate = args.length > 2 ? Integer.parseInt(args[2]) : 4000;
        int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 20;
        Files.createDirectories(folder);
        Path path = folder.resolve("load.h5");
        for (String what : new String[] {"warm", "at its rate", "as fast as it goes"}) {
            Files.deleteIfExists(path);
            record(path, what, channels, rate, what.equals("warm") ? 5 : seconds, what.equals("at its rate"));
        }
        Files.deleteIfExists(path);
    }

    private static void record(Path path, String what, int channels, int rate, int seconds, boolean paced)
            throws Exception {
        String[] names = IntStream.range(0, channels)
                .mapToObj(i -> String.format(Locale.ROOT, "c%03d", i))
                .toArray(String[]::new);
        try (SurveyFile file = SurveyFile.live(path)) {
            Station station = file.requireSurvey("load").requireStation("A");
            long cpu = ProcessClock.cpuNanos();
            long began = System.nanoTime();
            Recorder.Counts counts;
            try (Recorder recorder = Recorder.start(station, RecorderOptions.of(rate, names))) {
                Iterator<SampleBlock> blocks =
                        blocks(names, rate, seconds, paced).iterator();
                recorder.record(blocks);
                counts = recorder.counts();
            }
            double took = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d channels at %d/s for %d s took %.2f s: %.1f million samples/s, %.1f %% of a processor, %d publishes, %d blocks dropped%n",
                    what,
                    channels,
                    rate,
                    seconds,
                    took,
                    (double) channels * rate * seconds / took / 1e6,
                    (ProcessClock.cpuNanos() - cpu) / 1e7 / took,
                    counts.publishes(),
                    counts.dropped());
        }
    }

    /** What an instrument gives: noise that does not compress well, the same arrays again and again, each block when its last sample has been taken. */
    private static Stream<SampleBlock> blocks(String[] names, int rate, int seconds, boolean paced) {
        int length = rate / BLOCKS;
        Map<String, Object> samples = new HashMap<>();
        Arrays.stream(names)
                .forEach(name -> samples.put(
                        name,
                        new java.util.Random(name.hashCode()).doubles(length).toArray()));
        SampleClock clock = new SampleClock(Instant.parse("2026-03-01T10:00:00Z"), rate);
        long began = System.nanoTime();
        return IntStream.range(0, seconds * BLOCKS).mapToObj(block -> {
            if (paced) {
                waitUntil(began + (block + 1) * TimeUnit.SECONDS.toNanos(1) / BLOCKS);
            }
            return new SampleBlock(clock.timeOf((long) block * length), samples);
        });
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            java.util.concurrent.locks.LockSupport.parkNanos(left);
        }
    }
}
