package dev.tutti.storage.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.testkit.process.OrdinaryUser;
import dev.tutti.testkit.store.SharedMemoryContractTest;
import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappedMemoryContractTest extends SharedMemoryContractTest {
    @TempDir
    Path directory;

    private final Storage storage = new NioStorage(FileLocking.ON);

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    protected Path directory() {
        return directory;
    }

    @Test
    void linksAreCounted() throws IOException {
        Path path = directory.resolve("a");
        Files.write(path, new byte[1]);
        Files.createLink(directory.resolve("b"), path);
        assertThat(storage.linkCount(path)).isEqualTo(2);
    }

    @Test
    void aFileThatMayOnlyBeReadIsRead() throws Exception {
        Path path = directory.resolve("a.h5-shm");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (SharedMemory writable = storage.share(path, 4096)) {
            writable.set(8, 5);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
            OrdinaryUser.run(() -> onlyReadable(path, writable));
        }
    }

    private void onlyReadable(Path path, SharedMemory writable) throws IOException {
        try (SharedMemory readable = storage.share(path, 4096)) {
            assertThat(readable.isWritable()).isFalse();
            assertThat(readable.get(8)).isEqualTo(5);
            assertThatThrownBy(() -> readable.set(8, 6)).isInstanceOf(ReadOnlyBufferException.class);
            assertThat(readable.tryLock(3, HostLock.Mode.SHARED)).isTrue();
            assertThat(writable.tryLock(3, HostLock.Mode.EXCLUSIVE)).isFalse();
        }
        assertThatThrownBy(() -> storage.share(path, 8192))
                .as("too short, and may not be filled up")
                .isInstanceOf(IOException.class);
    }

    @Test
    void aMissingDirectoryIsNotWaitedFor() {
        assertThatThrownBy(() -> storage.share(directory.resolve("no").resolve("a"), 4096))
                .isInstanceOf(NoSuchFileException.class);
    }
}
