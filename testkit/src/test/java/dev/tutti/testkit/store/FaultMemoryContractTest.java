package dev.tutti.testkit.store;

import dev.tutti.storage.Storage;
import java.nio.file.Path;

final class FaultMemoryContractTest extends SharedMemoryContractTest {
    private final Storage storage = new FaultStorage(new SimStorage());

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    protected Path directory() {
        return Path.of("simulated");
    }
}
