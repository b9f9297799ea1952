package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.shared.Seal;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose superblock was not brought up to date when the program that wrote it died, as the C library's own test files have it. */
class EndOfFileTest {
    @TempDir
    private Path folder;

    @Test
    void noChangeGoesOverWhatLiesBehindAnEndThatIsTooEarly() throws IOException {
        for (FileSpace space : List.of(FileSpace.AGGREGATED.kept(), FileSpace.PAGES.kept())) {
            Path path = folder.resolve(space.strategy() + ".h5");
            try (H5File file = H5.create(path, FileOptions.exclusive().fileSpace(space))) {
                file.put("data", new long[2000]);
            }
            try (StoreFile store = new NioStorage().open(path, Storage.Mode.WRITE)) {
                store.write(0, Seal.read(store).plain(5000).bytes());
            }
            byte[] before = Files.readAllBytes(path);
            for (FileOptions options : List.of(FileOptions.exclusive(), FileOptions.shared())) {
                assertThatThrownBy(() -> {
                            try (H5File file = H5.open(path, options)) {
                                file.put("more", 1);
                            }
                        })
                        .isInstanceOf(H5CorruptException.class)
                        .hasMessageContaining("5000")
                        .hasMessageContaining("recover");
                assertThat(Files.readAllBytes(path)).isEqualTo(before);
            }
            assertThatThrownBy(() -> H5.live(path)).isInstanceOf(H5CorruptException.class);
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
            try (H5File file = H5.open(path, FileOptions.readOnly())) {
                assertThat(file.dataset("data").i64()).hasSize(2000);
            }
        }
    }
}
