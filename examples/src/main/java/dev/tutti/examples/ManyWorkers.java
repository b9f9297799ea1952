package dev.tutti.examples;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Many processes at one file: three of four read a dataset each, every fourth overwrites the first rows of one. It is h5pySWMR's parallel test without
 * its Redis server: nobody waits for a reader, and no lock is written down.
 *
 * <p>Arguments: FILE, and how many workers (40 by default), rows (8000) and columns (1500) of float32 there are.
 */
public final class ManyWorkers {
    private static final int OVERWRITTEN = 50;
    private static final int LONGEST_PAUSE = 1000;

    private ManyWorkers() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--worker")) {
            work(Integer.parseInt(args[1]), Path.of(args[2]));
            return;
        }
        Path file = Path.of(args[0]);
        int workers = args.length > 1 ? Integer.parseInt(args[1]) : 40;
        int rows = args.length > 2 ? Integer.parseInt(args[2]) : 8000;
        int columns = args.length > 3 ? Integer.parseInt(args[3]) : 1500;
        long start = System.nanoTime();
        make(file, workers, rows, columns);
        long made = System.nanoTime();
        try (Crew crew = new Crew(ManyWorkers.class, workers, file)) {
            if (!crew.await().stream().allMatch(end -> end == 0)) {
                throw new IOException("a worker failed");
            }
        }
        long worked = System.nanoTime();
        check(file, workers);
        System.out.printf(
                Locale.ROOT,
                "%d workers: made %.1f s, worked %.1f s%n",
                workers,
                (made - start) / 1e9,
                (worked - made) / 1e9);
    }

    private static String dataset(int number) {
        return "testgrp/dataset" + number;
    }

    private static boolean isWriter(int number) {
        return number % 4 == 0;
    }

    private static void make(Path path, int datasets, int rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        try (H5File file = H5.create(path)) {
            for (int i = 0; i < datasets; i++) {
                for (int k = 0; k < values.length; k++) {
                    values[k] = ThreadLocalRandom.current().nextFloat();
                }
                file.create(dataset(i))
                        .type(DType.F32)
                        .shape(rows, columns)
                        .create()
                        .write(values);
            }
        }
    }

    private static void work(int number, Path path) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE));
        try (H5File file = H5.open(path, FileOptions.shared().lockTimeout(Crew.PATIENCE))) {
            var dataset = file.dataset(dataset(number));
            long[] shape = dataset.shape();
            if (isWriter(number)) {
                float[] values = new float[(int) (OVERWRITTEN * shape[1])];
                Arrays.fill(values, number);
                dataset.write(Slice.rows(0, OVERWRITTEN), values);
                System.out.println("worker " + number + " has written");
            } else {
                float[] values = dataset.f32();
                if (values.length != shape[0] * shape[1]) {
                    throw new IllegalStateException("worker " + number + " has read " + values.length + " values");
                }
                System.out.println("worker " + number + " has read");
            }
        }
    }

    private static void check(Path path, int workers) {
        try (H5File file = H5.open(path)) {
            for (int i = 0; i < workers; i++) {
                float[] values = file.dataset(dataset(i)).read(float[].class, Slice.rows(0, OVERWRITTEN));
                for (float value : values) {
                    if (isWriter(i) ? value != i : value >= 1) {
                        throw new IllegalStateException("dataset " + i + " holds " + value);
                    }
                }
            }
        }
    }
}
