package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compounds as records: members as Java has them, converted ones, and those that are no numbers, in any layout. */
class RecordsTest {
    private record Inner(double x, int n) {}

    private record All(byte b, short s, int i, long l, float f, double d, boolean z, String text, Inner inner) {}

    private record Named(double a, int b, long c) {}

    private record Positive(int x) {
        Positive {
            if (x < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    private record Wide(
            int c0,
            int c1,
            int c2,
            int c3,
            int c4,
            int c5,
            int c6,
            int c7,
            int c8,
            int c9,
            int c10,
            int c11,
            int c12,
            int c13,
            int c14,
            int c15,
            int c16,
            int c17,
            int c18,
            int c19,
            int c20,
            int c21,
            int c22,
            int c23,
            int c24,
            int c25,
            int c26,
            int c27,
            int c28,
            int c29,
            int c30,
            int c31,
            int c32,
            int c33,
            int c34,
            int c35,
            int c36,
            int c37,
            int c38,
            int c39,
            int c40,
            int c41,
            int c42,
            int c43,
            int c44,
            int c45,
            int c46,
            int c47,
            int c48,
            int c49,
            int c50,
            int c51,
            int c52,
            int c53,
            int c54,
            int c55,
            int c56,
            int c57,
            int c58,
            int c59,
            int c60,
            int c61,
            int c62,
            int c63,
            int c64) {}

    @Test
    void allKindsOfComponents() {
        List<All> written = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 5000; i++) {
            written.add(new All(
                    (byte) random.nextInt(),
                    (short) random.nextInt(),
                    random.nextInt(),
                    random.nextLong(),
                    random.nextFloat(),
                    random.nextDouble(),
                    random.nextBoolean(),
                    "text " + i,
                    new Inner(random.nextDouble(), i)));
        }
        try (H5File file = H5.inMemory()) {
            file.put("all", written.toArray(new All[0]));
            assertThat(file.dataset("all").records(All.class)).isEqualTo(written);
        }
    }

    @Test
    void membersInAnyOrderWidthAndByteOrder() {
        List<DType> kinds = List.of(
                DType.I16, DType.I32, DType.I64, DType.I32.bigEndian(), DType.F64, DType.F32, DType.F64.bigEndian());
        Random random = new Random(6);
        try (H5File file = H5.inMemory()) {
            for (int layout = 0; layout < 40; layout++) {
                List<String> names = new ArrayList<>(List.of("a", "other", "b", "c"));
                Collections.shuffle(names, random);
                Map<String, DType> members = new LinkedHashMap<>();
                names.forEach(name -> members.put(name, kinds.get(random.nextInt(kinds.size()))));
                Dataset data = file.create("d" + layout)
                        .type(DType.compound(members))
                        .shape(3)
                        .create();
                data.write(IntStream.range(0, 3)
                        .mapToObj(row -> names.stream()
                                .map(name -> (Object) (row * 10 + "abc".indexOf(name)))
                                .toArray())
                        .toArray(Object[][]::new));
                assertThat(data.records(Named.class))
                        .containsExactly(new Named(0, 1, 2), new Named(10, 11, 12), new Named(20, 21, 22));
            }
        }
    }

    @Test
    void aConstructorMayRefuse() {
        try (H5File file = H5.inMemory()) {
            file.create("p")
                    .type(DType.compound(Map.of("x", DType.I32)))
                    .shape(2)
                    .create()
                    .write(new Object[][] {{1}, {-1}});
            assertThatThrownBy(() -> file.dataset("p").records(Positive.class))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("Positive refuses its values")
                    .hasMessageContaining("negative");
        }
    }

    @Test
    void manyComponents() {
        Wide wide = new Wide(
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
                54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64);
        try (H5File file = H5.inMemory()) {
            file.put("wide", new Wide[] {wide, wide});
            assertThat(file.dataset("wide").records(Wide.class)).containsExactly(wide, wide);
        }
    }
}
