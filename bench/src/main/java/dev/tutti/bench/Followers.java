package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * One writer and 1, 4 and 16 followers, all of them in one other process: how late they are, what each costs, and what they cost the writer. Each sample is the writer's monotonic
 * clock, which all processes of a host share.
 */
final class Followers {
    private static final int[] NUMBERS = {1, 4, 16};
    private static final int WARM_UP = 1_000;
    private static final int PUBLISHES = 2_000;
    private static final long PAUSE_NANOS = 5_000_000;

    private Followers() {}

    /** The followers' process. Arguments: the file, and how many they are. */
    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[1]);
        ConcurrentHistogram lag = new ConcurrentHistogram(3);
        CountDownLatch warm = new CountDownLatch(number);
        CountDownLatch done = new CountDownLatch(number);
        List<Follower> followers = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                Follower follower = H5.follow(Path.of(arguments[0]));
                followers.add(follower);
                follower.dataset("clock").onAppend(append -> {
                    double[] sent = append.f64();
                    long now = System.nanoTime();
                    for (int at = 0; at < sent.length; at += Workload.APPEND) {
                        if (append.from() + at >= (long) WARM_UP * Workload.APPEND) {
                            lag.recordValue(Math.max(0, now - (long) sent[at]));
                        }
                    }
                    if (append.to() >= (long) WARM_UP * Workload.APPEND) {
                        warm.countDown();
                    }
                    if (append.to() >= (long) (WARM_UP + PUBLISHES) * Workload.APPEND) {
                        done.countDown();
                    }
                });
            }
            System.out.println("ready");
            boolean all = warm.await(120, TimeUnit.SECONDS);
            long cpu = ProcessClock.cpuNanos();
            all &= done.await(120, TimeUnit.SECONDS);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s %.1f %.0f %.0f",
                    all ? "followed" : "INCOMPLETE",
                    (ProcessClock.cpuNanos() - cpu) / 1e3 / PUBLISHES,
                    lag.getValueAtPercentile(50) / 1e3,
                    lag.getValueAtPercentile(99) / 1e3));
        } finally {
            followers.forEach(Follower::close);
        }
    }

    /** Measures and prints. */
    static void measure(Path directory, Report out) throws Exception {
        out.text("");
        out.text(
                "| followers in one process, 200 publishes a second | CPU of the writer's process, a publish | CPU of theirs, a publish | p50 | p99 |");
        out.text("|---|---|---|---|---|");
        double first = 0;
        double last = 0;
        for (int number : NUMBERS) {
            double[] used = new double[1];
            String[] theirs = run(directory.resolve("followed-" + number + ".h5"), number, used);
            last = Double.parseDouble(theirs[1]);
            first = first == 0 ? last : first;
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("followers", number);
            members.put("complete", theirs[0].equals("followed"));
            members.put("writer_cpu_us_a_publish", used[0]);
            members.put("followers_cpu_us_a_publish", last);
            members.put("lag_p50_us", Double.valueOf(theirs[2]));
            members.put("lag_p99_us", Double.valueOf(theirs[3]));
            String line = String.format(
                    Locale.ROOT,
                    "| %d%s | %.1f µs | %s µs | %s µs | %s µs |",
                    number,
                    theirs[0].equals("followed") ? "" : ", " + theirs[0],
                    used[0],
                    theirs[1],
                    theirs[2],
                    theirs[3]);
            out.add("followers", line, members);
        }
        int more = NUMBERS[NUMBERS.length - 1] - NUMBERS[0];
        double each = (last - first) / more;
        out.add(
                "followers",
                String.format(Locale.ROOT, "%neach further follower: %.1f µs of CPU a publish", each),
                Map.of("each_further_follower_cpu_us_a_publish", each));
    }

    private static String[] run(Path path, int number, double[] used) throws Exception {
        try (LiveWriter writer = H5.live(path)) {
            Dataset clock = writer.create("clock")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(Workload.LIVE_CHUNK)
                    .create();
            writer.publish();
            Process followers = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Followers.class.getName(),
                            path.toString(),
                            Integer.toString(number))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(followers.getInputStream(), StandardCharsets.UTF_8))) {
                lines.readLine();
                double[] values = new double[Workload.APPEND];
                long cpu = 0;
                for (int i = 0; i < WARM_UP + PUBLISHES; i++) {
                    if (i == WARM_UP) {
                        cpu = ProcessClock.cpuNanos();
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                    Arrays.fill(values, (double) System.nanoTime());
                    clock.append(values);
                    writer.publish();
                }
                used[0] = (ProcessClock.cpuNanos() - cpu) / 1e3 / PUBLISHES;
                String found = lines.readLine();
                if (found == null) {
                    throw new IllegalStateException("the followers' process ended early, see above");
                }
                return found.split(" ");
            } finally {
                followers.destroy();
            }
        }
    }
}
