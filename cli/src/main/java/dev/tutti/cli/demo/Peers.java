package dev.tutti.cli.demo;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What other programs of this machine read from the file, in comparison with what Tutti reads: a digest of every channel's bytes. */
final class Peers {
    private static final String SCRIPT =
            """
            import h5py, hashlib, sys
            with h5py.File(sys.argv[1], 'r') as f:
                for line in sys.stdin.read().split():
                    d = f[line]
                    print(line, d.shape[0], hashlib.sha256(d[...].tobytes()).hexdigest())
            """;

    private Peers() {}

    /** Digest of each of these datasets as Tutti reads them. */
    static Map<String, String> digests(H5File file, Iterable<String> paths) {
        Map<String, String> digests = new TreeMap<>();
        for (String path : paths) {
            Dataset dataset = file.dataset(path);
            MessageDigest digest = sha256();
            for (Slice piece : Slice.all().pieces(dataset.shape(), 1 << 17)) {
                digest.update(dataset.raw(piece));
            }
            digests.put(path, dataset.shape()[0] + " " + HexFormat.of().formatHex(digest.digest()));
        }
        return digests;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Digests as h5py reads them; null where h5py is not installed. */
    static @Nullable Map<String, String> h5py(Path file, Iterable<String> paths)
            throws IOException, InterruptedException {
        for (String python : List.of("/usr/bin/python3", "python3")) {
            if (run(null, python, "-c", "import h5py") != null) {
                String output = run(String.join("\n", paths), python, "-c", SCRIPT, file.toString());
                Map<String, String> digests = new TreeMap<>();
                if (output != null) {
                    output.lines().forEach(line -> {
                        int space = line.indexOf(' ');
                        digests.put(line.substring(0, space), line.substring(space + 1));
                    });
                }
                return digests;
            }
        }
        return null;
    }

    /** The digest of one dataset as h5dump writes it; null where h5dump is not installed, empty where it fails. */
    static @Nullable String h5dump(Path file, String path, String byteOrder) throws IOException, InterruptedException {
        if (run(null, "h5dump", "--version") == null) {
            return null;
        }
        Path bytes = Files.createTempFile("tutti-demo", ".bin");
        try {
            String done = run(null, "h5dump", "-d", path, "-b", byteOrder, "-o", bytes.toString(), file.toString());
            return done == null ? "" : HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(bytes)));
        } finally {
            Files.deleteIfExists(bytes);
        }
    }

    /** Standard output of a program, or null if it is not there or fails. */
    private static @Nullable String run(@Nullable String input, String... command)
            throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return null;
        }
        try (var in = process.getOutputStream()) {
            if (input != null) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return null;
        }
        return process.exitValue() == 0 ? new String(output, StandardCharsets.UTF_8) : null;
    }
}
