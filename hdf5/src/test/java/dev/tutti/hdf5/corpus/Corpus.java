package dev.tutti.hdf5.corpus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of real files beside the repository, {@code ../shared/corpus}; tests that want it are skipped where it is not. */
public final class Corpus {
    private static final Path FOLDER = folder();

    private Corpus() {}

    private static Path folder() {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null) {
            Path here = at.resolve("shared/corpus");
            if (Files.isDirectory(here)) {
                return here;
            }
            at = at.getParent();
        }
        return Path.of("../shared/corpus");
    }

    /** Skips the test, and says so, if the folder is not there. */
    static Path required() {
        boolean there = Files.isDirectory(FOLDER);
        if (!there) {
            System.out.println("skipped: no folder of real files at ../shared/corpus");
        }
        assumeTrue(there, "no folder of real files at ../shared/corpus");
        return FOLDER;
    }

    /** The sound files. */
    public static List<Path> sound() {
        return files().stream()
                .filter(file -> !required().relativize(file).startsWith("malformed"))
                .toList();
    }

    /** The damaged and hostile files. */
    static List<Path> malformed() {
        return files().stream()
                .filter(file -> required().relativize(file).startsWith("malformed"))
                .toList();
    }

    private static List<Path> files() {
        try (Stream<Path> all = Files.walk(required())) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().matches("MANIFEST.tsv|README.md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
