package dev.tutti.hdf5.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.ClassArchive;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes change one file together, and one or two of them, now and then all, are killed at random instants, mostly within a commit, sometimes while they start,
 * again and again. After each kill the others go on, and everything that was acknowledged is there, each transaction as a whole, and nothing that was never begun. When the last one has
 * closed the file it is a plain HDF5 file with nothing beside it.
 */
class SharedKillProcessIT {
    private static final int KILLS = Seeds.isLong() ? 10_000 : 500;

    /** Each kill costs the start of a JVM: on a machine that is too slow or too busy for all of them there are fewer, and the test says how many; {@code -Dtests.kill.seconds=…} is another time. */
    private static final Duration TIME =
            Duration.ofSeconds(Long.getLong("tests.kill.seconds", Seeds.isLong() ? 6 * 3600 : 75));

    private static final int LEAST_KILLS = 50;
    private static final int ROUNDS_PER_FILE = 30;
    private static final String HEAP = "64m";
    private static final Duration START = Duration.ofSeconds(60);
    private static final long LONGEST_WATCH_NANOS = 100_000_000;
    private static final long LOOK_NANOS = 30_000;
    private static final int LONGEST_COMMIT_NANOS = 2_000_000;
    private static final int LONGEST_START_NANOS = 400_000_000;

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

    private final ChildProcess[] workers = new ChildProcess[Lanes.PROCESSES];

    /** Those that were started first come first: while some start, others are killed. */
    private final Deque<Integer> byAge = new ArrayDeque<>();

    /** What each lane had begun when its process was started. */
    private final long[] known = new long[Lanes.LANES];

    private @Nullable ClassArchive classes;
    private int kills;
    private int inCommit;
    private int starting;
    private long commits;
    private long longestRead;

    @Test
    void nothingCommittedIsLostAndNothingElseIsThere() {
        Tools.assumeH5py();
        Seeds.once(this::run);
    }

    private void run(Random random) throws Exception {
        Path first = Files.createDirectories(directory.resolve("first"));
        classes = ClassArchive.of(
                Files.createDirectories(directory.resolve("classes")),
                ChildJvm.of(LanesMain.class).heap(HEAP).args(first.resolve("x.h5")));
        long start = System.nanoTime();
        try {
            for (int file = 0; goesOn(start); file++) {
                Path folder = Files.createDirectories(directory.resolve("file-" + file));
                oneFile(folder, random, start);
            }
        } finally {
            for (ChildProcess worker : workers) {
                if (worker != null) {
                    worker.close();
                }
            }
        }
        System.out.printf(
                "%d kills, %d of them within a commit and %d while starting, %d commits, longest read %d ms, %d s%n",
                kills,
                inCommit,
                starting,
                commits,
                longestRead / 1_000_000,
                (System.nanoTime() - start) / 1_000_000_000);
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
        begin(path, ledgers, everybody());
        H5File reader = H5.open(path, Lanes.shared());
        try {
            for (int round = 0; round < ROUNDS_PER_FILE && goesOn(start); round++) {
                if (random.nextInt(10) == 0) {
                    reader.close();
                    killAll(path, ledgers, random);
                    begin(path, ledgers, everybody());
                    reader = H5.open(path, Lanes.shared());
                    look(reader, ledgers);
                } else {
                    List<Integer> victims;
                    if (random.nextInt(5) == 0) {
                        victims = List.of(byAge.getLast());
                        killStarting(victims.get(0), random);
                    } else {
                        victims = byAge.stream().limit(1 + random.nextInt(2)).toList();
                        kill(victims, ledgers, random);
                    }
                    begin(path, ledgers, victims);
                    look(reader, ledgers);
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

    private static List<Integer> everybody() {
        return new ArrayList<>(IntStream.range(0, Lanes.PROCESSES).boxed().toList());
    }

    private void begin(Path path, List<Lanes.Ledger> ledgers, List<Integer> numbers) throws IOException {
        for (int number : numbers) {
            for (int lane : lanes(number)) {
                known[lane] = ledgers.get(lane).begun();
            }
            workers[number] = ChildJvm.of(LanesMain.class)
                    .heap(HEAP)
                    .archive(Objects.requireNonNull(classes))
                    .args(path, number)
                    .start();
            byAge.remove(number);
            byAge.addLast(number);
        }
    }

    private static int[] lanes(int number) {
        return IntStream.range(number * Lanes.THREADS, (number + 1) * Lanes.THREADS)
                .toArray();
    }

    /** SIGKILL for each, after its first commit, and mostly while it is in the middle of a later one. */
    private void kill(List<Integer> victims, List<Lanes.Ledger> ledgers, Random random) throws InterruptedException {
        for (int number : victims) {
            long end = System.nanoTime() + START.toNanos();
            while (Arrays.stream(lanes(number))
                    .allMatch(lane -> ledgers.get(lane).acknowledged() <= known[lane])) {
                failures(workers[number]);
                assertThat(System.nanoTime() - end)
                        .as("time without a commit: %s", workers[number].report())
                        .isNegative();
                Thread.sleep(1);
            }
            Lanes.Ledger watched = ledgers.get(lanes(number)[random.nextInt(Lanes.THREADS)]);
            long moment = System.nanoTime() + LONGEST_WATCH_NANOS;
            while (!watched.isCommitting() && System.nanoTime() < moment) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            LockSupport.parkNanos(random.nextInt(LONGEST_COMMIT_NANOS));
            workers[number].strike();
        }
        for (int number : victims) {
            workers[number].awaitExit(START);
            failures(workers[number]);
            inCommit += Arrays.stream(lanes(number))
                            .anyMatch(lane -> ledgers.get(lane).isCommitting())
                    ? 1
                    : 0;
            kills++;
        }
    }

    /** SIGKILL at some moment between its first class and its first commits. */
    private void killStarting(int number, Random random) throws InterruptedException {
        LockSupport.parkNanos(random.nextInt(LONGEST_START_NANOS));
        workers[number].strike();
        workers[number].awaitExit(START);
        failures(workers[number]);
        starting++;
        kills++;
    }

    /** All at once, and what they shared is as if the machine had been started anew, or worse. */
    private void killAll(Path path, List<Lanes.Ledger> ledgers, Random random) throws Exception {
        kill(everybody(), ledgers, random);
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
