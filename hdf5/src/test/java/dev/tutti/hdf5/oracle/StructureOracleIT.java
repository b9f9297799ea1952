package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random creation, deletion, moves, attributes, resizes and overwrites by Tutti; then the C library reads, and equals the model. */
class StructureOracleIT {
    @TempDir
    Path directory;

    @Test
    void theCLibraryFindsTheModel() {
        Seeds.repeat(12, random -> {
            Path path = directory.resolve("random.h5");
            Files.deleteIfExists(path);
            StructureModel model = new StructureModel(path, random);
            try (model) {
                for (int i = 0; i < 150; i++) {
                    model.step();
                }
            }
            assertThat(model.differences(CReader.read(path))).isEmpty();
            assertThat(model.differences(TuttiReader.read(path))).isEmpty();
            MatrixOracleIT.assertNoProblem(path);
        });
    }
}
