package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * From the call of publish to the moment when a reader in another process holds the samples. Each sample is the writer's monotonic
 * clock, which all processes of a host share.
 */
final class Latency {
    private static final int PUBLISHES = 3_000;
    private static final int WARM_UP = 1_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private Latency() {}

    /** The reader's process. Argument: the file. */
    public static void main(String[] arguments) throws Exception {
        Histogram histogram = new Histogram(3);
        CountDownLatch done = new CountDownLatch(1);
        try (Follower follower = H5.follow(Path.of(arguments[0]))) {
            follower.dataset("clock").onAppend(append -> {
                double[] sent = append.f64();
                long now = System.nanoTime();
                for (int i = 0; i < sent.length; i++) {
                    if (append.from() + i >= (long) WARM_UP * Workload.APPEND) {
                        histogram.recordValue(Math.max(0, now - (long) sent[i]));
                    }
                }
                if (append.to() >= (long) (WARM_UP + PUBLISHES) * Workload.APPEND) {
                    done.countDown();
                }
            });
            System.out.println("ready");
            boolean all = done.await(60, TimeUnit.SECONDS);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s %.0f %.0f %.0f %.0f %d",
                    all ? "latency" : "INCOMPLETE",
                    histogram.getValueAtPercentile(50) / 1e3,
                    histogram.getValueAtPercentile(90) / 1e3,
                    histogram.getValueAtPercentile(99) / 1e3,
                    histogram.getMaxValue() / 1e3,
                    histogram.getTotalCount()));
        }
    }

    /** The writer's side, in this process; prints what the reader measured. */
    static void measure(Path directory, Report out) throws Exception {
        Path path = directory.resolve("latency.h5");
        try (LiveWriter writer = H5.live(path)) {
            Dataset clock = writer.create("clock")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(Workload.LIVE_CHUNK)
                    .create();
            writer.publish();
            Process reader = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Latency.class.getName(),
                            path.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8))) {
                lines.readLine();
                double[] values = new double[Workload.APPEND];
                for (int i = 0; i < WARM_UP + PUBLISHES; i++) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                    Arrays.fill(values, (double) System.nanoTime());
                    clock.append(values);
                    writer.publish();
                }
                String found = lines.readLine();
                if (found == null) {
                    throw new IllegalStateException("the reader's process ended early, see above");
                }
                report(out, found.split(" "));
            } finally {
                reader.destroy();
            }
        }
    }

    private static void report(Report out, String[] found) throws IOException {
        String[] names = {"p50_us", "p90_us", "p99_us", "max_us", "samples"};
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("complete", found[0].equals("latency"));
        for (int i = 0; i < names.length; i++) {
            members.put(names[i], Long.valueOf(found[i + 1]));
        }
        String line = String.format(
                Locale.ROOT,
                "%npublish → samples in a reader of another process, 1,000 publishes a second: %s p50 %s µs, p90 %s µs, p99 %s µs, max %s µs, %s samples (to reach: p50 200 µs, p99 2 ms)",
                (Object[]) found);
        out.add("latency", line, members);
    }
}
