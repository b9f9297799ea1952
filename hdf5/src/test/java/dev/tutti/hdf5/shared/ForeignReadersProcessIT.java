package dev.tutti.hdf5.shared;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * h5py and h5dump read a file again and again while processes of Tutti commit to it and are killed: each time they find whole transactions, never fewer than
 * the time before, or are refused for a moment. To change it they are refused.
 */
class ForeignReadersProcessIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final int PROCESSES = 2;
    private static final int KILLS = Seeds.isLong() ? 200 : 2;

    /** Reads until its input ends, and says what it found: how often it was let in and refused, and how many versions it saw. */
    private static final String READ =
            """
            import sys, threading, time, h5py
            path, lanes, shift = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            stop = threading.Event()
            threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
            opened = refused = versions = 0
            before = [0] * lanes
            while not stop.is_set():
                time.sleep(0.02)
                try:
                    f = h5py.File(path, 'r')
                except OSError as e:
                    text = str(e)
                    if not ('errno = 11' in text or 'already open for write' in text):
                        print('FAILED', text.replace('\\n', ' '))
                        sys.exit(1)
                    refused += 1
                    continue
                with f:
                    shared, now = set(), []
                    for lane in range(lanes):
                        d = f['lanes/%d' % lane]
                        v = d[()].tolist()
                        assert v == list(range(1, len(v) + 1)), (lane, v)
                        assert d.attrs['count'] == len(v), (lane, d.attrs['count'], len(v))
                        shared |= {lane << shift | n for n in v if n % 4 == 0}
                        now.append(len(v))
                    v = f['all'][()].tolist()
                    assert len(set(v)) == len(v) and set(v) == shared
                    assert f['all'].attrs['count'] == len(v)
                    assert all(a <= b for a, b in zip(before, now)), (before, now)
                    versions += before != now
                    before = now
                opened += 1
            print('opened %d refused %d versions %d' % (opened, refused, versions))
            """;

    private static final String CHANGE =
            """
            import sys, h5py
            try:
                h5py.File(sys.argv[1], 'r+').close()
                print('opened')
            except OSError as e:
                print('refused', str(e).replace('\\n', ' '))
            """;

    @TempDir
    Path folder;

    @Test
    void foreignReadersFindWholeTransactionsAtAnyTime() {
        Tools.assumeH5py();
        Seeds.once(this::run);
    }

    private static ChildProcess worker(Path path, int number) throws Exception {
        ChildProcess worker = ChildJvm.of(LanesMain.class)
                .heap("96m")
                .option("-D" + Lanes.FOREIGN_READERS + "=true")
                .args(path, number)
                .start();
        worker.awaitLine("begun", START);
        return worker;
    }

    private void run(Random random) throws Exception {
        Path path = Files.createDirectory(folder.resolve("data")).resolve("x.h5");
        Lanes.make(path);
        List<ChildProcess> workers = new ArrayList<>();
        try (ChildProcess reader = Tools.startPython(READ, path, Lanes.LANES, Lanes.LANE_SHIFT)) {
            for (int p = 0; p < PROCESSES; p++) {
                workers.add(worker(path, p));
            }
            Thread.sleep(1500); // one checkpoint
            assertThat(Tools.python(CHANGE, path).success()).startsWith("refused");
            if (Tools.find("h5dump").isPresent()) {
                awaitDump(path);
            }
            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(random.nextInt(1000));
                boolean all = kill % 2 == 1;
                int victim = random.nextInt(PROCESSES);
                for (int p = 0; p < PROCESSES; p++) {
                    if (all || p == victim) {
                        workers.get(p).kill();
                    }
                }
                for (int p = 0; p < PROCESSES; p++) {
                    if (all || p == victim) {
                        workers.set(p, worker(path, p));
                    }
                }
            }
            Thread.sleep(2000);
            for (ChildProcess worker : workers) {
                worker.send("stop");
            }
            for (ChildProcess worker : workers) {
                worker.awaitSuccess(START);
                assertThat(worker.report()).doesNotContain("FAILED");
            }
            reader.closeInput();
            String seen = reader.awaitLine("", START);
            assertThat(seen).startsWith("opened");
            System.out.println(seen);
            String[] words = seen.split(" ");
            assertThat(Integer.parseInt(words[1])).as(seen).isGreaterThan(10);
            assertThat(Integer.parseInt(words[5])).as(seen).isGreaterThan(2);
            reader.awaitSuccess(START);
        } finally {
            workers.forEach(ChildProcess::close);
        }
        assertWhole(path);
    }

    /** It may come in the moment of a checkpoint. */
    private static void awaitDump(Path path) throws Exception {
        Tools.Result dump = Tools.run("h5dump", "-H", path);
        for (int attempt = 0; dump.status() != 0 && attempt < 50; attempt++) {
            Thread.sleep(20);
            dump = Tools.run("h5dump", "-H", path);
        }
        assertThat(dump.success()).contains("lanes");
    }

    private static void assertWhole(Path path) throws IOException {
        try (var beside = Files.list(path.getParent())) {
            assertThat(beside.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("x.h5-"));
        }
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path)) {
            for (int lane = 0; lane < Lanes.LANES; lane++) {
                Lanes.Ledger ledger = Lanes.Ledger.open(path.getParent(), lane);
                assertThat(file.dataset(Lanes.lane(lane)).shape()[0]).isBetween(ledger.acknowledged(), ledger.begun());
            }
        }
    }
}
