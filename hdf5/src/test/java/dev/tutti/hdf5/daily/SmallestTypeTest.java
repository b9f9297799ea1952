package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smallest type that holds the values, as h5lite chooses it. */
class SmallestTypeTest {
    @TempDir
    Path folder;

    private String smallest(Object value) {
        Path file = folder.resolve("smallest.h5");
        H5.write(file, "d", value, WriteOptions.defaults().smallest());
        assertThat(H5.read(file, "d", value.getClass())).isEqualTo(value);
        return H5.typeOf(file, "d").toString();
    }

    @Test
    void theSmallestTypeHoldsAll() {
        assertThat(smallest(new double[] {0, 255})).isEqualTo("u8");
        assertThat(smallest(new double[] {0, 256})).isEqualTo("u16");
        assertThat(smallest(new int[] {-1, 127})).isEqualTo("i8");
        assertThat(smallest(new int[] {-1, 128})).isEqualTo("i16");
        assertThat(smallest(new long[] {1L << 32})).isEqualTo("u64");
        assertThat(smallest(new long[] {-1, 1L << 31})).isEqualTo("i64");
        assertThat(smallest(new long[] {Long.MAX_VALUE, Long.MIN_VALUE})).isEqualTo("i64");
        assertThat(smallest(new double[] {0.5})).isEqualTo("f64");
        assertThat(smallest(new float[] {0.5f})).isEqualTo("f32");
        assertThat(smallest(new double[] {1, Double.NaN})).isEqualTo("f32");
        assertThat(smallest(new double[] {1 << 25, Double.POSITIVE_INFINITY})).isEqualTo("f64");
        assertThat(smallest(new double[] {-0.0})).isEqualTo("f64");
        assertThat(smallest(new double[] {0x1p60})).isEqualTo("f64");
        assertThat(smallest(new String[] {"ab", "é€"})).isEqualTo("string(5)");
        assertThat(smallest(("a,".repeat(20) + "x".repeat(1000)).split(",", -1)))
                .isEqualTo("string");
        assertThat(smallest(new boolean[] {true})).isEqualTo("bool");
        assertThat(List.of(smallest(new int[0]))).containsExactly("i32");
    }
}
