package dev.tutti.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock that is used where there is no flock(2). */
final class ByteRangeLockProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void makeFile() throws IOException {
        path = directory.resolve("a.h5");
        Files.write(path, new byte[100]);
    }

    private ChildProcess child(String mode) throws IOException {
        return ChildJvm.of(ByteRangeMain.class).heap("32m").args(path, mode).start();
    }

    private String answer(String mode) throws Exception {
        try (ChildProcess child = child(mode)) {
            return child.awaitLine(line -> true, LIMIT);
        }
    }

    @Test
    void processesExcludeEachOtherAndKillsRelease() throws Exception {
        try (HostLock mine = HostLocks.openByteRange(path)) {
            assertThat(mine.tryLock(HostLock.Mode.SHARED)).isTrue();
            assertThat(answer("exclusive")).isEqualTo("refused");
            try (ChildProcess child = child("shared")) {
                child.awaitLine("granted", LIMIT);
                assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isFalse();
                child.kill();
                assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            }
            assertThat(answer("shared")).isEqualTo("refused");
        }
        assertThat(answer("exclusive")).as("closing releases").isEqualTo("granted");
    }

    @Test
    void filesThatTheStorageClosesDoNotReleaseTheLock() throws Exception {
        NioStorage storage = new NioStorage(FileLocking.OFF);
        try (HostLock mine = HostLocks.openByteRange(path);
                HostLock neighbour = HostLocks.openByteRange(path)) {
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(neighbour.tryLock(HostLock.Mode.SHARED)).isFalse();
            try (StoreFile file = storage.open(path, Storage.Mode.WRITE)) {
                file.write(0, ByteBuffer.allocate(10));
                file.force();
            }
            assertThat(answer("shared")).isEqualTo("refused");
        }
    }

    @Test
    void aSecondCopyOfTheLibraryInThisJvmIsRefused() throws Exception {
        URL[] classes = {HostLocks.class.getProtectionDomain().getCodeSource().getLocation()};
        try (HostLock mine = HostLocks.openByteRange(path);
                URLClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(tryLockIn(loader)).isFalse();
            mine.unlock();
            assertThat(tryLockIn(loader)).isTrue();
            assertThat(mine.tryLock(HostLock.Mode.SHARED))
                    .as("the other copy has it")
                    .isFalse();
        }
    }

    private boolean tryLockIn(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> locks = loader.loadClass(HostLocks.class.getName());
        assertThat(locks).isNotSameAs(HostLocks.class);
        var open = locks.getDeclaredMethod("openByteRange", Path.class);
        open.setAccessible(true);
        Object lock = open.invoke(null, path);
        Class<?> mode = loader.loadClass(HostLock.Mode.class.getName());
        var tryLock = loader.loadClass(HostLock.class.getName()).getMethod("tryLock", mode);
        tryLock.setAccessible(true);
        Object exclusive = mode.getEnumConstants()[HostLock.Mode.EXCLUSIVE.ordinal()];
        return (Boolean) tryLock.invoke(lock, exclusive);
    }
}
