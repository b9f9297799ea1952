package dev.tutti.testkit.store;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.FileLocking;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class NioStorageContractTest extends StorageContractTest {
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
}
