package dev.tutti.hdf5;

import static dev.tutti.hdf5.ForeignChangesTest.FILE;
import static dev.tutti.hdf5.ForeignChangesTest.made;
import static dev.tutti.hdf5.ForeignChangesTest.shared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.testkit.store.SimStorage;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads a file at the moment at which others begin or end to change it, or comes to it by a link or virtual dataset of another one. */
@Timeout(60)
class ReadersOfSharedTest {
    private static FileOptions reading(Storage storage) {
        return FileOptions.readOnly().storage(storage).threads(1);
    }

    /** Lets others act right before the file is locked. */
    private static final class Beforehand extends WrappedStorage {
        private final Deque<Runnable> acts = new ArrayDeque<>();

        Beforehand(Storage below, List<Runnable> acts) {
            super(below);
            this.acts.addAll(acts);
        }

        @Override
        public HostLock lock(Path path) throws IOException {
            Runnable next = acts.poll();
            if (next != null) {
                next.run();
            }
            return super.lock(path);
        }

        @Override
        protected StoreFile wrap(Path path, Mode mode, StoreFile file) {
            return file;
        }
    }

    @Test
    void aFileThatIsSealedWhileItIsOpenedIsReadAsItIsThen() {
        SimStorage storage = made();
        try (H5File writer = H5.open(FILE, shared(storage))) {
            Storage disturbed = new Beforehand(storage, List.of(() -> writer.put("first", 1)));
            try (H5File file = H5.open(FILE, reading(disturbed))) {
                assertThat(file.dataset("first").read(int.class)).isEqualTo(1);
            }
        }
    }

    @Test
    void aFileThatBecomesPlainWhileItIsOpenedIsReadAsItIsThen() {
        SimStorage storage = made();
        H5File writer = H5.open(FILE, shared(storage));
        writer.put("first", 1);
        Storage disturbed = new Beforehand(storage, List.of(writer::close, () -> {
            try (H5File again = H5.open(FILE, shared(storage))) {
                again.put("second", 2);
            }
        }));
        try (H5File file = H5.open(FILE, reading(disturbed))) {
            assertThat(file.dataset("second").read(int.class)).isEqualTo(2);
        }
    }

    @Test
    void linksAndVirtualDatasetsLeadIntoFilesThatAreBeingChanged() {
        SimStorage storage = made();
        Path all = FILE.resolveSibling("all.h5");
        try (H5File writer = H5.open(FILE, shared(storage));
                H5File file = H5.create(all, FileOptions.exclusive().storage(storage))) {
            writer.put("first", 1);
            String name = String.valueOf(FILE.getFileName());
            file.externalLink("there", name, "/first");
            file.create("view")
                    .type(DType.I32)
                    .shape(3)
                    .virtual(List.of(VirtualSource.of(name, "x", 3)))
                    .create();
        }
        try (H5File writer = H5.open(FILE, shared(storage));
                H5File file = H5.open(all, shared(storage))) {
            writer.dataset("first").write(7);
            writer.dataset("x").write(Slice.of("1"), 20);
            assertThat(file.dataset("view").i32()).containsExactly(1, 20, 3);
            assertThat(file.dataset("there").read(int.class)).isEqualTo(7);
            writer.dataset("first").write(8);
            assertThat(writer.dataset("first").read(int.class)).isEqualTo(8);
        }
        try (H5File file = H5.open(all, reading(storage))) {
            assertThat(file.dataset("there").read(int.class)).isEqualTo(8);
        }
    }
}
