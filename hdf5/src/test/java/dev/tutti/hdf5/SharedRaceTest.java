package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the threads of a process share without yield points that a schedule could decide at (histories of pages, decoded blocks, batches, versions): raced for
 * a bounded number of rounds, with the model and the history of {@link SharedSimulationTest}, a checkpointer of each process between them.
 */
class SharedRaceTest {
    private static final Path FILE = Path.of("/data/x.h5");
    private static final int PROCESSES = 2;
    private static final int THREADS = 3;
    private static final int ACTIONS = 20;
    private static final long TIME = 300;

    private static final SessionSettings SETTINGS = new SessionSettings(
            Duration.ofMinutes(5),
            dev.tutti.engine.wal.Durability.CONSISTENT,
            1 << 15,
            1 << 13,
            1L << 30,
            Duration.ofMillis(50),
            Duration.ofMillis(2));

    @Test
    void threadsOfProcessesRace() {
        Seeds.repeat(1, SharedRaceTest::race);
    }

    private static H5File open(SimStorage process) {
        FileOptions options = FileOptions.shared().storage(process).threads(1).lockTimeout(SETTINGS.lockTimeout());
        return new H5File(
                new SharedAccess(SharedFile.open(FILE, options.settings(), SETTINGS), Durability.CONSISTENT), FILE);
    }

    private static void race(Random random) throws Exception {
        SimStorage host = new SimStorage();
        int workers = PROCESSES * THREADS;
        SharedModel.create(FILE, FileOptions.exclusive().storage(host).threads(1), workers);
        SharedActions actions =
                new SharedActions(new SharedModel(workers, random.nextInt()), new SharedHistory(workers));
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        List<H5File> files = new ArrayList<>();
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int p = 0; p < PROCESSES; p++) {
                H5File file = open(host.newProcess("p" + p));
                files.add(file);
                for (int t = 0; t < THREADS; t++) {
                    int worker = p * THREADS + t;
                    Random own = new Random(random.nextLong());
                    ends.add(threads.submit(() -> work(actions, file, worker, own)));
                }
            }
            for (Future<?> end : ends) {
                end.get(TIME, TimeUnit.SECONDS);
            }
            for (H5File file : files) {
                file.close();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(host.list(FILE.getParent())).containsExactly(FILE);
        FileOptions reading = FileOptions.readOnly().storage(host).threads(1);
        assertThat(H5.check(FILE, reading).problems()).isEmpty();
        try (H5File file = H5.open(FILE, reading)) {
            actions.history().read(actions.history().begin(), actions.model().read(file));
        }
    }

    private static void work(SharedActions actions, H5File file, int worker, Random random) {
        for (int i = 0; i < ACTIONS; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> actions.update(file, worker);
                case 2 -> actions.once(file, worker, random);
                case 3, 4 -> actions.read(file);
                default -> actions.hold(file, worker, random);
            }
        }
    }
}
