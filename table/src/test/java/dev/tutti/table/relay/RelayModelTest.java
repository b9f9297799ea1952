package dev.tutti.table.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.shared.SharedMemory;
import dev.tutti.testkit.schedule.Schedule;
import dev.tutti.testkit.schedule.Schedules;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Processes that hand calls to each other, one step at a time in the order that chance decides, killed and held up anywhere, and commit them as {@code Committer} does: each call that has come back is
 * committed, and no call is committed twice (T1, T3), although a version soon forgets what was committed.
 */
class RelayModelTest {
    private static final Path FILE = Path.of("/data/t-relay1");
    /** How many snapshots a version keeps. */
    private static final int KEPT = 3;

    private static final Path CATALOG = Path.of("/data/catalog");

    /** A table: versions, and the names of what each has brought. Which is the newest stands in memory that all share, so that to read and to move it are steps of their own. */
    private static final class Table {
        private final Map<Long, Set<String>> brought = new HashMap<>();

        /** What the snapshots say that are kept in a version. */
        Set<String> kept(long version) {
            Set<String> names = new HashSet<>();
            for (long v = Math.max(1, version - KEPT + 1); v <= version; v++) {
                names.addAll(brought.get(v));
            }
            return names;
        }
    }

    /**
     * What is to be committed: one's own call, or another's.
     *
     * @param taken null for one's own
     * @param behind a version before somebody else could have committed it; below zero if nobody could
     */
    private record Item(String name, @Nullable TakenCall taken, long behind) {
        boolean isHeld() {
            return taken == null || taken.isHeld();
        }

        boolean isForgotten(long version) {
            return behind >= 0 && behind < version - KEPT;
        }
    }

    /** A process that appends. */
    private static final class Worker {
        private final Table table;
        private final SimStorage process;
        private final Random random;
        private final List<String> done;
        private final Duration patience;

        Worker(Table table, SimStorage process, Random random, List<String> done) {
            this.table = table;
            this.process = process;
            this.random = random;
            this.done = done;
            this.patience = Duration.ofMillis(random.nextInt(1, 20));
        }

        void run(String name, int calls) throws IOException {
            Relay relay = Relay.open(process, FILE);
            SharedMemory catalog = process.share(CATALOG, 64);
            for (int i = 0; i < calls; i++) {
                if (append(relay, catalog, name + "." + i)) {
                    done.add(name + "." + i);
                }
                if (random.nextInt(3) == 0) {
                    process.pause(random.nextInt(2_000_000));
                }
            }
            relay.close();
            catalog.close();
        }

        /** False if nobody knows whether it is done. */
        private boolean append(Relay relay, SharedMemory catalog, String name) throws IOException {
            long known = catalog.get(0);
            Relay.Shared shared = relay.share(() -> name.getBytes(StandardCharsets.UTF_8), patience);
            Item own = new Item(name, null, shared.open() ? known : -1);
            switch (shared.outcome()) {
                case ANSWERED -> {
                    byte[] answer = shared.answer();
                    if (answer != null) {
                        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("done " + name);
                        return true;
                    }
                    return commit(catalog, List.of(own));
                }
                case ALONE -> {
                    return commit(catalog, List.of(own));
                }
                case LEADING -> {
                    return lead(relay, catalog, own);
                }
            }
            throw new AssertionError(shared);
        }

        private boolean lead(Relay relay, SharedMemory catalog, Item own) throws IOException {
            List<Item> items = new ArrayList<>(List.of(own));
            relay.awaitOthers();
            List<TakenCall> taken = relay.take();
            for (TakenCall each : taken) {
                if (random.nextInt(10) == 0) {
                    each.giveBack();
                } else {
                    items.add(new Item(new String(each.call(), StandardCharsets.UTF_8), each, -1));
                }
            }
            boolean known = commit(catalog, items);
            if (!known) {
                taken.forEach(TakenCall::giveBack);
            }
            relay.endLead(taken.size(), 1_000_000);
            return known;
        }

        private boolean commit(SharedMemory catalog, List<Item> items) {
            List<Item> left = new ArrayList<>(items);
            while (true) {
                long base = catalog.get(0);
                Set<String> known = table.kept(base);
                left.removeIf(item -> {
                    boolean in = known.contains(item.name());
                    if (in && item.taken() != null) {
                        item.taken().giveBack();
                    }
                    return in;
                });
                if (left.stream().anyMatch(item -> item.isForgotten(base))) {
                    return false;
                }
                process.pause(random.nextInt(300_000));
                // Behind the reading of the version, as in Committer: who has taken a call back looks into a version
                // that is as new.
                left.removeIf(item -> !item.isHeld());
                if (left.isEmpty()) {
                    return true;
                }
                if (moved(catalog, base, left.stream().map(Item::name).toList())) {
                    for (Item item : left) {
                        if (item.taken() != null) {
                            item.taken().answer(("done " + item.name()).getBytes(StandardCharsets.UTF_8));
                        }
                    }
                    return true;
                }
            }
        }

        private boolean moved(SharedMemory catalog, long base, List<String> names) {
            boolean moved = catalog.compareAndSet(0, base, base + 1);
            if (moved) {
                table.brought.put(base + 1, Set.copyOf(names)); // Still in the same step.
            }
            return moved;
        }
    }

    private static void check(Table table, long versions, List<String> done) {
        List<String> all = new ArrayList<>();
        for (long v = 1; v <= versions; v++) {
            all.addAll(table.brought.get(v));
        }
        assertThat(all).doesNotHaveDuplicates().containsAll(done);
    }

    private static void explore(int times, boolean kills, boolean pauses) {
        Schedules.explore(times, schedule -> {
            Table table = new Table();
            Random random = schedule.random();
            List<String> done = new ArrayList<>();
            for (int p = 0; p < random.nextInt(2, 5); p++) {
                start(schedule, table, "p" + p, done);
            }
            if (kills) {
                schedule.randomKills(random.nextInt(1, 4), 2_000);
                int[] more = {0};
                schedule.onKill(process -> start(schedule, table, "again" + more[0]++, done));
            }
            if (pauses) {
                schedule.randomPauses(random.nextInt(1, 5), 2_000, 3_000);
            }
            schedule.atEnd(() -> {
                try (SharedMemory catalog = schedule.storage().share(CATALOG, 64)) {
                    check(table, catalog.get(0), done);
                }
            });
        });
    }

    private static void start(Schedule schedule, Table table, String name, List<String> done) {
        SimStorage process = schedule.process(name);
        Worker worker = new Worker(table, process, new Random(schedule.random().nextLong()), done);
        schedule.thread(process, name, () -> worker.run(name, 4));
    }

    @Test
    void eachCallIsDoneOnce() {
        explore(40, false, false);
    }

    @Test
    void whoIsKilledLosesNothingThatCameBack() {
        explore(80, true, false);
    }

    @Test
    void whoStandsStillDoesNothingTwice() {
        explore(80, true, true);
    }
}
