package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Chunk;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.NdArray;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.WriteOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays with a shape, and streams of them. */
class NdArrayTest {
    @TempDir
    Path folder;

    @Test
    void slicesShareTheArrayBelow() {
        int[] flat = IntStream.range(0, 24).toArray();
        NdArray a = NdArray.of(flat, 2, 3, 4);
        assertThat(a.strides()).containsExactly(12, 4, 1);
        NdArray row = a.slice("1, ::2, 1:3");
        assertThat(row.shape()).containsExactly(2, 2);
        assertThat(row.strides()).containsExactly(8, 1);
        assertThat(row.longs().toArray()).containsExactly(13, 14, 21, 22);
        flat[13] = -13;
        assertThat(row.i64(0, 0)).isEqualTo(-13);
        assertThat(row.transpose().longs().toArray()).containsExactly(-13, 21, 14, 22);
        assertThat(row.transpose().isContiguous()).isFalse();
        assertThat(row.transpose().reshape(4).longs().toArray()).containsExactly(-13, 21, 14, 22);
        assertThat(a.slice("-1, -1, -1").get()).isEqualTo(23);
        assertThat(a.i32(-1, -1, -1)).isEqualTo(23);
        assertThat(a.f64(0, 0, 1)).isEqualTo(1.0);
        assertThat(a.slice("[1,0], 0, 0").longs().toArray()).containsExactly(12, 0);
        assertThat(a.slice(Slice.points(new long[][] {{0, 1, 2}, {1, 2, 3}}))
                        .longs()
                        .toArray())
                .containsExactly(6, 23);
        assertThat(a.reshape(6, 4).toArray()).isInstanceOf(int[][].class);
        assertThat(a.bytes(DType.I8)).hasSize(24).startsWith(0, 1, 2);
        assertThat(a).isEqualTo(NdArray.of(flat.clone(), 2, 3, 4)).hasSameHashCodeAs(NdArray.of(flat.clone(), 2, 3, 4));
        assertThat(a).isNotEqualTo(a.reshape(24));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> NdArray.of(new int[3], 2)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> NdArray.of("text", 1)).isInstanceOf(H5TypeException.class);
        NdArray a = NdArray.of(new String[] {"a", "b"}, 2);
        assertThatThrownBy(() -> a.f64(0)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> a.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> a.get(0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> a.reshape(3)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> NdArray.of(new long[] {1L << 40}, 1).i32(0)).isInstanceOf(H5TypeException.class);
    }

    @Test
    void printsOnOneScreen() {
        assertThat(NdArray.of(new double[] {1, 2, 3, 4}, 2, 2)).hasToString("double[2, 2]\n[[1.0, 2.0]\n [3.0, 4.0]]");
        assertThat(NdArray.of(new int[1000], 1000)).hasToString("int[1000]\n[0, 0, 0, …, 0, 0, 0]");
        assertThat(NdArray.of(new int[100 * 100 * 100], 100, 100, 100)
                        .toString()
                        .lines())
                .hasSizeLessThan(20);
        assertThat(NdArray.of(new int[] {5})).hasToString("int[]\n5");
        assertThat(NdArray.of(new int[0], 0)).hasToString("int[0]\n[]");
    }

    @Test
    void slicesOfArraysAreThoseOfDatasets() {
        Random random = new Random(7);
        Path file = folder.resolve("nd.h5");
        try (H5File h5 = H5.create(file)) {
            int[] values = random.ints(5 * 6 * 7).toArray();
            Dataset d =
                    h5.create("d").type(DType.I32).shape(5, 6, 7).chunk(2, 3, 4).create();
            d.write(NdArray.of(values, 5, 6, 7));
            NdArray all = d.array();
            assertThat(all).isEqualTo(NdArray.of(values, 5, 6, 7));
            for (String text : List.of("...", "1:4, 2", "::2, ::3, -1", "4, [5,1], 2:", "..., [0]", "2:2", "[[4,0]]")) {
                assertThat(all.slice(text)).as(text).isEqualTo(d.array(Slice.of(text)));
            }
            Dataset copy = h5.put("copy", all.transpose());
            assertThat(copy.shape()).containsExactly(7, 6, 5);
            assertThat(copy.array().transpose()).isEqualTo(all);
            h5.create("z").type(DType.COMPLEX128).shape(3).create().write(new double[] {1, 2, 3, 4, 5, 6});
            assertThat(h5.dataset("z").array().shape()).containsExactly(3, 2);
            assertThat(h5.put("scalar", 5).array().get()).isEqualTo(5);
        }
    }

    @Test
    void chunksAreStreamed() {
        Path file = folder.resolve("stream.h5");
        int[] values = IntStream.range(0, 1000).toArray();
        try (H5File h5 = H5.create(file)) {
            h5.create("d")
                    .type(DType.I32)
                    .shape(10, 100)
                    .chunk(4, 30)
                    .deflate(1)
                    .create()
                    .write(values);
            h5.put("plain", values);
        }
        for (FileOptions how : List.of(FileOptions.shared(), FileOptions.readOnly())) {
            try (H5File h5 = H5.open(file, how)) {
                Dataset d = h5.dataset("d");
                assertThat(d.chunks().count()).isEqualTo(12);
                assertThat(d.chunks()
                                .flatMapToInt(chunk ->
                                        Arrays.stream((int[]) chunk.values().flat()))
                                .sum())
                        .isEqualTo(499_500);
                assertThat(d.chunks(Slice.of("3:5, :30"))
                                .map(chunk -> chunk.values().shape()[0]))
                        .containsExactly(1L, 1L);
                assertThat(h5.dataset("plain").chunks().map(Chunk::values)).containsExactly(NdArray.of(values, 1000));
                try (Stream<Chunk> some = d.chunks()) {
                    assertThat(some.findFirst()).isPresent();
                }
            }
        }
    }

    @Test
    void aStreamIsOfOneVersion() {
        Path file = folder.resolve("version.h5");
        H5.write(file, "d", new int[8], WriteOptions.defaults().chunk(2));
        try (H5File h5 = H5.open(file)) {
            Dataset d = h5.dataset("d");
            List<Long> sums = d.chunks()
                    .map(chunk -> {
                        d.write(1);
                        return chunk.values().longs().sum();
                    })
                    .toList();
            assertThat(sums).containsExactly(0L, 0L, 0L, 0L);
            assertThat(d.chunks()
                            .mapToLong(chunk -> chunk.values().longs().sum())
                            .sum())
                    .isEqualTo(8);
        }
    }
}
