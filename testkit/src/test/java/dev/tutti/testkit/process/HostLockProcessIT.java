package dev.tutti.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.HostLocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Host locks between processes, and with the HDF5 C library. */
final class HostLockProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String CREATE =
            "import h5py, sys\nwith h5py.File(sys.argv[1], 'w', libver='latest') as f: f['x'] = [1, 2]\n";

    private static final String OPEN =
            """
            import h5py, sys
            try:
                f = h5py.File(sys.argv[1], sys.argv[2])
                print('opened')
                sys.stdin.readline()
                f.close()
                print('closed')
            except OSError as e:
                print('refused', str(e).replace(chr(10), ' '))
            """;

    @TempDir
    Path directory;

    private final NioStorage storage = new NioStorage(FileLocking.ON);
    private Path path;

    @BeforeEach
    void makeFile() throws IOException {
        Assumptions.assumeTrue(HostLocks.hasFlock(), "no flock(2) here");
        path = directory.resolve("a.h5");
        Files.write(path, new byte[10_000]);
    }

    private ChildProcess lockMain() throws Exception {
        ChildProcess child = ChildJvm.of(LockMain.class).heap("32m").args(path).start();
        child.awaitLine("ready", LIMIT);
        return child;
    }

    private static String ask(ChildProcess child, String order) throws Exception {
        child.send(order);
        return child.awaitLine(line -> true, LIMIT);
    }

    @Test
    void processesExcludeEachOtherAndKillsRelease() throws Exception {
        try (HostLock mine = storage.lock(path);
                ChildProcess child = lockMain()) {
            assertThat(ask(child, "EXCLUSIVE")).isEqualTo("granted");
            assertThat(mine.tryLock(HostLock.Mode.SHARED)).isFalse();
            assertThat(mine.holders()).isEqualTo("pid " + child.pid() + " (java), exclusive");
            assertThat(ask(child, "SHARED")).isEqualTo("granted");
            assertThat(mine.tryLock(HostLock.Mode.SHARED)).isTrue();
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isFalse();
            assertThat(mine.holders())
                    .contains(
                            "pid " + child.pid(),
                            "pid " + ProcessHandle.current().pid());
            assertThat(ask(child, "EXCLUSIVE"))
                    .as("the refused change kept my shared lock")
                    .isEqualTo("refused");
            child.kill();
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
        }
        try (ChildProcess child = lockMain()) {
            assertThat(ask(child, "EXCLUSIVE")).as("closing releases").isEqualTo("granted");
            child.send("end");
            child.awaitSuccess(LIMIT);
        }
    }

    @Test
    void nothingElseInThisJvmReleasesTheLock() throws Exception {
        try (HostLock mine = storage.lock(path);
                ChildProcess child = lockMain()) {
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            Files.readAllBytes(path);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.read(ByteBuffer.allocate(1));
            }
            storage.open(path, Storage.Mode.WRITE).close();
            storage.lock(path).close();
            try (StoreFile file = storage.open(path, Storage.Mode.WRITE)) {
                Thread interrupted = new Thread(() -> interruptItself(file));
                interrupted.start();
                interrupted.join();
            }
            assertThat(ask(child, "SHARED")).isEqualTo("refused");
            new ProcessBuilder("true").start().waitFor();
            assertThat(ask(child, "SHARED")).isEqualTo("refused");
            mine.unlock();
            assertThat(ask(child, "EXCLUSIVE")).isEqualTo("granted");
        }
    }

    private static void interruptItself(StoreFile file) {
        try {
            Thread.currentThread().interrupt();
            file.write(0, ByteBuffer.allocate(5_000));
            file.force();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aChildDoesNotInheritTheLock() throws Exception {
        try (ChildProcess child = lockMain()) {
            HostLock mine = storage.lock(path);
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            try (ChildProcess heir = ChildProcess.start("sleep", new ProcessBuilder("sleep", "60"))) {
                mine.close();
                assertThat(heir.isAlive()).isTrue();
                assertThat(ask(child, "EXCLUSIVE")).isEqualTo("granted");
            }
        }
    }

    @Test
    void h5pyIsRefusedWhileWeHoldTheLock() throws Exception {
        Tools.python(CREATE, path).success();
        try (HostLock mine = storage.lock(path)) {
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(Tools.python(OPEN, path, "r+").success())
                    .startsWith("refused")
                    .contains("lock");
            assertThat(Tools.python(OPEN, path, "r").success()).startsWith("refused");
            assertThat(mine.tryLock(HostLock.Mode.SHARED)).isTrue();
            assertThat(Tools.python(OPEN, path, "r+").success()).startsWith("refused");
            try (ChildProcess reader = Tools.startPython(OPEN, path, "r")) {
                reader.awaitLine("opened", LIMIT);
            }
            mine.unlock();
            try (ChildProcess writer = Tools.startPython(OPEN, path, "r+")) {
                writer.awaitLine("opened", LIMIT);
            }
        }
    }

    @Test
    void weAreRefusedWhileH5pyHoldsTheFile() throws Exception {
        Tools.python(CREATE, path).success();
        try (HostLock mine = storage.lock(path);
                ChildProcess writer = Tools.startPython(OPEN, path, "r+")) {
            writer.awaitLine("opened", LIMIT);
            assertThat(mine.tryLock(HostLock.Mode.SHARED)).isFalse();
            assertThat(mine.holders())
                    .startsWith("pid " + writer.pid() + " (python3")
                    .endsWith("), exclusive");
            writer.send("");
            writer.awaitLine("closed", LIMIT);
            assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            mine.unlock();
            try (ChildProcess reader = Tools.startPython(OPEN, path, "r")) {
                reader.awaitLine("opened", LIMIT);
                assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isFalse();
                assertThat(mine.tryLock(HostLock.Mode.SHARED)).isTrue();
                reader.kill();
                assertThat(mine.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            }
        }
    }
}
