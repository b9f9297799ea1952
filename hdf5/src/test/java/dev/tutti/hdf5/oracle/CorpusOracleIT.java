package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.corpus.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real files have the same tree, types, shapes, attributes and values for Tutti and for the C library, value by value. */
class CorpusOracleIT {
    /** More than 2^31 elements, or as many objects: nothing to compare one by one. */
    private static final List<String> TOO_LARGE = List.of("tiny_huge_1d_over_maxint.hdf5", "isssue-523.hdf5");

    private static final long MOST_BYTES = 512 << 10;

    @Test
    void everySoundFileIsAsTheCLibraryReadsIt() throws Exception {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Path file : Corpus.sound()) {
            if (TOO_LARGE.contains(file.getFileName().toString())
                    || (Files.size(file) > MOST_BYTES && !Boolean.getBoolean("tests.long"))) {
                continue;
            }
            Tree expected;
            try {
                expected = CReader.read(file);
            } catch (CLibrary.CFailure | IllegalStateException e) {
                continue; // a filter that the C library lacks, or a type that it does not show in this form
            }
            try {
                TuttiReader.read(file)
                        .differences(expected, 5)
                        .forEach(line -> wrong.add(file.getFileName() + " " + line));
                compared++;
            } catch (H5UnsupportedException e) {
                if (!String.valueOf(e.getMessage()).matches("(?s).*filter \\d+ .*not available.*")) {
                    wrong.add(file.getFileName() + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(150);
    }
}
