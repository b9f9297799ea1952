package dev.tutti.bench;

import dev.tutti.bench.CObjects.Form;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the cost of Tutti's roads grows: each at 1, 10 and 100 times its size, with the exponent from the first to the last and over the last step alone. 1 is linear; what is
 * asked of one thing among many should be near 0. Least time of the rounds: growth shall not be hidden by what else the machine does.
 */
final class Growth {
    private static final int STEPS = 3;

    /** So long each size is measured at least: the compiler has seen the smallest then, too. */
    private static final long LEAST_NANOS = 2_000_000_000L;

    private final Path directory;
    private final int scale;
    private double witness;

    Growth(Path directory, int scale) {
        this.directory = directory;
        this.scale = scale;
    }

    /** One road; {@code prepare} makes the file that {@code work} needs and is not measured. */
    private record Road(String name, int base, Sized prepare, Sized work) {}

    private interface Sized {
        void run(Path path, int size) throws Exception;
    }

    void measure(int rounds, Report out) throws Exception {
        out.text("");
        out.text(
                "| growth: work | size | CPU | wall | heap | 10 times | CPU | wall | heap | 100 times | CPU | wall | heap | exponent (CPU) | of the last step | of the heap |");
        out.text("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (Road road : roads()) {
            double[] cpu = new double[STEPS];
            double[] heap = new double[STEPS];
            StringBuilder line = new StringBuilder("| ").append(road.name());
            List<Object> steps = new ArrayList<>();
            out.now("growth: " + road.name());
            for (int step = 0, times = 1; step < STEPS; step++, times *= 10) {
                int size = road.base() * times;
                Figure least = least(road, size, rounds);
                cpu[step] = least.cpuNanos();
                heap[step] = least.heapBytes();
                Map<String, Object> members = new LinkedHashMap<>(Map.of("size", size));
                members.putAll(least.members());
                steps.add(members);
                line.append(String.format(
                        Locale.ROOT,
                        " | %d | %s | %s | %s",
                        size,
                        Figure.time(least.cpuNanos()),
                        Figure.time(least.wallNanos()),
                        Figure.bytes(least.heapBytes())));
            }
            double exponent = Math.log10(cpu[2] / cpu[0]) / 2;
            double last = Math.log10(cpu[2] / cpu[1]);
            double ofHeap = Math.log10(Math.max(1, heap[2]) / Math.max(1, heap[0])) / 2;
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("work", road.name());
            members.put("steps", steps);
            members.put("cpu_exponent", exponent);
            members.put("cpu_exponent_of_last_step", last);
            members.put("heap_exponent", ofHeap);
            out.add(
                    "growth",
                    String.format(Locale.ROOT, "%s | %.2f | %.2f | %.2f |", line, exponent, last, ofHeap),
                    members);
        }
        if (Double.isNaN(witness)) {
            throw new IllegalStateException("no such values were written");
        }
    }

    /** The least of each figure. */
    private Figure least(Road road, int size, int rounds) throws Exception {
        Path path = directory.resolve("growth.h5");
        Files.deleteIfExists(path);
        road.prepare().run(path, size);
        long cpu = Long.MAX_VALUE;
        long wall = Long.MAX_VALUE;
        long heap = Long.MAX_VALUE;
        long began = System.nanoTime();
        for (int i = 0; i < rounds || System.nanoTime() - began < LEAST_NANOS; i++) {
            long allocated = MemoryUse.allocated();
            long used = ProcessClock.cpuNanos();
            long start = System.nanoTime();
            road.work().run(path, size);
            wall = Math.min(wall, System.nanoTime() - start);
            cpu = Math.min(cpu, ProcessClock.cpuNanos() - used);
            heap = Math.min(heap, MemoryUse.allocated() - allocated);
        }
        return new Figure(road.name(), wall, cpu, heap, 0);
    }

