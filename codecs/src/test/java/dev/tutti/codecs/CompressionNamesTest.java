package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.RecoverReport;
import dev.tutti.hdf5.WriteOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression by name, through a file and back. */
class CompressionNamesTest {
    private static final int[] VALUES =
            IntStream.range(0, 5000).map(i -> i / 7 * 3 % 1000).toArray();

    @TempDir
    private Path folder;

    private static List<String> labels(Dataset dataset) {
        return dataset.layout().filters().stream().map(Layout.FilterInfo::label).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    none                             | []
                    gzip                             | [shuffle, deflate-5]
                    gzip-9                           | [shuffle, deflate-9]
                    7                                | [shuffle, deflate-7]
                    zstd                             | [shuffle, zstd-3]
                    zstd-12                          | [shuffle, zstd-12]
                    lz4                              | [shuffle, lz4]
                    lz4-9                            | [shuffle, lz4-9]
                    lzf                              | [shuffle, lzf]
                    bzip2-3                          | [shuffle, bzip2-3]
                    snappy                           | [shuffle, snappy]
                    szip-nn                          | [szip]
                    szip-ec-16                       | [szip]
                    bshuf-lz4                        | [bitshuffle-lz4]
                    bshuf-zstd-4                     | [bitshuffle-zstd-4]
                    blosc1                           | [blosc-lz4-5]
                    blosc-zstd                       | [blosc-zstd-5]
                    blosc1-gzip-3                    | [blosc-zlib-3]
                    blosc1-snappy                    | [blosc-snappy-5]
                    blosc2-lz4                       | [blosc2-lz4-5]
                    blosc2-zstd-2                    | [blosc2-zstd-2]
                    int-packing                      | [scaleoffset]
                    int-packing+gzip-6               | [scaleoffset, deflate-6]
                    int-packing-12+zstd+checksum     | [scaleoffset, zstd-3, fletcher32]
                    int-packing+szip-nn              | [scaleoffset, deflate-5]
                    float-rounding-2+zstd            | [shuffle, zstd-3]
                    nbit                             | [nbit]
                    shuffle+fletcher32               | [shuffle, fletcher32]
                    """)
    void eachNameMakesItsPipelineAndKeepsTheValues(String name, String labels) {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            Dataset dataset = file.create("x")
                    .type(DType.I32)
                    .shape(VALUES.length)
                    .chunk(1300)
                    .compress(name)
                    .create();
            dataset.write(VALUES);
            assertThat(labels(dataset)).hasToString(labels);
        }
        H5.write(path, "y", VALUES, WriteOptions.defaults().compress(name));
        assertThat(H5.read(path, "x", int[].class)).isEqualTo(VALUES);
        assertThat(H5.read(path, "y", int[].class)).isEqualTo(VALUES);
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void methodsOfTheirOwn() {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            Map<String, DatasetBuilder> builders = Map.of(
                    "lzf", file.create("lzf").lzf(),
                    "lz4", file.create("lz4").lz4(),
                    "zstd-7", file.create("zstd-7").zstd(7),
                    "bitshuffle-lz4", file.create("bitshuffle-lz4").bitshuffle(),
                    "nbit", file.create("nbit").nbit(),
                    "scaleoffset", file.create("scaleoffset").scaleOffset(0));
            builders.forEach((label, builder) -> {
                Dataset dataset = builder.type(DType.I32).shape(VALUES.length).create();
                dataset.write(VALUES);
                assertThat(labels(dataset)).containsExactly(label);
            });
            assertThatThrownBy(() -> file.create("x").zstd(23)).isInstanceOf(H5TypeException.class);
        }
        for (String name : List.of("lzf", "lz4", "zstd-7", "bitshuffle-lz4", "nbit", "scaleoffset")) {
            assertThat(H5.read(path, name, int[].class)).as(name).isEqualTo(VALUES);
        }
    }

    @Test
    void aRescueKeepsFiltersThatAreAtHand() throws IOException {
        Path path = folder.resolve("x.h5");
        Path rescued = folder.resolve("rescued.h5");
        try (H5File file = H5.create(path)) {
            file.create("x")
                    .type(DType.I32)
                    .shape(VALUES.length)
                    .chunk(700)
                    .compress("int-packing+blosc2-zstd+checksum")
                    .create()
                    .write(VALUES);
        }
        long other;
        try (H5File file = H5.open(path)) {
            file.create("damaged").type(DType.I32).shape(1).create();
            other = file.get("damaged").address();
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}), other + 10);
        }
        RecoverReport report = H5.recover(path, rescued);
        assertThat(report.way()).isEqualTo(RecoverReport.Way.BY_OBJECTS);
        assertThat(report.lost()).noneMatch(line -> line.contains("filter"));
        try (H5File file = H5.open(rescued)) {
            assertThat(labels(file.dataset("x"))).containsExactly("scaleoffset", "blosc2-zstd-5", "fletcher32");
            assertThat(file.dataset("x").i32()).isEqualTo(VALUES);
        }
    }

    @Test
    void roundedNumbersStayWithinHalfADigit() {
        double[] values = IntStream.range(0, 3000)
                .mapToDouble(i -> Math.sin(i / 50.0) * 100)
                .toArray();
        Path path = folder.resolve("x.h5");
        H5.write(path, "x", values, WriteOptions.defaults().compress("float-rounding-2+zstd"));
        double[] read = H5.read(path, "x", double[].class);
        for (int i = 0; i < values.length; i++) {
            assertThat(read[i]).isCloseTo(values[i], within(0.0051));
        }
        try (H5File file = H5.open(path)) {
            assertThat(labels(file.dataset("x"))).containsExactly("scaleoffset", "zstd-3");
            assertThat(file.dataset("x").storedBytes()).isLessThan(3000 * 2);
        }
    }

    @Test
    void aMapOfManyTypesTakesWhatGoesWithEach() {
        Path path = folder.resolve("x.h5");
        Map<String, Object> values =
                Map.of("texts", new String[] {"a", "bc"}, "numbers", VALUES, "one", 5, "bytes", new byte[] {
                    1, 2, 3, 4, 5, 6, 7, 8, 9
                });
        H5.write(path, "m", values, WriteOptions.defaults().compress("int-packing+szip-nn"));
        assertThat(H5.read(path, "m/texts", String[].class)).containsExactly("a", "bc");
        assertThat(H5.read(path, "m/numbers", int[].class)).isEqualTo(VALUES);
        assertThat(H5.read(path, "m/one", Integer.class)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip-10",
                "zstd-0",
                "zstd-23",
                "lz4-13",
                "brotli",
                "gzip-",
                "gzip-5-3",
                "blosc2-snappy",
                "blosc3",
                "int",
                "int-packing-99",
                "szip-xx",
                "",
                "+",
                "lzf-1"
            })
    void unknownNamesAreRefused(String name) {
        assertThatThrownBy(() -> WriteOptions.defaults().compress(name))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zfp-acc-0.1", "blosc2-ndlz", "blosc2-zfp-rate-4", "zfp-rev"})
    void codecsThatCannotBeHadAreNamed(String name) {
        assertThatThrownBy(() -> WriteOptions.defaults().compress(name))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining(name);
    }
}
