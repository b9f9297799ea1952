package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Processes that append compressed data to one file in shared mode, each with one thread to a dataset of its own: how much faster two are than one. As a
 * program: the path, the dataset and the number of blocks; it makes a few blocks in a file of its own first, says {@code ready} and waits for a line.
 */
final class Ingest {
    private static final int BLOCK = 1 << 17;
    private static final int BLOCKS = 60;
    private static final int WARM = 15;
    private static final int ROUNDS = 5;

    private Ingest() {}

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        Path own = path.resolveSibling(arguments[1] + "-warm.h5");
        double[] block = block();
        make(own, 1);
        append(own, "d0", block, WARM);
        Files.delete(own);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("ready");
        in.readLine();
        append(path, arguments[1], block, Integer.parseInt(arguments[2]));
        out.println("done");
    }

    /** Samples as an instrument gives them: a slow signal and noise in the lower digits. */
    private static double[] block() {
        Random random = new Random(1);
        double[] block = new double[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = Math.rint(Math.sin(i / 500.0) * 10_000 + random.nextGaussian() * 20) / 100;
        }
        return block;
    }

    private static void make(Path path, int datasets) throws IOException {
        Files.deleteIfExists(path);
        try (H5File made = H5.create(path)) {
            for (int i = 0; i < datasets; i++) {
                made.create("d" + i)
                        .type(DType.F64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(BLOCK)
                        .shuffle()
                        .deflate(4)
                        .create();
            }
        }
    }

    private static void append(Path path, String name, double[] block, int blocks) {
        try (H5File file = H5.open(path, FileOptions.shared().threads(1))) {
            Dataset dataset = file.dataset(name);
            for (int i = 0; i < blocks; i++) {
                dataset.append(block);
            }
        }
    }

    /** Measures one process and two in turn and prints the ratio of the medians. */
    static void measure(Path directory, Report out) throws IOException {
        List<Double> one = new ArrayList<>();
        List<Double> two = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            one.add(blocksPerSecond(directory, 1));
            two.add(blocksPerSecond(directory, 2));
        }
        one.sort(null);
        two.sort(null);
        double alone = one.get(ROUNDS / 2);
        double together = two.get(ROUNDS / 2);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("work", "ingest with shuffle and deflate, blocks of 1 MiB");
        members.put("mib_per_second_one_process", alone);
        members.put("mib_per_second_two_processes", together);
        members.put("ratio", together / alone);
        String line = String.format(
                Locale.ROOT,
                "%nshared: ingest with shuffle and deflate, blocks of 1 MiB, one thread a process: %.1f MiB/s by one process, %.1f by two: %.2f (to reach: 1.7)",
                alone,
                together,
                together / alone);
        out.add("shared", line, members);
    }

    private static double blocksPerSecond(Path directory, int processes) throws IOException {
        Path path = directory.resolve("ingest.h5");
        make(path, processes);
        List<Process> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(child(path, "d" + i));
            }
            List<BufferedReader> says = new ArrayList<>();
            for (Process child : children) {
                says.add(new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8)));
            }
            expect(says, "ready");
            long start = System.nanoTime();
            for (Process child : children) {
                child.getOutputStream().write('\n');
                child.getOutputStream().flush();
            }
            expect(says, "done");
            return processes * BLOCKS * 1e9 / (System.nanoTime() - start);
        } finally {
            children.forEach(Process::destroyForcibly);
        }
    }

    private static Process child(Path path, String dataset) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ingest.class.getName(),
                        path.toString(),
                        dataset,
                        Integer.toString(BLOCKS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void expect(List<BufferedReader> all, String line) throws IOException {
        for (BufferedReader one : all) {
            String found = one.readLine();
            if (!line.equals(found)) {
                throw new IOException("a process said '" + found + "', not '" + line + "'");
            }
        }
    }
}
