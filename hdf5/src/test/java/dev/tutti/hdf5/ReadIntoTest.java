package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadIntoTest {
    @TempDir
    Path folder;

    @Test
    void fillsTheCallersArrayWithTheSelection() {
        Path path = folder.resolve("into.h5");
        try (H5File file = H5.create(path)) {
            Dataset data = file.put("data", new int[][] {{1, 2, 3}, {4, 5, 6}});
            double[] row = new double[3];
            data.readInto(row, Slice.of("1"));
            assertThat(row).containsExactly(4, 5, 6);
            data.readInto(row, Slice.of("0"));
            assertThat(row).containsExactly(1, 2, 3);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void refusesAnArrayOfAnotherLength() {
        try (H5File file = H5.create(folder.resolve("length.h5"))) {
            Dataset data = file.put("data", new int[] {1, 2, 3});
            assertThatThrownBy(() -> data.readInto(new int[4], Slice.all()))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("3 elements")
                    .hasMessageContaining("one of 4");
        }
    }
}
