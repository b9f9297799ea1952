package dev.tutti.examples;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Many processes at one file, of which every thirteenth is ended by SIGKILL: a reader while it holds a version, a writer in the middle of its
 * transaction. It is h5pySWMR's lock test; there the death of a reader was to be a polite one, and what was held had to be cleaned up. Here nothing is
 * left behind by whoever dies, and nobody waits longer for it.
 *
 * <p>Arguments: FILE, and how many workers there are (100 by default).
 */
public final class WorkersThatDie {
    private static final int LONGEST_PAUSE = 1000;

    private WorkersThatDie() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--worker")) {
            work(Integer.parseInt(args[1]), Path.of(args[2]));
            return;
        }
        Path path = Path.of(args[0]);
        int workers = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        long start = System.nanoTime();
        try (H5File file = H5.create(path)) {
            file.create("written")
                    .type(DType.I32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(64)
                    .create()
                    .attrs()
                    .set("count", 0);
        }
        List<Integer> ends;
        try (Crew crew = new Crew(WorkersThatDie.class, workers, path)) {
            ends = crew.await();
        }
        check(path, ends);
        System.out.printf(
                Locale.ROOT,
                "%d workers, %d died: %.1f s%n",
                workers,
                ends.stream().filter(end -> end == Crew.KILLED).count(),
                (System.nanoTime() - start) / 1e9);
    }

    private static boolean isWriter(int number) {
        return number % 3 == 1;
    }

    private static boolean dies(int number) {
        return number % 13 == 1;
    }

    private static void work(int number, Path path) throws IOException, InterruptedException {
        pause();
        try (H5File file = H5.open(path, FileOptions.shared().lockTimeout(Crew.PATIENCE))) {
            if (isWriter(number)) {
                try (Transaction tx = file.begin()) {
                    write(tx, number);
                    if (dies(number)) {
                        Crew.die();
                    }
                }
                file.update(tx -> write(tx, number));
            } else {
                try (H5File now = file.snapshot()) {
                    var written = now.dataset("written");
                    int count = written.attrs().get("count", Integer.class);
                    if (dies(number)) {
                        Crew.die();
                    }
                    pause();
                    if (written.i32().length != count) {
                        throw new IllegalStateException("worker " + number + " sees half a change");
                    }
                }
            }
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE));
    }

    private static void write(Transaction tx, int number) {
        var written = tx.dataset("written");
        written.append(new int[] {number});
        written.attrs().set("count", written.attrs().get("count", Integer.class) + 1);
    }

    /** Those who were to die did, everybody else came to his end, and the file has what the living wrote. */
    private static void check(Path path, List<Integer> ends) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
            int end = dies(i) ? Crew.KILLED : 0;
            if (ends.get(i) != end) {
                throw new IllegalStateException("worker " + i + " ended with status " + ends.get(i));
            }
            if (isWriter(i) && !dies(i)) {
                expected.add(i);
            }
        }
        // Whoever opens the file next to change it brings what is committed into it and leaves it plain.
        try (H5File file = H5.open(path, FileOptions.shared().lockTimeout(Crew.PATIENCE))) {
            file.attrs().set("checked", 1);
            int[] written = file.dataset("written").i32();
            Arrays.sort(written);
            if (!Arrays.equals(
                    written, expected.stream().mapToInt(Integer::intValue).toArray())) {
                throw new IllegalStateException("written by " + Arrays.toString(written));
            }
        }
    }
}
