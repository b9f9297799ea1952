package dev.tutti.hdf5.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.ClassArchive;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live writer is killed at a random instant, again and again. After each kill everything that it had published is there for a Tutti
 * reader, for an h5py reader, and after {@code h5clear -s}; the next writer goes on in the same file.
 */
class KillProcessIT {
    private static final int KILLS = Seeds.isLong() ? 5_000 : 120;
    private static final int KILLS_PER_FILE = 20;

    /** A campaign may be given less time than all kills take: {@code -Dtests.kill.seconds=…}; the test says how many there were. */
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("tests.kill.seconds", 6 * 3600));

    private static final Duration START = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private @Nullable ClassArchive classes;

    @Test
    void nothingPublishedIsLost() {
        Tools.assumeH5py();
        Tools.assume("h5clear");
        Seeds.once(this::kills);
    }

    private void kills(Random random) throws Exception {
        long begin = System.nanoTime();
        Path trial = Files.createDirectories(directory.resolve("classes"));
        classes = ClassArchive.of(trial, ChildJvm.of(WriterMain.class).args("few", trial.resolve("x.h5")));
        try (ChildProcess judge = Tools.startPython(Python.JUDGE)) {
            judge.awaitLine("ready", START);
            int kill = 0;
            for (int file = 0; kill < KILLS && System.nanoTime() - begin < TIME.toNanos(); file++) {
                Path path = directory.resolve("killed-" + file + ".h5");
                Path ledger = directory.resolve("ledger-" + file);
                ChildProcess next = start(path, ledger, 0);
                long runs = 0;
                for (int run = 0; run < KILLS_PER_FILE && kill < KILLS; run++, kill++) {
                    ChildProcess writer = next;
                    // The next one starts its JVM while this one works.
                    next = start(path, ledger, run + 1);
                    long before = runs;
                    try (writer) {
                        writer.awaitLine("loaded", START);
                        writer.send("go");
                        writer.awaitLine("live", START);
                        Thread.sleep(random.nextInt(120), random.nextInt(1_000_000));
                        writer.kill();
                    }
                    Ledger noted = Ledger.read(ledger);
                    runs = before + noted.added;
                    check(path, noted, runs, judge);
                }
                next.close();
                finish(path);
                Files.delete(path);
            }
            System.out.printf("%d kills, %d s%n", kill, (System.nanoTime() - begin) / 1_000_000_000);
        }
    }

    /** What the writer had published, and what it had begun to, when it died. */
    private record Ledger(long published, long added, long begun) {
        static Ledger read(Path path) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            return new Ledger(bytes.getLong(0), bytes.getLong(8), bytes.getLong(16));
        }
    }

    private ChildProcess start(Path path, Path ledger, int run) throws IOException {
        return ChildJvm.of(WriterMain.class)
                .archive(Objects.requireNonNull(classes))
                .args("kill", path, ledger, run)
                .start();
    }

    private void check(Path path, Ledger noted, long runs, ChildProcess judge) throws Exception {
        try (H5File file = H5.open(path, FileOptions.snapshotOfLive())) {
            long[] lengths = {lengthOf(file, "plain", 1), lengthOf(file, "deflated", 1), lengthOf(file, "table", 3)};
            assertThat(lengths).as("all datasets at one version").containsOnly(lengths[0]);
            assertThat(lengths[0]).isBetween(noted.published, Math.max(noted.begun, noted.published));
            assertThat((long) file.group("runs").names().size()).isGreaterThanOrEqualTo(runs);
        }
        enough("h5py swmr", ask(judge, "swmr", path), noted, runs);
        Path copy = directory.resolve("cleared.h5");
        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        Tools.run("h5clear", "-s", copy).success();
        enough("after h5clear -s", ask(judge, "plain", copy), noted, runs);
        Files.delete(copy);
    }

    private static long lengthOf(H5File file, String name, int columns) {
        double[] values = file.dataset(name).f64();
        for (int i = 0; i < values.length; i++) {
            double expected = columns == 1 ? i : i / 3 * Math.pow(10, i % 3);
            if (values[i] != expected) {
                throw new AssertionError(name + " element " + i + " is " + values[i]);
            }
        }
        return values.length / columns;
    }

    private static String ask(ChildProcess judge, String how, Path path) throws Exception {
        judge.send(how + " " + path);
        return judge.awaitLine(line -> true, START);
    }

    private static void enough(String who, String answer, Ledger noted, long runs) {
        assertThat(answer).as(who).startsWith("lengths ");
        long[] found = Arrays.stream(answer.substring(8).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        for (int i = 0; i < 3; i++) {
            assertThat(found[i])
                    .as(who + ", dataset " + i + ": " + answer)
                    .isBetween(noted.published, Math.max(noted.begun, noted.published));
        }
        assertThat(found[3]).as(who + ", groups added").isGreaterThanOrEqualTo(runs);
    }

    /** A last writer that is not killed leaves a file without a fault. */
    private static void finish(Path path) {
        H5.live(path).close();
        CheckReport report = H5.check(path);
        assertThat(report.problems()).as(report.toString()).isEmpty();
    }
}
