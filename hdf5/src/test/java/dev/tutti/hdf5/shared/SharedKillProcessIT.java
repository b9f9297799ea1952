package dev.tutti.hdf5.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes change one file together, and one of them, now and then all of them, is killed at a random instant, again and again. After each kill
 * the others go on, and everything that was acknowledged is there, each transaction as a whole, and nothing that was never begun. When the last one has
 * closed the file it is a plain HDF5 file with nothing beside it.
 */
class SharedKillProcessIT {
    private static final int KILLS = Seeds.isLong() ? 10_000 : 500;

    /** In `./verify` as many kills as fit in this time; each costs the start of a JVM. */
    private static final Duration TIME = Seeds.isLong() ? Duration.ofHours(6) : Duration.ofSeconds(60);

    private static final int LEAST_KILLS = 20;
    private static final int KILLS_PER_FILE = 50;
    private static final int SPARES = 2;
    private static final Duration START = Duration.ofSeconds(60);

    private static final String JUDGE =
            """
            import sys, h5py
            f = h5py.File(sys.argv[1], 'r')
            lanes, shift = int(sys.argv[2]), int(sys.argv[3])
            shared = set()
            for lane in range(lanes):
                d = f['lanes/%d' % lane]
                v = d[()].tolist()
                assert v == list(range(1, len(v) + 1)), (lane, v)
                assert d.attrs['count'] == len(v), (lane, d.attrs['count'], len(v))
                shared |= {lane << shift | n for n in v if n % 4 == 0}
            v = f['all'][()].tolist()
            assert len(set(v)) == len(v) and set(v) == shared
            assert f['all'].attrs['count'] == len(v)
            print(sum(f['lanes/%d' % lane].shape[0] for lane in range(lanes)))
            """;

    @TempDir
    Path directory;

    private final Deque<ChildProcess> spares = new ArrayDeque<>();
    private final ChildProcess[] workers = new ChildProcess[Lanes.PROCESSES];
    private int started;
    private int kills;
    private long commits;
    private long longestRead;

    @Test
    void nothingCommittedIsLostAndNothingElseIsThere() {
        Tools.assumeH5py();
        Seeds.once(this::run);
    }

    private void run(Random random) throws Exception {
        long start = System.nanoTime();
        try {
            for (int file = 0; goesOn(start); file++) {
                Path folder = Files.createDirectories(directory.resolve("file-" + file));
                oneFile(folder, random, start);
            }
        } finally {
            spares.forEach(ChildProcess::close);
            for (ChildProcess worker : workers) {
                if (worker != null) {
                    worker.close();
                }
            }
        }
        System.out.printf(
                "%d kills, %d commits, longest read %d ms, %d s%n",
                kills, commits, longestRead / 1_000_000, (System.nanoTime() - start) / 1_000_000_000);
    }

    private boolean goesOn(long start) {
        return kills < LEAST_KILLS || kills < KILLS && System.nanoTime() - start < TIME.toNanos();
    }

    private void oneFile(Path folder, Random random, long start) throws Exception {
        Path path = folder.resolve("x.h5");
        Lanes.make(path);
        List<Lanes.Ledger> ledgers = new ArrayList<>();
        for (int lane = 0; lane < Lanes.LANES; lane++) {
            ledgers.add(Lanes.Ledger.open(folder, lane));
        }
        for (int p = 0; p < Lanes.PROCESSES; p++) {
            begin(path, p);
        }
        H5File reader = H5.open(path, Lanes.shared());
        try {
            for (int kill = 0; kill < KILLS_PER_FILE && goesOn(start); kill++, kills++) {
                Thread.sleep(random.nextInt(80), random.nextInt(1_000_000));
                if (random.nextInt(10) == 0) {
                    reader.close();
                    killAll(path, random);
                    reader = H5.open(path, Lanes.shared());
                    look(reader, ledgers);
                } else {
                    int victim = random.nextInt(Lanes.PROCESSES);
                    workers[victim].kill();
                    failures(workers[victim]);
                    look(reader, ledgers);
                    begin(path, victim);
                }
                for (ChildProcess worker : workers) {
                    failures(worker);
                }
            }
        } finally {
            reader.close();
        }
        finish(path, ledgers);
    }

