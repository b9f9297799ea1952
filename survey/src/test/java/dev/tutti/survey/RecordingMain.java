package dev.tutti.survey;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Records channels {@code c00}, {@code c01}, … at 1 kHz for some seconds, with a new run of one channel every second, and says on standard output what was published. Sample
 * {@code i} of channel {@code n} is {@code 1000 i + n}; the channels of station {@code B} hold the time of the publish that brought them.
 */
final class RecordingMain {
    static final double RATE = 1000;
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final int BLOCK = 50;

    private RecordingMain() {}

    static double value(int channel, long sample) {
        return 1000.0 * sample + channel;
    }

    static String name(int channel) {
        return String.format(java.util.Locale.ROOT, "c%02d", channel);
    }

    static long now() {
        return TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond())
                + Instant.now().get(java.time.temporal.ChronoField.NANO_OF_SECOND);
    }

    public static void main(String[] args) throws InterruptedException {
        Path path = Path.of(args[0]);
        int channels = Integer.parseInt(args[1]);
        double seconds = Double.parseDouble(args[2]);
        String[] names = new String[channels];
        for (int i = 0; i < channels; i++) {
            names[i] = name(i);
        }
        long began = System.nanoTime();
        try (SurveyFile file = SurveyFile.live(path)) {
            Survey survey = file.requireSurvey("soak");
            Station main = survey.requireStation("A");
            Station more = survey.requireStation("B");
            RecorderOptions options = RecorderOptions.of(RATE, names).withPublish(Duration.ofMillis(100), 1 << 16);
            try (Recorder recorder = Recorder.start(main, options)) {
                long first = recorder.position();
                recorder.onPublish(recorded -> System.out.println("P " + (first + recorded) + " " + now()));
                System.out.println("live " + first);
                record(recorder, more, first, channels, seconds);
            }
            long cpu = ManagementFactory.getThreadMXBean().isThreadCpuTimeSupported()
                    ? ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElse(Duration.ZERO)
                            .toMillis()
                    : 0;
            System.out.println("cpu " + cpu + " ms of " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        }
        System.out.println("closed");
    }

    private static void record(Recorder recorder, Station more, long first, int channels, double seconds)
            throws InterruptedException {
        SampleClock clock = new SampleClock(START, RATE);
        long began = System.nanoTime();
        long nextRun = 0;
        long total = (long) (seconds * RATE);
        for (long done = 0; done < total; done += BLOCK) {
            Map<String, Object> samples = new HashMap<>();
            for (int channel = 0; channel < channels; channel++) {
                double[] values = new double[BLOCK];
                for (int i = 0; i < BLOCK; i++) {
                    values[i] = value(channel, first + done + i);
                }
                samples.put(name(channel), values);
            }
            long wait = began + (long) (done / RATE * 1e9) - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            SampleBlock block = new SampleBlock(clock.timeOf(first + done), samples);
            while (!recorder.offer(block)) {
                System.out.println("full");
            }
            if (done >= nextRun) {
                nextRun += (long) RATE;
                Instant start = clock.timeOf(first + done);
                // As one change: no publish of the recorder comes in between, and no kill leaves a run without its
                // channel.
                more.file().update(() -> {
                    Run run = more.addRun(more.nextRunName(), 1);
                    run.addAuxiliary("clock", start).append(new double[] {now()});
                });
            }
        }
    }
}
