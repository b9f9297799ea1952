package dev.tutti.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.LockTimeoutException;
import dev.tutti.storage.shared.LockWait;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What {@link Storage#share} must do. Extend it, say which storage and which empty directory, and the tests run. */
public abstract class SharedMemoryContractTest {
    private static final int SIZE = 8192;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** The storage under test. */
    protected abstract Storage storage();

    /** A directory that is empty at the start of each test. */
    protected abstract Path directory();

    private Path path() {
        return directory().resolve("a.h5-shm");
    }

    private SharedMemory share() throws IOException {
        return storage().share(path(), SIZE);
    }

    @Test
    void wordsAreSharedAndBeginAsZeros() throws IOException {
        try (SharedMemory first = share();
                SharedMemory second = share()) {
            assertThat(first.size()).isEqualTo(SIZE);
            assertThat(first.isWritable()).isTrue();
            for (int offset = 0; offset < SIZE; offset += Long.BYTES) {
                assertThat(second.get(offset)).isZero();
            }
            first.set(SIZE - 8, -5);
            assertThat(second.get(SIZE - 8)).isEqualTo(-5);
            assertThat(second.compareAndSet(SIZE - 8, -4, 7)).isFalse();
            assertThat(second.compareAndSet(SIZE - 8, -5, Long.MIN_VALUE)).isTrue();
            assertThat(first.get(SIZE - 8)).isEqualTo(Long.MIN_VALUE);
            assertThat(first.get(SIZE - 16)).isZero();
            assertThat(first.identity()).isEqualTo(second.identity());
            assertThat(first.identityNumber()).isEqualTo(second.identityNumber());
        }
    }

    @Test
    void offsetsAreChecked() throws IOException {
        try (SharedMemory memory = share()) {
            assertThatThrownBy(() -> memory.get(4)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.set(-4, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.get(SIZE)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.compareAndSet(-8, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.tryLock(-1, HostLock.Mode.SHARED))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> storage().share(path(), 12)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().share(path(), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aShortFileIsFilledUpAndKeepsWhatItHas() throws IOException {
        byte[] bytes = new byte[100];
        bytes[3] = 7;
        bytes[99] = 9;
        try (StoreFile file = storage().open(path(), Storage.Mode.CREATE_NEW)) {
            file.write(0, ByteBuffer.wrap(bytes));
        }
        try (SharedMemory memory = share();
                StoreFile file = storage().open(path(), Storage.Mode.READ)) {
            assertThat(file.size()).isEqualTo(SIZE);
            assertThat(memory.get(0)).isNotZero();
            assertThat(memory.get(96)).isNotZero();
            assertThat(memory.get(104)).isZero();
        }
        try (SharedMemory memory = storage().share(path(), 4096)) {
            assertThat(memory.size()).as("a longer file is left as it is").isEqualTo(4096);
            assertThat(memory.get(0)).isNotZero();
        }
    }

    @Test
    void whoeverOpensANewFileFindsItWhole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                List<Callable<Long>> openers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int word = i * Long.BYTES;
                    openers.add(() -> {
                        try (SharedMemory memory = share()) {
                            memory.set(word, 1);
                            return memory.get(SIZE - 8);
                        }
                    });
                }
                for (Future<Long> opened : threads.invokeAll(openers)) {
                    assertThat(opened.get()).isZero();
                }
                try (SharedMemory memory = share()) {
                    for (int word = 0; word < 4 * Long.BYTES; word += Long.BYTES) {
                        assertThat(memory.get(word)).as("nobody's zeros hit it").isEqualTo(1);
                    }
                }
                storage().delete(path());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void locksBelongToTheirObjects() throws IOException {
        SharedMemory second = share();
        try (SharedMemory first = share()) {
            assertThat(first.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(first.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(second.tryLock(1, HostLock.Mode.EXCLUSIVE)).isFalse();
            assertThat(second.tryLock(1, HostLock.Mode.SHARED)).isFalse();
            assertThat(second.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(second.tryLock(2, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(first.tryLock(2, HostLock.Mode.SHARED)).isFalse();
            second.unlock(1);
            assertThat(second.tryLock(1, HostLock.Mode.SHARED))
                    .as("one cannot release another's lock")
                    .isFalse();
            first.unlock(1);
            first.unlock(1);
            assertThat(second.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(second.holder(7)).isEqualTo("unknown");
            assertThat(first.audit()).isTrue();
            assertThat(second.audit()).isTrue();
            second.close();
            assertThat(first.tryLock(1, HostLock.Mode.EXCLUSIVE))
                    .as("closing releases")
                    .isTrue();
            assertThat(first.tryLock(2, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(first.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void sharedLocksStandSideBySide() throws IOException {
        SharedMemory second = share();
        try (SharedMemory first = share();
                SharedMemory third = share()) {
            assertThat(first.tryLock(3, HostLock.Mode.SHARED)).isTrue();
            assertThat(second.tryLock(3, HostLock.Mode.SHARED)).isTrue();
            assertThat(third.tryLock(3, HostLock.Mode.EXCLUSIVE)).isFalse();
            assertThat(first.tryLock(3, HostLock.Mode.EXCLUSIVE)).isFalse();
            first.unlock(3);
            assertThat(third.tryLock(3, HostLock.Mode.EXCLUSIVE)).isFalse();
            assertThat(second.audit()).isTrue();
            assertThat(second.tryLock(3, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(third.tryLock(3, HostLock.Mode.SHARED)).isFalse();
            second.close();
            assertThat(third.tryLock(3, HostLock.Mode.EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void closingTheFileElsewhereReleasesNothing() throws IOException {
        try (SharedMemory first = share();
                SharedMemory second = share()) {
            assertThat(first.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            storage().open(path(), Storage.Mode.WRITE).close();
            share().close();
            assertThat(first.audit()).isTrue();
            assertThat(second.tryLock(0, HostLock.Mode.EXCLUSIVE)).isFalse();
        }
    }

    @Test
    void whatIsClosedSaysSo() throws IOException {
        SharedMemory memory = share();
        memory.close();
        memory.close();
        assertThatThrownBy(() -> memory.get(0))
                .isInstanceOf(H5ClosedException.class)
                .hasMessageContaining("a.h5-shm");
        assertThatThrownBy(() -> memory.set(0, 1)).isInstanceOf(H5ClosedException.class);
        assertThatThrownBy(() -> memory.compareAndSet(0, 0, 1)).isInstanceOf(H5ClosedException.class);
        assertThatThrownBy(() -> memory.tryLock(0, HostLock.Mode.SHARED)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> memory.unlock(0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(memory::audit).isInstanceOf(ClosedChannelException.class);
        assertThat(memory.holder(0)).isEqualTo("unknown");
    }

    @Test
    void aRemovedFileIsAnotherThanItsSuccessor() throws IOException {
        try (SharedMemory old = share()) {
            old.set(0, 1);
            assertThat(old.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(storage().identity(path())).isEqualTo(old.identity());
            storage().delete(path());
            assertThat(storage().identity(path())).isNull();
            assertThat(old.get(0)).as("it lives on for those who have it").isEqualTo(1);
            try (SharedMemory fresh = share()) {
                assertThat(fresh.identity()).isNotEqualTo(old.identity());
                assertThat(storage().identity(path())).isEqualTo(fresh.identity());
                assertThat(fresh.get(0)).isZero();
                assertThat(fresh.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
                if (fresh.identityNumber() != 0) {
                    assertThat(fresh.identityNumber()).isNotEqualTo(old.identityNumber());
                }
            }
        }
    }

    @Test
    void interruptsLoseNothing() throws Exception {
        try (SharedMemory first = share();
                SharedMemory second = share()) {
            assertThat(first.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            Thread stormed = new Thread(() -> {
                try (SharedMemory third = share()) {
                    for (int i = 0; i < 200; i++) {
                        Thread.currentThread().interrupt();
                        third.tryLock(0, HostLock.Mode.EXCLUSIVE);
                        third.tryLock(1, HostLock.Mode.EXCLUSIVE);
                        third.set(8, third.get(8) + 1);
                        third.unlock(1);
                        share().close();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            stormed.start();
            while (stormed.isAlive()) {
                stormed.interrupt();
                stormed.join(1);
            }
            assertThat(second.get(8)).isEqualTo(200);
            assertThat(first.audit()).isTrue();
            assertThat(second.tryLock(0, HostLock.Mode.EXCLUSIVE)).isFalse();
            assertThat(second.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void waitingIsBoundedAndNamesTheHolder() throws Exception {
        try (SharedMemory first = share();
                SharedMemory second = share()) {
            LockWait.acquire(first, 5, Duration.ZERO, () -> "nobody");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> LockWait.acquire(second, 5, Duration.ofMillis(20), () -> "pid 4711"))
                    .isInstanceOfSatisfying(LockTimeoutException.class, late -> assertThat(late.holder())
                            .isEqualTo("pid 4711"))
                    .hasMessageContaining("lock 5")
                    .hasMessageContaining("pid 4711");
            assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
            assertThatThrownBy(() ->
                            LockWait.acquire(second, 5, HostLock.Mode.SHARED, Duration.ZERO, () -> first.holder(5)))
                    .isInstanceOf(LockTimeoutException.class);
        }
    }

    @Test
    void waitersComeToTheirTurnAndExcludeEachOther() throws Exception {
        int each = 100;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (SharedMemory result = share()) {
            List<Callable<Void>> counters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                counters.add(() -> {
                    try (SharedMemory memory = share()) {
                        for (int n = 0; n < each; n++) {
                            LockWait.acquire(memory, 0, LONG, () -> memory.holder(0));
                            memory.set(64, memory.get(64) + 1);
                            memory.unlock(0);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(counters)) {
                done.get();
            }
            assertThat(result.get(64)).isEqualTo(3L * each);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theHostAnswersWhatIsAskedOfIt() throws IOException {
        assertThat(storage().bootId()).isEqualTo(storage().bootId());
        assertThatThrownBy(() -> storage().linkCount(path())).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().fileStoreType(path())).isInstanceOf(NoSuchFileException.class);
        share().close();
        assertThat(storage().linkCount(path())).isEqualTo(1);
        assertThat(storage().fileStoreType(path())).isNotEmpty();
        long before = storage().nanoTime();
        storage().pause(1_000);
        assertThat(storage().nanoTime() - before).isNotNegative();
    }
}
