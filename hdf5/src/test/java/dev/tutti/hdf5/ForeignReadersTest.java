package dev.tutti.hdf5;

import static dev.tutti.hdf5.ForeignChangesTest.FILE;
import static dev.tutti.hdf5.ForeignChangesTest.assertRefused;
import static dev.tutti.hdf5.ForeignChangesTest.made;
import static dev.tutti.hdf5.ForeignChangesTest.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.shared.Seal;
import dev.tutti.engine.wal.SealedSuperblock;
import dev.tutti.errors.H5BusyException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that know nothing of a log read a file of shared mode at any time, if they are let in. */
@Timeout(60)
class ForeignReadersTest {
    @Test
    void foreignReadersSeeWholeCommitsWhileTheFileIsChanged() throws Exception {
        SimStorage storage = made();
        SimStorage left;
        try (H5File file = H5.open(FILE, shared(storage).foreignReaders())) {
            file.put("committed", 7);
            awaitWithoutSeal(storage);
            try (H5File other = others(storage)) {
                file.put("second", 8);
                assertThat(checkpoint(file)).as("a foreign reader holds it up").isFalse();
                assertThat(other.dataset("x").i32()).containsExactly(1, 2, 3);
                awaitWithoutSeal(storage);
            }
            boolean done = checkpoint(file);
            for (int i = 0; i < 1000 && !done; i++) { // the session's own thread may be at it
                Thread.sleep(20);
                done = checkpoint(file);
            }
            assertThat(done).isTrue();
            try (H5File other = others(storage)) {
                assertThat(other.dataset("second").read(int.class)).isEqualTo(8);
            }
            FileOptions alone =
                    FileOptions.exclusive().storage(storage).threads(1).lockTimeout(Duration.ZERO);
            assertThatThrownBy(() -> H5.open(FILE, alone)).isInstanceOf(H5BusyException.class);
            file.put("third", 9);
            left = killed(storage);
        }
        assertThat(storage.list(FILE.getParent())).containsExactly(FILE);
        assertThat(seal(left)).isEqualTo(SealedSuperblock.Mark.PLAIN);
        assertThatThrownBy(() ->
                        H5.open(FILE, FileOptions.exclusive().storage(left).threads(1)))
                .isInstanceOf(H5BusyException.class)
                .hasMessageContaining("a log of shared mode lies beside it");
        assertThatThrownBy(() -> H5.live(
                        FILE,
                        LiveOptions.defaults()
                                .file(FileOptions.exclusive().storage(left).threads(1))))
                .isInstanceOf(H5BusyException.class);
        SimStorage changed = left.afterKill();
        try (H5File file = H5.open(FILE, shared(left))) {
            assertThat(file.dataset("third").read(int.class)).isEqualTo(9);
        }
        try (StoreFile file = changed.open(FILE, Storage.Mode.WRITE)) {
            file.resize(Seal.read(file).endOfFile() - 1);
        }
        assertRefused(changed, "cut it off");
    }

    /** Between checkpoints: in one, the file is sealed. */
    private static SimStorage killed(SimStorage storage) throws IOException {
        SimStorage after = storage.afterKill();
        for (int i = 0; i < 1000 && seal(after) != SealedSuperblock.Mark.PLAIN; i++) {
            after = storage.afterKill();
        }
        return after;
    }

    private static SealedSuperblock.Mark seal(Storage storage) throws IOException {
        try (StoreFile file = storage.open(FILE, Storage.Mode.READ)) {
            return Seal.read(file).mark();
        }
    }

    /** The session's own thread puts the seal on for the time of a checkpoint. */
    private static void awaitWithoutSeal(Storage storage) throws Exception {
        for (int i = 0; i < 1000 && seal(storage) != SealedSuperblock.Mark.PLAIN; i++) {
            Thread.sleep(20);
        }
        assertThat(seal(storage)).isEqualTo(SealedSuperblock.Mark.PLAIN);
    }

    private static boolean checkpoint(H5File file) throws IOException {
        return Objects.requireNonNull(((SharedAccess) file.access()).file().attachedSession())
                .checkpoint();
    }

    /** As a program sees it that knows nothing of a log. */
    private static H5File others(Storage storage) throws Exception {
        FileOptions options = FileOptions.readOnly().storage(storage).threads(1);
        for (int i = 0; ; i++) {
            try {
                return new H5File(FileOpener.read(FILE, options.settings()), FILE);
            } catch (H5BusyException e) {
                if (i == 1000) {
                    throw e;
                }
            }
            Thread.sleep(20); // a checkpoint is under way
        }
    }
}
