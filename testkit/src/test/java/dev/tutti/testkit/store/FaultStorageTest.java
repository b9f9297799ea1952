package dev.tutti.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import dev.tutti.testkit.store.FaultStorage.Fault;
import dev.tutti.testkit.store.FaultStorage.Times;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultStorageTest {
    private static final Path A = Path.of("simulated", "a");

    private final SimStorage sim = new SimStorage();
    private final FaultStorage faulty = new FaultStorage(sim);
    private StoreFile file;

    @BeforeEach
    void makeFile() throws IOException {
        file = faulty.open(A, Storage.Mode.CREATE_NEW);
    }

    private void write(int length) throws IOException {
        file.write(0, ByteBuffer.allocate(length));
    }

    @Test
    void onceIsOnce() throws IOException {
        faulty.plan(Fault.NO_SPACE, 2, Times.ONCE);
        write(1);
        assertThat(faulty.wasMet()).isFalse();
        file.read(0, ByteBuffer.allocate(1));
        assertThatThrownBy(() -> file.resize(9)).hasMessageContaining("No space left");
        assertThat(faulty.wasMet()).isTrue();
        file.resize(9);
        assertThat(file.size()).isEqualTo(9);
        assertThat(faulty.counted()).isEqualTo(3);
    }

    @Test
    void forEverIsUntilHealed() throws IOException {
        faulty.plan(Fault.IO_ERROR, 2, Times.FOR_EVER);
        write(1);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).hasMessageContaining("Input/output error");
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> faulty.open(A, Storage.Mode.READ)).isInstanceOf(IOException.class);
        faulty.heal();
        file.force();
    }

    @Test
    void shortWritesLeaveTheirFirstHalf() throws IOException {
        faulty.plan(Fault.SHORT_WRITE, 1, Times.ONCE);
        assertThatThrownBy(() -> write(10)).isInstanceOf(IOException.class);
        assertThat(file.size()).isEqualTo(5);
    }

    @Test
    void aCrashIsFinalAndFreesLocks() throws IOException {
        HostLock lock = faulty.lock(A);
        assertThat(lock.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
        faulty.plan(Fault.CRASH, 2, Times.ONCE);
        write(3);
        assertThatThrownBy(() -> write(4)).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> faulty.list(Path.of("simulated"))).isInstanceOf(CrashedException.class);
        faulty.heal();
        assertThatThrownBy(() -> write(4)).isInstanceOf(CrashedException.class);
        lock.close();
        file.close();
        try (HostLock next = sim.lock(A);
                StoreFile read = sim.open(A, Storage.Mode.READ)) {
            assertThat(next.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(read.size()).isEqualTo(3);
        }
    }

    @Test
    void aTornCrashCutsAtAPage() throws IOException {
        faulty.plan(Fault.TORN_CRASH, 1, Times.ONCE);
        assertThatThrownBy(() -> write(10_000)).isInstanceOf(CrashedException.class);
        try (StoreFile read = sim.open(A, Storage.Mode.READ)) {
            assertThat(read.size()).isEqualTo(4_096);
        }
    }

    @Test
    void aCrashReleasesSharedLocksAndLeavesWords() throws IOException {
        SimStorage host = new SimStorage();
        FaultStorage faulty = new FaultStorage(host.newProcess("faulty"));
        Path path = Path.of("simulated", "shm");
        SharedMemory others = host.share(path, 4096);
        SharedMemory memory = faulty.share(path, 4096);
        assertThat(memory.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
        memory.set(8, 5);
        faulty.plan(FaultStorage.Fault.IO_ERROR, 1, FaultStorage.Times.ONCE);
        assertThatThrownBy(() -> memory.unlock(1)).hasMessageContaining("injected");
        assertThat(others.tryLock(1, HostLock.Mode.EXCLUSIVE)).isFalse();
        faulty.crash();
        assertThat(others.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
        assertThat(others.get(8)).isEqualTo(5);
        assertThatThrownBy(() -> memory.get(8)).isInstanceOf(ProcessKilledError.class);
        assertThatThrownBy(() -> memory.set(8, 6)).isInstanceOf(ProcessKilledError.class);
        assertThatThrownBy(() -> memory.tryLock(2, HostLock.Mode.SHARED)).isInstanceOf(CrashedException.class);
        assertThatThrownBy(() -> faulty.share(path, 4096)).isInstanceOf(CrashedException.class);
    }
}
