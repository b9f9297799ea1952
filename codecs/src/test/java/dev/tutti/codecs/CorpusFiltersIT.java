package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real files with these filters, of the folder {@code ../shared/corpus}; skipped where it is not. */
class CorpusFiltersIT {
    private static final Set<Integer> OURS = Set.of(4, 5, 6, 307, 32000, 32001, 32003, 32004, 32008, 32015, 32026);
    /** The files whose names speak of filters. */
    private static final String NAMES =
            ".*(shuffle|blosc|lz4|lzf|offset|nbit|szip|compress|filter|bzip2|regression)[^/]*\\.(h5|hdf5)";

    private Path corpus = Path.of("");

    @BeforeEach
    void findsTheFolder() {
        Path found = null;
        for (Path at = Path.of("").toAbsolutePath(); at != null && found == null; at = at.getParent()) {
            Path here = at.resolve("shared/corpus");
            found = Files.isDirectory(here) ? here : null;
        }
        if (found == null) {
            System.out.println("skipped: no folder of real files at ../shared/corpus");
        }
        assumeTrue(found != null, "no folder of real files at ../shared/corpus");
        corpus = Objects.requireNonNull(found);
    }

    private int each(String file, Predicate<Dataset> check) {
        int count = 0;
        try (H5File open = H5.open(corpus.resolve(file), FileOptions.snapshotOfLive())) {
            for (Node node : open.walk().toList()) {
                if (node instanceof Dataset dataset
                        && !dataset.layout().filters().isEmpty()) {
                    assertThat(check.test(dataset))
                            .as("%s %s", file, node.path())
                            .isTrue();
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean counts(Dataset dataset) {
        double[] values = dataset.f64();
        return IntStream.range(0, values.length).allMatch(i -> values[i] == i);
    }

    @Test
    void filesThatCountFromZero() {
        String pure = "PureHDF/tests/PureHDF.Tests/TestFiles/";
        assertThat(each(pure + "bitshuffle.h5", CorpusFiltersIT::counts)).isEqualTo(2);
        assertThat(each(pure + "blosc.h5", CorpusFiltersIT::counts)).isEqualTo(7);
        assertThat(each(pure + "bzip2.h5", CorpusFiltersIT::counts)).isEqualTo(1);
        assertThat(each(pure + "lzf.h5", CorpusFiltersIT::counts)).isEqualTo(1);
        assertThat(each("hdf5plugin/test/blosc.h5", CorpusFiltersIT::counts)).isEqualTo(1);
        String jhdf = "jhdf/jhdf/src/test/resources/hdf5/";
        assertThat(each(jhdf + "bitshuffle_datasets.hdf5", CorpusFiltersIT::counts))
                .isEqualTo(40);
        assertThat(each(jhdf + "lz4_datasets.hdf5", CorpusFiltersIT::counts)).isEqualTo(20);
        for (String format : List.of("earliest", "latest")) {
            String file = jhdf + "test_compressed_chunked_datasets_" + format + ".hdf5";
            assertThat(each(file, dataset -> dataset.f64()[34] == 34)).isEqualTo(10);
        }
    }

    @Test
    void whatWasCompressedEqualsTheOriginal() {
        for (String version : List.of("0.1.3", "0.4.0")) {
            String file = "hdf5plugin/src/bitshuffle/tests/data/regression_" + version + ".h5";
            try (H5File open = H5.open(corpus.resolve(file), FileOptions.snapshotOfLive())) {
                String original = open.contains("original") ? "original/" : "origional/";
                for (String group : List.of("compressed", "compressed_zstd")) {
                    List<String> names =
                            open.contains(group) ? open.group(group).names() : List.of();
                    for (String name : names) {
                        assertThat(open.dataset(group + "/" + name).raw(Slice.all()))
                                .as("%s of %s", name, file)
                                .isEqualTo(open.dataset(original + name).raw(Slice.all()));
                    }
                }
            }
        }
    }

    @Test
    void packedNumbersWithAndWithoutFillValues() {
        String file = "PureHDF/tests/PureHDF.Tests/TestFiles/scaleoffset.h5";
        double[] expected = {24.7, -5.3, 12.2, 13.2};
        int count = each(file, dataset -> {
            double[] values = dataset.f64();
            double end = dataset.name().endsWith("_nofill") ? 0 : values[0];
            if (dataset.name().startsWith("minbits")) {
                return values.length == 6;
            }
            boolean ends = values[0] == end && values[5] == end;
            return ends
                    && (!dataset.name().startsWith("float")
                            || IntStream.range(0, 4).allMatch(i -> Math.abs(values[i + 1] - expected[i]) < 1e-4));
        });
        assertThat(count).isEqualTo(22);
    }

    @Test
    void everyFileWithTheseFiltersIsRead() throws Exception {
        int[] read = new int[1];
        try (Stream<Path> all = Files.walk(corpus)) {
            for (Path file : all.filter(path -> path.toString().matches(NAMES))
                    .filter(path -> !corpus.relativize(path).startsWith("malformed"))
                    .toList()) {
                try (H5File open = H5.open(file, FileOptions.snapshotOfLive())) {
                    open.walk().forEach(node -> {
                        if (node instanceof Dataset dataset && ours(dataset)) {
                            assertThat(dataset.raw(Slice.all()))
                                    .as("%s %s", file, dataset.path())
                                    .isNotEmpty();
                            read[0]++;
                        }
                    });
                } catch (H5UnsupportedException e) {
                    assertThat(e.getMessage()).as("not for a filter of ours").doesNotContain("tutti-codecs");
                }
            }
        }
        assertThat(read[0]).isGreaterThan(120);
    }

    private static boolean ours(Dataset dataset) {
        return dataset.layout().filters().stream().anyMatch(filter -> OURS.contains(filter.id()));
    }
}
