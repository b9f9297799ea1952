package dev.tutti.engine.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A file with one chunked dataset that h5py made, and what h5py says of its chunks.
 *
 * @param bytes the whole file
 * @param chunks number of chunks
 * @param sample some of the chunks
 */
record H5pyFile(byte[] bytes, long chunks, List<Chunk> sample) {
    private static final String PYTHON = "/usr/bin/python3";

    /** One chunk, by the elements that it starts with. */
    record Chunk(ChunkRef ref, long[] offset) {}

    private static final class Available {
        static final boolean H5PY = importsH5py();

        private static boolean importsH5py() {
            try {
                Path directory = Files.createTempDirectory("h5py");
                boolean works = python(directory, "-c", "import h5py, numpy") != null;
                Files.delete(directory.resolve("out.txt"));
                Files.delete(directory);
                return works;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    static H5pyFile make(Path directory, String spec) throws IOException, InterruptedException {
        Path file = directory.resolve("chunked.h5");
        List<String> lines = run(directory, "chunked.py", file.toString(), spec.replace('\'', '"'));
        List<Chunk> sample = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            long[] n =
                    List.of(line.split(" ")).stream().mapToLong(Long::parseLong).toArray();
            long[] offset = new long[n.length - 3];
            System.arraycopy(n, 3, offset, 0, offset.length);
            sample.add(new Chunk(new ChunkRef(n[0], n[1], (int) n[2]), offset));
        }
        return new H5pyFile(
                Files.readAllBytes(file), Long.parseLong(lines.get(0).split(" ")[1]), sample);
    }

    /** Runs a script of this package with h5py and returns the lines that it prints; skips the test where h5py is missing. */
    static List<String> run(Path directory, String script, String... arguments)
            throws IOException, InterruptedException {
        assumeTrue(Available.H5PY, "skipped: " + PYTHON + " with h5py is not installed");
        Path copy = directory.resolve(script);
        try (InputStream resource = H5pyFile.class.getResourceAsStream(script)) {
            Files.write(copy, resource.readAllBytes());
        }
        List<String> all = new ArrayList<>(List.of(copy.toString()));
        all.addAll(List.of(arguments));
        List<String> lines = python(directory, all.toArray(String[]::new));
        if (lines == null) {
            throw new AssertionError(
                    String.join(" ", all) + " failed: " + Files.readString(directory.resolve("out.txt")));
        }
        return lines;
    }

    /** The lines that Python prints, or null if it fails. */
    private static List<String> python(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return process.waitFor() == 0 ? Files.readAllLines(out, UTF_8) : null;
    }

    /** The only place at which the signature stands. */
    long find(String signature) {
        List<Integer> all = findAll(signature);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " of " + signature);
        }
        return all.get(0);
    }

    /** The one node of type 1 on the highest level. */
    long rootOfChunkTree() {
        return findAll("TREE").stream()
                .filter(at -> bytes[at + 4] == 1)
                .max(Comparator.comparing(at -> bytes[at + 5]))
                .orElseThrow();
    }

    private List<Integer> findAll(String signature) {
        byte[] wanted = signature.getBytes(ISO_8859_1);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                found.add(i);
            }
        }
        return found;
    }
}