    private ChildProcess spare() throws IOException {
        while (spares.size() < SPARES) {
            spares.add(ChildJvm.of(LanesMain.class)
                    .heap("96m")
                    .args(directory.resolve("warm-" + started++ + ".h5"))
                    .start());
        }
        ChildProcess next = spares.remove();
        spares.add(ChildJvm.of(LanesMain.class)
                .heap("96m")
                .args(directory.resolve("warm-" + started++ + ".h5"))
                .start());
        return next;
    }

    private void begin(Path path, int number) throws Exception {
        ChildProcess worker = spare();
        workers[number] = worker;
        worker.awaitLine("loaded", START);
        worker.send(path + "|" + path.getParent() + "|" + number);
    }

    /** All at once, and what they shared is as if the machine had been started anew, or worse. */
    private void killAll(Path path, Random random) throws Exception {
        for (ChildProcess worker : workers) {
            ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        for (ChildProcess worker : workers) {
            worker.kill();
            failures(worker);
        }
        Path memory = path.resolveSibling("x.h5-shm");
        switch (random.nextInt(3)) {
            case 0 -> Files.deleteIfExists(memory);
            case 1 -> {
                if (Files.exists(memory)) {
                    Files.write(memory, Seeds.bytes(random, (int) Files.size(memory)));
                }
            }
            default -> {}
        }
        for (int p = 0; p < Lanes.PROCESSES; p++) {
            begin(path, p);
        }
    }

    private static void failures(ChildProcess worker) {
        for (ChildProcess.Line line : worker.lines()) {
            if (line.text().startsWith("FAILED") || line.text().startsWith("Exception")) {
                throw new AssertionError(worker.report());
            }
        }
    }

    /** All that was acknowledged before this look, nothing that was not begun after it, and each transaction whole. */
    private void look(H5File reader, List<Lanes.Ledger> ledgers) {
        long[] least = ledgers.stream().mapToLong(Lanes.Ledger::acknowledged).toArray();
        long start = System.nanoTime();
        long[] found = new long[Lanes.LANES];
        try (H5File now = reader.snapshot()) {
            long shared = 0;
            for (int lane = 0; lane < Lanes.LANES; lane++) {
                Dataset dataset = now.dataset(Lanes.lane(lane));
                long[] values = dataset.i64();
                for (int i = 0; i < values.length; i++) {
                    if (values[i] != i + 1) {
                        throw new AssertionError("lane " + lane + " element " + i + " is " + values[i]);
                    }
                }
                found[lane] = values.length;
                shared += values.length / 4;
                assertThat(dataset.attrs().get("count", Long.class))
                        .as("count of lane %d", lane)
                        .isEqualTo(values.length);
            }
            long[] all = now.dataset("all").i64();
            long[] next = new long[Lanes.LANES];
            for (long value : all) {
                int lane = (int) (value >>> Lanes.LANE_SHIFT);
                next[lane] += 4;
                assertThat(value & ((1L << Lanes.LANE_SHIFT) - 1))
                        .as("next of lane %d among all", lane)
                        .isEqualTo(next[lane]);
            }
            assertThat((long) all.length).as("transactions over two datasets").isEqualTo(shared);
            assertThat(now.dataset("all").attrs().get("count", Long.class)).isEqualTo(shared);
        }
        long took = System.nanoTime() - start;
        longestRead = Math.max(longestRead, took);
        assertThat(took).as("nanoseconds of a look").isLessThan(Lanes.LONGEST.toNanos());
        for (int lane = 0; lane < Lanes.LANES; lane++) {
            assertThat(found[lane])
                    .as("commits of lane %d", lane)
                    .isBetween(least[lane], ledgers.get(lane).begun());
        }
    }

    /** All leave; the last one leaves the file alone, and whole. */
    private void finish(Path path, List<Lanes.Ledger> ledgers) throws Exception {
        for (ChildProcess worker : workers) {
            worker.awaitLine("begun", START);
            worker.send("stop");
        }
        for (ChildProcess worker : workers) {
            worker.awaitSuccess(START);
            failures(worker);
        }
        try (var beside = Files.list(path.getParent())) {
            assertThat(beside.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("x.h5-"))
                    .contains("x.h5");
        }
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path, Lanes.shared())) {
            look(file, ledgers);
        }
        long sum = ledgers.stream().mapToLong(Lanes.Ledger::acknowledged).sum();
        assertThat(Tools.python(JUDGE, path, Lanes.LANES, Lanes.LANE_SHIFT).success())
                .isEqualTo(Long.toString(sum));
        commits += sum;
        Files.delete(path);
    }
}
