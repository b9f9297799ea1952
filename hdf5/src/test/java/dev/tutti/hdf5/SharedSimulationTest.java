package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.wal.ForeignReaders;
import dev.tutti.engine.wal.SessionSettings;
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
import org.jspecify.annotations.Nullable;
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
                Duration.ZERO,
                Seeds.pick(random, List.of(ForeignReaders.values())));
    }

    /** One run: its workers, and what they have seen. */
    private static final class Run {
        final Schedule schedule;
        final SessionSettings settings;
        final Map<SimStorage, Integer> processes = new HashMap<>();
        final SharedActions actions;
        final int count;
        final int threads;
        int restarts;

        Run(Schedule schedule, int processes, int threads, int count) {
            this(schedule, settings(schedule.random()), processes, threads, count);
        }

        Run(Schedule schedule, SessionSettings settings, int processes, int threads, int count) {
            this.schedule = schedule;
            this.settings = settings;
            this.count = count;
            this.threads = threads;
            int workers = processes * threads;
            Random random = schedule.random();
            actions = new SharedActions(new SharedModel(workers, random.nextInt()), new SharedHistory(workers));
            FileSpace space =
                    switch (random.nextInt(4)) {
                        case 0 -> FileSpace.AGGREGATED.kept();
                        case 1 -> FileSpace.PAGES.kept().pageSize(512);
                        default -> FileSpace.STANDARD;
                    };
            SharedModel.create(
                    FILE,
                    FileOptions.exclusive()
                            .storage(schedule.storage())
                            .threads(1)
                            .fileSpace(space),
                    workers);
            for (int p = 0; p < processes; p++) {
                start(p);
            }
        }

        void start(int number) {
            SimStorage process = schedule.process("p" + number + "." + restarts++);
            processes.put(process, number);
            Home home = new Home(process);
            for (int t = 0; t < threads; t++) {
                int worker = number * threads + t;
                Random random = new Random(schedule.random().nextLong());
                schedule.thread(process, process.name() + " thread " + t, () -> work(home, worker, random));
            }
        }

        /** The file as the threads of a process have it open together: from the first that comes to the last that goes. */
        private final class Home {
            final SimStorage process;
            private @Nullable H5File file;
            private int users;

            Home(SimStorage process) {
                this.process = process;
            }

            synchronized H5File come() {
                H5File known = file;
                if (known == null) {
                    known = open(process);
                    file = known;
                }
                users++;
                return known;
            }

            synchronized void go() {
                users--;
                H5File known = file;
                if (users == 0 && known != null) {
                    file = null;
                    known.close();
                }
            }
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

        private void work(Home home, int worker, Random random) throws IOException {
            int left = count;
            while (left > 0) {
                H5File file = home.come();
                for (int stay = 1 + random.nextInt(count); stay > 0 && left > 0; stay--, left--) {
                    act(home.process, file, worker, random);
                }
                home.go();
            }
        }

        private void act(SimStorage process, H5File file, int worker, Random random) throws IOException {
            SharedFile shared = ((SharedAccess) file.access()).file();
            switch (random.nextInt(13)) {
                case 0, 1, 2 -> actions.update(file, worker);
                case 3 -> actions.once(file, worker, random);
                case 4, 5 -> actions.read(file);
                case 6, 7 -> actions.hold(file, worker, random);
                case 8, 9 -> actions.readAsOthers(FILE, process);
                case 10 -> actions.readOutside(FILE, process);
                case 11 -> {
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

        void check() throws IOException {
            SimStorage storage = schedule.process("last");
            try (H5File file = open(storage)) {
                actions.read(file);
                actions.update(file, 0);
                actions.read(file);
            }
            assertThat(storage.list(Path.of("/data"))).containsExactly(FILE);
            FileOptions reading = FileOptions.readOnly().storage(storage).threads(1);
            assertThat(H5.check(FILE, reading).problems()).isEmpty();
            try (H5File file = H5.open(FILE, reading)) {
                Vector since = actions.history().begin();
                actions.history().read(since, actions.model().read(file));
            }
        }
    }

    @Test
    void everyReadIsAVersionAndNothingIsLost() {
        Schedules.explore(5, schedule -> {
            Run run = new Run(schedule, 2 + schedule.random().nextInt(3), 1, 8);
            undisturbed(schedule, run);
        });
    }

    /** Threads of a process commit in one batch, share versions, decoded blocks and reserved space, and close the file under nobody's feet. */
    @Test
    void theSameForThreadsOfProcesses() {
        Schedules.explore(8, schedule -> {
            Run run = new Run(
                    schedule,
                    1 + schedule.random().nextInt(2),
                    2 + schedule.random().nextInt(2),
                    6);
            undisturbed(schedule, run);
        });
    }

    private static void undisturbed(Schedule schedule, Run run) {
        schedule.randomPauses(2, 40_000, 5_000);
        schedule.limit(10_000_000);
        schedule.atEnd(() -> {
            SimStorage storage = schedule.process("looks");
            assertThat(storage.list(Path.of("/data")))
                    .as("the last one left nothing")
                    .containsExactly(FILE);
            run.check();
        });
    }

    @Test
    void killsLoseNothing() {
        Schedules.explore(5, schedule -> {
            Run run = new Run(schedule, 2 + schedule.random().nextInt(3), 1, 8);
            killed(schedule, run);
        });
    }

    @Test
    void killsOfProcessesWithThreadsLoseNothing() {
        Schedules.explore(8, schedule -> {
            Run run = new Run(
                    schedule,
                    2 + schedule.random().nextInt(2),
                    2 + schedule.random().nextInt(2),
                    6);
            killed(schedule, run);
        });
    }

    /** Whoever comes after a guardian that was killed compares file and log: checkpoints remove nothing that records under way at that moment build on. */
    @Test
    void killedGuardiansLeaveFilesThatAgreeWithTheirLogs() {
        Schedules.explore(6, schedule -> {
            SessionSettings settings = new SessionSettings(
                    Duration.ofSeconds(100),
                    dev.tutti.engine.wal.Durability.DURABLE,
                    1L << 12,
                    1L << 10,
                    1L << 30,
                    Duration.ofMillis(1),
                    Duration.ZERO,
                    ForeignReaders.ALWAYS);
            killed(schedule, new Run(schedule, settings, 2, 2, 8));
        });
    }

    private static void killed(Schedule schedule, Run run) {
        int kills = 1 + schedule.random().nextInt(4);
        schedule.randomKills(kills, 30_000);
        schedule.randomPauses(1, 30_000, 5_000);
        schedule.limit(10_000_000);
        schedule.onKill(process -> {
            if (schedule.random().nextInt(3) > 0) {
                run.start(Objects.requireNonNull(run.processes.get(process)));
            }
        });
        schedule.atEnd(run::check);
    }
}
