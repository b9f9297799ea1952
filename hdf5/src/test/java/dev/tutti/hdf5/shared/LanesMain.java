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
 * One of the processes. Arguments: FILE NUMBER. Its threads commit until it is killed, or told {@code stop}; the ledgers lie beside the file. Whatever goes
 * wrong is one line that begins with {@code FAILED}. With FILE alone it makes that file, does a little of everything in it, and ends.
 */
final class LanesMain {
    private static final AtomicBoolean STOP = new AtomicBoolean();

    private static final int BURST = 3;
    private static final long LONGEST_PAUSE_NANOS = 200_000_000;

    private LanesMain() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        if (args.length == 1) {
            trial(path);
            return;
        }
        Path folder = path.resolveSibling("");
        int number = Integer.parseInt(args[1]);
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
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
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

    private static void trial(Path path) throws IOException {
        Lanes.make(path);
        try (H5File file = H5.open(path, Lanes.shared())) {
            for (int lane = 0; lane < Lanes.THREADS; lane++) {
                for (long n = 1; n <= 4; n++) {
                    Lanes.Ledger.open(path.resolveSibling(""), lane).begun(n);
                    Lanes.commit(file, lane, n);
                }
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
            ledger.acknowledged(n); // one in doubt is there: from now on it must stay
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
