package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnceTest {
    @TempDir
    Path folder;

    @Test
    void aChangeThatThrowsHasChangedNothing() {
        Path file = folder.resolve("a.h5");
        H5.write(
                file,
                "x",
                new double[] {1, 2, 3},
                WriteOptions.defaults().chunk(2).deflate(1));
        assertThatThrownBy(() -> Once.changing(file, Once.Missing.REFUSED, open -> {
                    open.delete("x");
                    open.put("x", new int[] {7});
                    open.create("y").type(DType.F64).shape(5).chunk(2).create().write(new double[5]);
                    open.createGroup("g/h").attrs().set("a", "text");
                    throw new IllegalStateException("in the middle");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("in the middle")
                .hasNoSuppressedExceptions();
        assertThat(H5.list(file, "/", Listing.RECURSIVE)).containsExactly("x");
        assertThat(H5.read(file, "x")).isEqualTo(new double[] {1, 2, 3});
        assertThat(H5.check(file).problems()).isEmpty();
    }
}
