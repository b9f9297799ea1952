package dev.tutti.hdf5.shared;

import dev.tutti.errors.H5ConflictException;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Transaction;
import dev.tutti.hdf5.VersionBridge;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * One of the processes of {@link HistoryProcessIT}: each thread runs random transactions that read lists and append to them, and notes what it saw. Arguments:
 * FILE FOLDER NUMBER TRANSACTIONS SEED.
 */
final class HistoryMain {
    static final int THREADS = 4;

    private HistoryMain() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        Path folder = Path.of(args[1]);
        int number = Integer.parseInt(args[2]);
        int transactions = Integer.parseInt(args[3]);
        long seed = Long.parseLong(args[4]);
        List<Thread> threads = new ArrayList<>();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (H5File file = H5.open(path, Lanes.shared())) {
            file.snapshot().close(); // joins the others: the numbers go on for as long as somebody is there
            System.out.println("joined");
            orders.readLine();
            for (int t = 0; t < THREADS; t++) {
                int lane = number * THREADS + t;
                Thread thread = new Thread(
                        () -> {
                            try {
                                new Lane(file, lane, new Random(seed + lane)).run(folder, transactions);
                            } catch (IOException | RuntimeException | Error e) {
                                System.out.println("FAILED lane " + lane + ": " + e);
                                e.printStackTrace(System.out);
                            }
                        },
                        "lane " + lane);
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("done");
            orders.readLine();
        }
    }

    private static final class Lane {
        private final H5File file;
        private final int lane;
        private final Random random;
        private long next;
        private long snapshot;
        private long commit;

        Lane(H5File file, int lane, Random random) {
            this.file = file;
            this.lane = lane;
            this.random = random;
        }

        void run(Path folder, int transactions) throws IOException {
            try (DataOutputStream out = new DataOutputStream(
                    new java.io.BufferedOutputStream(Files.newOutputStream(folder.resolve("history-" + lane))))) {
                for (int i = 0; i < transactions; i++) {
                    List<History.Step> plan = plan();
                    long begin = System.nanoTime();
                    List<History.Step> seen = new ArrayList<>();
                    boolean committed =
                            switch (random.nextInt(4)) {
                                case 0 -> look(plan, seen);
                                case 1 -> once(plan, seen);
                                default -> again(plan, seen);
                            };
                    new History.Transaction(lane, begin, System.nanoTime(), snapshot, commit, committed, seen)
                            .write(out);
                }
            }
        }

        private List<History.Step> plan() {
            List<History.Step> plan = new ArrayList<>();
            int steps = 1 + random.nextInt(4);
            for (int s = 0; s < steps; s++) {
                int key = random.nextInt(History.KEYS);
                plan.add(
                        random.nextInt(5) < 2
                                ? History.Step.append(key, ((long) lane << Lanes.LANE_SHIFT) | ++next)
                                : History.Step.read(key, new long[0]));
            }
            return plan;
        }

        /** Returns what tells of its version. */
        private LongSupplier run(Transaction tx, List<History.Step> plan, List<History.Step> seen) {
            LongSupplier version = VersionBridge.of(tx.file());
            snapshot = version.getAsLong();
            commit = snapshot;
            for (History.Step step : plan) {
                var list = tx.dataset(History.name(step.key()));
                if (step.isAppend()) {
                    list.append(step.values());
                    seen.add(step);
                } else {
                    seen.add(History.Step.read(step.key(), list.i64()));
                }
            }
            return version;
        }

        private Durability level() {
            return random.nextInt(4) == 0 ? Durability.DURABLE : Durability.CONSISTENT;
        }

        /** Only what it reads, on a snapshot. */
        private boolean look(List<History.Step> plan, List<History.Step> seen) {
            try (H5File now = file.snapshot()) {
                snapshot = VersionBridge.of(now).getAsLong();
                commit = snapshot;
                for (History.Step step : plan) {
                    seen.add(History.Step.read(
                            step.key(), now.dataset(History.name(step.key())).i64()));
                }
            }
            return true;
        }

        /** One attempt, and sometimes none. */
        private boolean once(List<History.Step> plan, List<History.Step> seen) {
            try (Transaction tx = file.begin()) {
                LongSupplier version = run(tx, plan, seen);
                if (random.nextInt(8) == 0) {
                    return false;
                }
                tx.commit(level());
                commit = version.getAsLong();
                return true;
            } catch (H5ConflictException e) {
                return false;
            }
        }

        private boolean again(List<History.Step> plan, List<History.Step> seen) {
            LongSupplier[] version = new LongSupplier[1];
            file.update(level(), tx -> {
                seen.clear();
                version[0] = run(tx, plan, seen);
            });
            commit = version[0].getAsLong();
            return true;
        }
    }
}
