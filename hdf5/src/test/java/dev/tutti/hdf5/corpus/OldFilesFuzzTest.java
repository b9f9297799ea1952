package dev.tutti.hdf5.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Old files have no checksums: whatever stands in them, a change succeeds or ends in a declared error. */
@Timeout(120)
class OldFilesFuzzTest {
    private static final Path FILE = Path.of("/data/damaged.h5");

    @TempDir
    Path folder;

    @Test
    void damagedFilesAreReadAndChanged() throws Exception {
        FileOptions options = FileOptions.exclusive().compat("earliest");
        byte[] sound = Files.readAllBytes(SampleFile.make(folder.resolve("sound.h5"), options));
        Damage damage = new Damage(sound);
        Seeds.repeat(30, random -> {
            Storage storage = new SimStorage();
            try (StoreFile file = storage.open(FILE, Storage.Mode.CREATE_NEW)) {
                file.write(0, ByteBuffer.wrap(damage.damaged(random)));
            }
            change(storage, random);
            try {
                H5.check(FILE, FileOptions.readOnly().storage(storage).threads(1));
            } catch (H5Exception e) {
                assertThat(e).hasMessageContaining(".h5");
            }
        });
    }

    private static void change(Storage storage, Random random) {
        try (H5File file =
                H5.open(FILE, FileOptions.exclusive().storage(storage).threads(1))) {
            for (int step = 0; step < 12; step++) {
                int number = step;
                attempt(
                        file,
                        switch (random.nextInt(10)) {
                            case 0 -> f -> f.createGroup("dense/new " + number);
                            case 1 -> f -> f.delete("dense/group " + random.nextInt(12));
                            case 2 -> f -> f.dataset("extensible").append(new float[20]);
                            case 3 -> f -> f.dataset("tree").resize(1 + random.nextInt(9), 1 + random.nextInt(9));
                            case 4 -> f -> f.dataset("fixed").write(new double[60]);
                            case 5 -> f -> f.dataset("contiguous").attrs().remove("attribute " + random.nextInt(12));
                            case 6 -> f -> f.get("contiguous").attrs().set("new " + number, "x".repeat(number * 40));
                            case 7 -> f -> f.externalLink("dense/external " + number, "x.h5", "/y");
                            case 8 -> f -> f.move("table", "dense/table");
                            default -> f -> f.delete("dense");
                        });
            }
        } catch (H5Exception e) {
            // a file that cannot be opened, or not be closed because what it points at is not there
        }
    }

    private static void attempt(H5File file, Consumer<H5File> change) {
        try {
            change.accept(file);
        } catch (H5Exception e) {
            assertThat(e).hasMessageContaining(".h5");
        }
    }
}
