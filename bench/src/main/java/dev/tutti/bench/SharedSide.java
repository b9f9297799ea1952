package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A file in shared mode that small commits go to, from one thread or several, each to a dataset of its own. */
final class SharedSide implements AutoCloseable {
    private final H5File file;
    private final List<Dataset> datasets = new ArrayList<>();
    private final ExecutorService threads;

    SharedSide(Path path, Durability durability, int writers) throws Exception {
        Files.deleteIfExists(path);
        try (H5File made = H5.create(path)) {
            for (int i = 0; i < writers; i++) {
                made.create("d" + i)
                        .type(DType.F64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(4096)
                        .create();
            }
        }
        file = H5.open(path, FileOptions.shared().durability(durability));
        for (int i = 0; i < writers; i++) {
            datasets.add(file.dataset("d" + i));
        }
        threads = Executors.newFixedThreadPool(writers);
    }

    H5File file() {
        return file;
    }

    /** So many commits of one value each, by all writers together. */
    void commits(int count) throws Exception {
        if (datasets.size() == 1) {
            append(datasets.get(0), count);
            return;
        }
        List<Future<?>> running = new ArrayList<>();
        for (Dataset dataset : datasets) {
            running.add(threads.submit(() -> append(dataset, count / datasets.size())));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    private static void append(Dataset dataset, int count) {
        double[] value = new double[1];
        for (int i = 0; i < count; i++) {
            value[0] = i;
            dataset.append(value);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        file.close();
    }
}