    private List<Road> roads() {
        Sized nothing = (path, size) -> {};
        return List.of(
                new Road("make datasets of 10 values", 1_000 * scale, nothing, this::makeDatasets),
                new Road("make attributes of one object", 1_000 * scale, nothing, this::makeAttributes),
                new Road("list links", 10_000 * scale, (p, n) -> CObjects.makeLinks(p, Form.NEW, n), this::list),
                new Road("list links, old format", 10_000 * scale, this::makeOldLinks, this::list),
                new Road("walk objects", 1_000 * scale, (p, n) -> CObjects.makeDatasets(p, Form.NEW, n, 1), this::walk),
                new Road(
                        "open one of so many datasets",
                        1_000 * scale,
                        (p, n) -> CObjects.makeDatasets(p, Form.NEW, n, 1),
                        this::openOne),
                new Road(
                        "open, read the last of so many chunks",
                        10_000 * scale,
                        (p, n) -> CObjects.makeChunks(p, Form.NEW, n, 16),
                        this::last),
                new Road("read contiguous float64", 100_000 * scale, (p, n) -> writeValues(p, n, 0), this::readAll),
                new Road(
                        "read chunks of 10,000 float64",
                        100_000 * scale,
                        (p, n) -> writeValues(p, n, 10_000),
                        this::readAll),
                new Road("append 100 values, in the file until it is closed", 100 * scale, nothing, this::append),
                new Road("commits of one value, shared", 100 * scale, this::makeGrowing, this::commit));
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "d%07d", number);
    }

    private static H5File made(Path path) throws Exception {
        Files.deleteIfExists(path);
        return H5.create(path, FileOptions.exclusive());
    }

    private void makeDatasets(Path path, int size) throws Exception {
        double[] values = new double[10];
        try (H5File file = made(path)) {
            for (int i = 0; i < size; i++) {
                file.create(name(i))
                        .type(DType.F64)
                        .shape(values.length)
                        .create()
                        .write(values);
            }
        }
    }

    private void makeAttributes(Path path, int size) throws Exception {
        try (H5File file = made(path)) {
            for (int i = 0; i < size; i++) {
                file.attrs().set(name(i), (long) i);
            }
        }
    }

    /** By Tutti: the C library takes more than eight minutes for a million. */
    private void makeOldLinks(Path path, int size) throws Exception {
        Files.deleteIfExists(path);
        try (H5File file =
                H5.create(path, FileOptions.exclusive().compat("earliest").durability(Durability.PROCESS))) {
            for (int i = 0; i < size; i++) {
                file.root().softLink(name(i), "/");
            }
        }
    }

    private void list(Path path, int size) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            witness += file.root().names().size();
        }
    }

    private void walk(Path path, int size) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            witness += file.walk().count();
        }
    }

    private void openOne(Path path, int size) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            witness += file.dataset(name(size / 3)).shape()[0];
        }
    }

    private void last(Path path, int size) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            witness += file.dataset(Rows.NAME).f64(Slice.last(1))[0];
        }
    }

    private void writeValues(Path path, int size, int chunk) throws Exception {
        try (H5File file = made(path)) {
            var data = file.create(Rows.NAME).type(DType.F64).shape(size);
            (chunk == 0 ? data : data.chunk(chunk)).create().write(new double[size]);
        }
    }

    private void readAll(Path path, int size) {
        try (H5File file = H5.open(path, FileOptions.readOnly().threads(1))) {
            witness += file.dataset(Rows.NAME).f64()[size / 2];
        }
    }

    private void append(Path path, int size) throws Exception {
        double[] values = new double[Workload.APPEND];
        try (H5File file = made(path)) {
            Dataset data = growing(file);
            for (int i = 0; i < size; i++) {
                data.append(values);
            }
        }
    }

    private static Dataset growing(H5File file) {
        return file.create(Rows.NAME)
                .type(DType.F64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(Workload.LIVE_CHUNK)
                .create();
    }

    private void makeGrowing(Path path, int size) throws Exception {
        try (H5File file = made(path)) {
            growing(file);
        }
    }

    private void commit(Path path, int size) {
        double[] value = new double[1];
        try (H5File file = H5.open(path, FileOptions.shared())) {
            Dataset data = file.dataset(Rows.NAME);
            for (int i = 0; i < size; i++) {
                data.append(value);
            }
        }
    }
}
