package dev.tutti.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.HostLock.Mode;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostLockTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void makeFile() throws IOException {
        path = directory.resolve("ä file.h5");
        Files.writeString(path, "x");
    }

    private HostLock lock(String kind) throws IOException {
        if (kind.equals("flock")) {
            Assumptions.assumeTrue(HostLocks.hasFlock(), "no flock(2) here");
            return HostLocks.open(path, FileLocking.ON);
        }
        return HostLocks.openByteRange(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flock", "byte range"})
    void locksOfOneJvmExcludeEachOther(String kind) throws IOException {
        try (HostLock a = lock(kind);
                HostLock b = lock(kind);
                HostLock c = lock(kind)) {
            assertThat(a.tryLock(Mode.EXCLUSIVE)).isTrue();
            assertThat(a.tryLock(Mode.EXCLUSIVE)).isTrue();
            assertThat(b.tryLock(Mode.SHARED)).isFalse();
            assertThat(a.tryLock(Mode.SHARED)).isTrue();
            assertThat(b.tryLock(Mode.SHARED)).isTrue();
            assertThat(a.tryLock(Mode.EXCLUSIVE)).isFalse();
            assertThat(c.tryLock(Mode.EXCLUSIVE)).isFalse();
            b.unlock();
            assertThat(c.tryLock(Mode.EXCLUSIVE))
                    .as("the failed change left the shared lock")
                    .isFalse();
            assertThat(a.tryLock(Mode.EXCLUSIVE)).isTrue();
            a.unlock();
            a.unlock();
            assertThat(c.tryLock(Mode.EXCLUSIVE)).isTrue();
        }
        try (HostLock again = lock(kind)) {
            assertThat(again.tryLock(Mode.EXCLUSIVE)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flock", "byte range"})
    void closedIsFinal(String kind) throws IOException {
        HostLock lock = lock(kind);
        lock.close();
        lock.close();
        assertThatThrownBy(() -> lock.tryLock(Mode.SHARED)).isInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flock", "byte range"})
    void interruptsDoNotHinder(String kind) throws IOException {
        try (HostLock a = lock(kind);
                HostLock b = lock(kind)) {
            Thread.currentThread().interrupt();
            assertThat(a.tryLock(Mode.EXCLUSIVE)).isTrue();
            assertThat(b.tryLock(Mode.EXCLUSIVE)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void offLocksNothing() throws IOException {
        try (HostLock a = HostLocks.open(path, FileLocking.OFF);
                HostLock b = HostLocks.open(path, FileLocking.OFF)) {
            assertThat(a.tryLock(Mode.EXCLUSIVE)).isTrue();
            assertThat(b.tryLock(Mode.EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void aFileThatIsNotThereHasNoLock() {
        Path nothing = directory.resolve("nothing");
        for (FileLocking locking : FileLocking.values()) {
            assertThatThrownBy(() -> HostLocks.open(nothing, locking)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void filesClosedBesideAByteRangeLockAreKeptUntilItEnds() throws IOException {
        NioStorage storage = new NioStorage(FileLocking.OFF);
        Object identity = storage.identity(path);
        try (HostLock lock = HostLocks.openByteRange(path)) {
            assertThat(lock.tryLock(Mode.EXCLUSIVE)).isTrue();
            storage.open(path, Storage.Mode.WRITE).close();
            boolean[] closed = new boolean[1];
            HostLocks.closeBeside(identity, () -> closed[0] = true);
            assertThat(closed[0]).isFalse();
            lock.unlock();
            assertThat(closed[0]).isTrue();
        }
    }

    @Test
    void holdersAreNamed() throws IOException {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/locks")), "no /proc/locks here");
        try (HostLock a = lock("flock");
                HostLock b = lock("flock")) {
            assertThat(b.holders()).isEqualTo("unknown");
            a.tryLock(Mode.EXCLUSIVE);
            long pid = ProcessHandle.current().pid();
            assertThat(b.holders()).startsWith("pid " + pid + " (").endsWith("), exclusive");
            a.tryLock(Mode.SHARED);
            assertThat(b.holders()).endsWith("), shared");
        }
    }

    @Test
    void theEnvironmentIsReadAsTheCLibraryDoes() {
        assertThat(FileLocking.parse(null)).isEqualTo(FileLocking.BEST_EFFORT);
        assertThat(FileLocking.parse("BEST_EFFORT")).isEqualTo(FileLocking.BEST_EFFORT);
        assertThat(FileLocking.parse("false")).isEqualTo(FileLocking.BEST_EFFORT);
        assertThat(FileLocking.parse("FALSE")).isEqualTo(FileLocking.OFF);
        assertThat(FileLocking.parse("0")).isEqualTo(FileLocking.OFF);
        assertThat(FileLocking.parse("TRUE")).isEqualTo(FileLocking.ON);
        assertThat(FileLocking.parse("1")).isEqualTo(FileLocking.ON);
    }
}
