package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.shared.MappedMemory;
import dev.tutti.storage.shared.SharedMemory;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Without JNA, locks that another part of the program took away in silence are missed, and nothing is written any more. */
@Timeout(60)
class LockAuditTest {
    @TempDir
    Path folder;

    /** Locks as they are without JNA. */
    private static final class WithoutNativeLocks extends WrappedStorage {
        WithoutNativeLocks() {
            super(new NioStorage());
        }

        @Override
        public SharedMemory share(Path path, int size) throws IOException {
            return MappedMemory.withoutNativeLocks(path, size);
        }

        @Override
        protected StoreFile wrap(Path path, Storage.Mode mode, StoreFile file) {
            return file;
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere there is no table of locks to look them up in
    void locksThatWereTakenAwayAreMissed() throws Exception {
        Path path = folder.resolve("x.h5");
        H5.create(path).close();
        FileOptions options = FileOptions.shared().threads(1).storage(new WithoutNativeLocks());
        H5File file = H5.open(path, options);
        file.put("committed", 7);
        FileChannel.open(folder.resolve("x.h5-shm")).close();
        Assumptions.assumeTrue(
                java.nio.file.Files.isReadable(Path.of("/proc/locks")), "needs the system's table of locks");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 500; i++) { // it is looked for once a second
                        file.put("late " + i, i);
                        Thread.sleep(20);
                    }
                })
                .hasMessageContaining("given up locks")
                .hasMessageContaining("x.h5");
        assertThatThrownBy(file::close).hasMessageContaining("given up locks");
        try (H5File again = H5.open(path, options)) {
            assertThat(again.dataset("committed").read(int.class)).isEqualTo(7);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }
}
