package dev.tutti.testkit.store;

import dev.tutti.storage.Storage;
import java.nio.file.Path;

final class TraceStorageContractTest extends StorageContractTest {
    private final Storage storage = new TraceStorage(new SimStorage(), TraceStorage.Contents.KEPT);

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    protected Path directory() {
        return Path.of("simulated");
    }
}
