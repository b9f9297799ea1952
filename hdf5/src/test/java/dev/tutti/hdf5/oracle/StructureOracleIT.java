package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Random creation, deletion, moves, attributes, resizes and overwrites by Tutti; then the C library reads, and equals the model. */
class StructureOracleIT {
    @TempDir
    Path directory;

    private void changed(Consumer<Path> made, FileOptions options, int rounds) {
        changed(made, options, rounds, 150);
    }

    private void changed(Consumer<Path> made, FileOptions options, int rounds, int steps) {
        Seeds.repeat(rounds, random -> {
            Path path = directory.resolve("random.h5");
            Files.deleteIfExists(path);
            made.accept(path);
            StructureModel model = new StructureModel(path, random, options);
            try (model) {
                for (int i = 0; i < steps; i++) {
                    model.step();
                }
            }
            assertThat(model.differences(CReader.read(path))).isEmpty();
            assertThat(model.differences(TuttiReader.read(path))).isEmpty();
            MatrixOracleIT.assertNoProblem(path);
        });
    }

    @ParameterizedTest
    @CsvSource({"latest, 5", "v18, 2", "earliest, 4"})
    void theCLibraryFindsTheModelInAFileOfOurs(String compat, int rounds) {
        FileOptions options = FileOptions.exclusive();
        changed(path -> H5.create(path, options.compat(compat)).close(), options, rounds);
    }

    @ParameterizedTest
    @EnumSource(
            value = CFile.Bounds.class,
            names = {"EARLIEST", "V18"})
    void theCLibraryFindsTheModelInAFileOfIts(CFile.Bounds bounds) {
        changed(
                path -> CLibrary.call(() -> {
                    CFile.create(path, bounds, new Random(1)).close();
                    return path;
                }),
                FileOptions.exclusive(),
                1);
    }

    /** Small nodes, so that trees are deep; addresses of four bytes; a user block before the file. */
    @ParameterizedTest
    @CsvSource({"EARLIEST, 8, 0", "EARLIEST, 4, 512", "V18, 8, 1024"})
    void theCLibraryFindsTheModelInAFileWithOtherSizes(CFile.Bounds bounds, int width, long userBlock) {
        changed(
                path -> CLibrary.call(() -> {
                    long sizes = H5Pcreate(H5P_CLS_FILE_CREATE_ID_g());
                    ok(H5Pset_sizes(sizes, width, width), "widths");
                    ok(H5Pset_sym_k(sizes, 3, 2), "sizes of group nodes");
                    ok(H5Pset_istore_k(sizes, 2), "size of chunk nodes");
                    ok(H5Pset_userblock(sizes, userBlock), "user block");
                    CFile.create(path, bounds, new Random(1), sizes).close();
                    H5Pclose(sizes);
                    return path;
                }),
                FileOptions.exclusive(),
                1);
    }

    @Test
    void theCLibraryFindsTheModelInAnOldFileThatWasShared() {
        changed(
                path -> H5.create(path, FileOptions.exclusive().compat("earliest"))
                        .close(),
                FileOptions.shared(),
                1,
                60);
    }
}
