package dev.tutti.storage.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.HostLocks;
import dev.tutti.testkit.store.SharedMemoryContractTest;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The locks that are used without JNA. */
final class ByteRangeMemoryContractTest extends SharedMemoryContractTest {
    @TempDir
    Path directory;

    private final Storage storage = new WrappedStorage(new NioStorage(FileLocking.ON)) {
        @Override
        protected StoreFile wrap(Path path, Mode mode, StoreFile file) {
            return file;
        }

        @Override
        public SharedMemory share(Path path, int size) throws IOException {
            return MappedMemory.open(path, size, HostLocks::numberedByteRanges);
        }
    };

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    protected Path directory() {
        return directory;
    }

    @Test
    void theAuditFindsLocksThatSomebodyElseReleased() throws IOException {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/locks")), "needs /proc/locks; not found");
        Path path = directory.resolve("a.h5-shm");
        try (SharedMemory memory = storage.share(path, 4096)) {
            assertThat(memory.tryLock(16, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(memory.tryLock(17, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(memory.holder(17))
                    .isEqualTo("pid " + ProcessHandle.current().pid() + " (java)");
            assertThat(memory.audit()).isTrue();
            FileChannel.open(path, StandardOpenOption.READ).close();
            assertThat(memory.audit()).isFalse();
        }
    }

    @Test
    void bothKindsOfLocksExcludeEachOther() throws IOException {
        Assumptions.assumeTrue(HostLocks.hasFlock(), "needs JNA");
        Path path = directory.resolve("a.h5-shm");
        try (SharedMemory mine = storage.share(path, 4096);
                SharedMemory other = new NioStorage(FileLocking.ON).share(path, 4096)) {
            assertThat(mine.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(other.tryLock(0, HostLock.Mode.SHARED)).isFalse();
            assertThat(other.holder(0))
                    .isEqualTo("pid " + ProcessHandle.current().pid() + " (java)");
            mine.unlock(0);
            assertThat(other.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(mine.tryLock(0, HostLock.Mode.SHARED)).isFalse();
        }
    }
}
