package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.wal.ConflictException;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.errors.H5ConflictException;
import dev.tutti.hdf5.SharedModel.Found;
import dev.tutti.hdf5.SharedModel.Vector;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.schedule.Schedule;
import dev.tutti.testkit.schedule.Schedules;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Processes that share a file, one step at a time in the order that chance decides, killed and held up anywhere: each read is one version, not older
 * than what was known before (G1, G2), nothing that was acknowledged is lost, no update is lost (G3), and in the end the file is plain and sound.
 */
class SharedSimulationTest {
    private static final Path FILE = Path.of("/data/x.h5");

    private static SessionSettings settings(Random random) {
        return new SessionSettings(
                Duration.ofSeconds(100),
                Seeds.pick(random, List.of(dev.tutti.engine.wal.Durability.values())),
                1L << (12 + random.nextInt(6)),
                1L << (10 + random.nextInt(8)),
                1L << 30,
                Duration.ofMillis(1),
                Duration.ZERO);
    }

    /** One run: its workers, and what they have seen. */
    private static final class Run {
        final Schedule schedule;
        final SharedModel model;
        final SharedHistory history;
        final SessionSettings settings;
        final Map<SimStorage, Integer> workers = new HashMap<>();
        final int actions;
        int restarts;

        Run(Schedule schedule, int workers, int actions) {
            this.schedule = schedule;
            this.actions = actions;
            Random random = schedule.random();
            model = new SharedModel(workers, random.nextInt());
            history = new SharedHistory(workers);
            settings = settings(random);
            SharedModel.create(
                    FILE, FileOptions.exclusive().storage(schedule.storage()).threads(1), workers);
            for (int w = 0; w < workers; w++) {
                start(w);
            }
        }

        void start(int worker) {
            SimStorage process = schedule.process("w" + worker + "." + restarts++);
            workers.put(process, worker);
            Random random = new Random(schedule.random().nextLong());
            schedule.thread(process, process.name(), () -> work(process, worker, random));
        }

        H5File open(SimStorage process) {
            return new H5File(
                    new SharedAccess(
                            SharedFile.open(
                                    FILE,
                                    FileOptions.shared()
                                            .storage(process)
                                            .threads(1)
                                            .lockTimeout(settings.lockTimeout())
                                            .settings(),
                                    settings),
                            Durability.CONSISTENT),
                    FILE);
        }

        private void work(SimStorage process, int worker, Random random) throws IOException {
            int left = actions;
            while (left > 0) {
                H5File file = open(process);
                for (int stay = 1 + random.nextInt(actions); stay > 0 && left > 0; stay--, left--) {
                    act(process, file, worker, random);
                }
                file.close();
            }
        }

        private void act(SimStorage process, H5File file, int worker, Random random) throws IOException {
            SharedFile shared = ((SharedAccess) file.access()).file();
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> update(file, worker);
                case 3 -> once(file, worker, random);
                case 4, 5 -> read(file);
                case 6, 7 -> hold(file, worker, random);
                case 8 -> {
                    if (shared.attachedSession() != null) {
                        Objects.requireNonNull(shared.attachedSession()).checkpoint();
                    }
                }
                default -> {
                    process.pause(random.nextInt(3_000_000));
                    for (int i = 0; i < 2 && shared.attachedSession() != null; i++) {
                        shared.tick();
                    }
                }
            }
        }

        private void update(H5File file, int worker) {
            int[] count = new int[1];
            file.update(tx -> count[0] = model.change(tx, worker));
            history.acknowledged(worker, count[0]);
        }

        /** A transaction that is not made again if others were faster, or that is given up. */
        private void once(H5File file, int worker, Random random) {
            try (Transaction tx = file.begin()) {
                int count = model.change(tx, worker);
                if (random.nextInt(4) > 0) {
                    tx.commit(Seeds.pick(random, List.of(Durability.values())));
                    history.acknowledged(worker, count);
                }
            } catch (H5ConflictException e) {
                assertThat(e).hasCauseInstanceOf(ConflictException.class);
            }
        }

        private void read(H5File file) {
            Vector since = history.begin();
            Found found = file.access().reading(() -> model.read(file));
            history.read(since, found);
        }

        private void hold(H5File file, int worker, Random random) {
            Vector since = history.begin();
            try (H5File snapshot = file.snapshot()) {
                Found found = model.read(snapshot);
                history.read(since, found);
                for (int i = random.nextInt(3); i > 0; i--) {
                    update(file, worker);
                }
                assertThat(model.read(snapshot)).as("a snapshot stays as it is").isEqualTo(found);
            }
        }

        void check() throws IOException {
            SimStorage storage = schedule.process("last");
            try (H5File file = open(storage)) {
                read(file);
                update(file, 0);
                read(file);
            }
            assertThat(storage.list(Path.of("/data"))).containsExactly(FILE);
            FileOptions reading = FileOptions.readOnly().storage(storage).threads(1);
            assertThat(H5.check(FILE, reading).problems()).isEmpty();
            try (H5File file = H5.open(FILE, reading)) {
                Vector since = history.begin();
                history.read(since, model.read(file));
            }
        }
    }

    @Test
    void everyReadIsAVersionAndNothingIsLost() {
        Schedules.explore(5, schedule -> {
            Run run = new Run(schedule, 2 + schedule.random().nextInt(3), 8);
            schedule.randomPauses(2, 40_000, 5_000);
            schedule.limit(10_000_000);
            schedule.atEnd(() -> {
                SimStorage storage = schedule.process("looks");
                assertThat(storage.list(Path.of("/data")))
                        .as("the last one left nothing")
                        .containsExactly(FILE);
                run.check();
            });
        });
    }

    @Test
    void killsLoseNothing() {
        Schedules.explore(5, schedule -> {
            Run run = new Run(schedule, 2 + schedule.random().nextInt(3), 8);
            int kills = 1 + schedule.random().nextInt(4);
            schedule.randomKills(kills, 30_000);
            schedule.randomPauses(1, 30_000, 5_000);
            schedule.limit(10_000_000);
            schedule.onKill(process -> {
                if (schedule.random().nextInt(3) > 0) {
                    run.start(Objects.requireNonNull(run.workers.get(process)));
                }
            });
            schedule.atEnd(run::check);
        });
    }
}
