package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout.FilterInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tutti repack}. */
final class RepackCommandTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void makeFile() {
        file = folder.resolve("run.h5");
        out = folder.resolve("out.h5");
        try (H5File h5 = H5.create(file)) {
            h5.create("d").type(DType.I32).shape(50, 100).create().write(new int[5000]);
            h5.put("hole", new double[10_000]);
        }
        H5.delete(file, "hole");
    }

    @Test
    void theFileGetsSmaller() throws IOException {
        Shell.Outcome outcome = Shell.run("repack", file.toString(), out.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("2 objects").contains("bytes are now");
        assertThat(Files.size(out)).isLessThan(Files.size(file) - 70_000);
        assertThat(Shell.run("check", out.toString()).status()).isZero();
    }

    @Test
    void chunksAndFiltersAreChosen() {
        assertThat(Shell.run(
                                "repack",
                                file.toString(),
                                out.toString(),
                                "--chunk",
                                "10,20",
                                "--deflate",
                                "9",
                                "--checksum")
                        .status())
                .isZero();
        assertThat(H5.inspect(out, "d").layout().chunk()).containsExactly(10, 20);
        assertThat(H5.inspect(out, "d").layout().filters())
                .extracting(FilterInfo::name)
                .containsExactly("shuffle", "deflate", "fletcher32");
        assertThat(Shell.run("repack", out.toString(), out.toString(), "--compress", "none")
                        .status())
                .isZero();
        assertThat(H5.inspect(out, "d").layout().filters()).isEmpty();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThat(Shell.run("repack", folder.resolve("no.h5").toString(), out.toString())
                        .status())
                .isEqualTo(3);
        assertThat(Shell.run("repack", file.toString(), out.toString(), "--deflate", "1", "--zstd", "1")
                        .status())
                .isEqualTo(2);
        assertThat(Shell.run("repack", file.toString(), out.toString(), "--shuffle")
                        .status())
                .isEqualTo(2);
        Shell.Outcome outcome = Shell.run("repack", file.toString(), out.toString(), "--compress", "zap");
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.err()).contains("'zap'").contains("gzip");
    }
}
