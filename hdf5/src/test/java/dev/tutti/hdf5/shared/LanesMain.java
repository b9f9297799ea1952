package dev.tutti.hdf5.shared;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the processes: loads its classes, says {@code loaded}, and waits for a line with the file, the folder of the ledgers and its number. From then
 * on its threads commit until it is killed, or told {@code stop}. Whatever goes wrong is one line that begins with {@code FAILED}.
 */
final class LanesMain {
    private static final AtomicBoolean STOP = new AtomicBoolean();

    private static final int BURST = 5;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000;

    private LanesMain() {}

    public static void main(String[] args) throws Exception {
        warmUp(Path.of(args[0]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("loaded");
        String order = orders.readLine();
        if (order == null) {
            return;
        }
        String[] words = order.split("\\|");
        Path path = Path.of(words[0]);
        Path folder = Path.of(words[1]);
        int number = Integer.parseInt(words[2]);
        List<Thread> threads = new ArrayList<>();
        H5File even = H5.open(path, Lanes.shared().durability(Lanes.durability(number * Lanes.THREADS)));
        H5File odd = H5.open(path, Lanes.shared().durability(Lanes.durability(number * Lanes.THREADS + 1)));
        for (int t = 0; t < Lanes.THREADS; t++) {
            int lane = number * Lanes.THREADS + t;
            Thread thread = new Thread(() -> lane(t(lane) == 0 ? even : odd, folder, lane), "lane " + lane);
            threads.add(thread);
            thread.start();
        }
        System.out.println("begun");
        orders.readLine();
        STOP.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        try {
            even.close();
            odd.close();
        } catch (RuntimeException e) {
            failed("closing", e);
        }
        System.out.println("stopped");
    }

    private static int t(int lane) {
        return lane % Lanes.THREADS;
    }

    /** Loads what is needed, with a file of its own. */
    private static void warmUp(Path path) {
        Lanes.make(path);
        try (H5File file = H5.open(path, Lanes.shared())) {
            for (long n = 1; n <= 4; n++) {
                Lanes.commit(file, 0, n);
            }
        }
    }

    private static void lane(H5File file, Path folder, int lane) {
        try {
            Lanes.Ledger ledger = Lanes.Ledger.open(folder, lane);
            long n = file.dataset(Lanes.lane(lane)).shape()[0];
            if (n < ledger.acknowledged() || n > ledger.begun()) {
                throw new IllegalStateException("lane " + lane + " has " + n + " commits of " + ledger.acknowledged()
                        + " acknowledged and " + ledger.begun() + " begun");
            }
            while (!STOP.get()) {
                n++;
                ledger.begun(n);
                long start = System.nanoTime();
                Lanes.commit(file, lane, n);
                ledger.acknowledged(n);
                long took = System.nanoTime() - start;
                if (took > Lanes.LONGEST.toNanos()) {
                    throw new IllegalStateException("commit " + n + " took " + took / 1_000_000 + " ms");
                }
                if (n % BURST == 0) {
                    // Others on the machine are to start meanwhile.
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failed("lane " + lane, e);
        }
    }

    private static synchronized void failed(String what, Throwable e) {
        System.out.println("FAILED " + what + ": " + e);
        e.printStackTrace(System.out);
    }
}
