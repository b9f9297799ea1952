package dev.tutti.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.NioStorage;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shared memory and its locks between processes, with and without JNA. */
final class SharedMemoryProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    enum Native {
        PRESENT,
        MISSING
    }

    @TempDir
    Path directory;

    private final NioStorage storage = new NioStorage(FileLocking.BEST_EFFORT);

    private Path path() {
        return directory.resolve("a.h5-shm");
    }

    private ChildProcess child(Native jna) throws Exception {
        ChildJvm jvm = ChildJvm.of(SharedMain.class).heap("32m").args(path());
        if (jna == Native.MISSING) {
            jvm.option("-Djna.nosys=true").option("-Djna.nounpack=true");
            jvm.option("-Djna.boot.library.path=/nowhere").option("-Djna.noclasspath=true");
        }
        ChildProcess child = jvm.start();
        child.awaitLine("ready", LIMIT);
        assertThat(child.report().contains("because JNA does not work here")).isEqualTo(jna == Native.MISSING);
        return child;
    }

    private static String ask(ChildProcess child, String order) throws Exception {
        child.send(order);
        return child.awaitLine(line -> true, LIMIT);
    }

    @ParameterizedTest
    @EnumSource(Native.class)
    void wordsAndLocksAreSharedAndKillsRelease(Native jna) throws Exception {
        try (SharedMemory mine = storage.share(path(), 4096);
                ChildProcess child = child(jna)) {
            mine.set(128, 42);
            assertThat(ask(child, "get 128")).isEqualTo("42");
            assertThat(ask(child, "set 136 -1")).isEqualTo("done");
            assertThat(mine.get(136)).isEqualTo(-1);

            assertThat(ask(child, "lock 1 EXCLUSIVE")).isEqualTo("granted");
            assertThat(mine.tryLock(1, HostLock.Mode.SHARED)).isFalse();
            assertThat(mine.tryLock(2, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(ask(child, "lock 2 SHARED")).isEqualTo("refused");
            assertThat(ask(child, "lock 3 SHARED")).isEqualTo("granted");
            assertThat(mine.tryLock(3, HostLock.Mode.EXCLUSIVE)).isFalse();
            assertThat(mine.tryLock(3, HostLock.Mode.SHARED)).isTrue();
            assertThat(ask(child, "unlock 3")).isEqualTo("done");
            assertThat(mine.tryLock(3, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(mine.holder(1)).isEqualTo(jna == Native.MISSING ? "pid " + child.pid() + " (java)" : "unknown");
            child.kill();
            assertThat(mine.tryLock(1, HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(mine.get(136)).as("words stay").isEqualTo(-1);
        }
    }

    @Test
    void manyProcessesCountTogether() throws Exception {
        List<ChildProcess> children = new ArrayList<>();
        try (SharedMemory mine = storage.share(path(), 4096)) {
            for (Native jna : List.of(Native.PRESENT, Native.MISSING, Native.PRESENT)) {
                ChildProcess child = child(jna);
                children.add(child);
                child.send("count 64 2000");
            }
            for (ChildProcess child : children) {
                child.awaitLine("counted", LIMIT);
            }
            assertThat(mine.get(64)).isEqualTo(6000);
        } finally {
            children.forEach(ChildProcess::close);
        }
    }

    @Test
    void whatAMakerWasKilledOverIsFinished() throws Exception {
        Files.write(path(), new byte[1000]);
        try (SharedMemory mine = storage.share(path(), 4096);
                ChildProcess child = child(Native.PRESENT)) {
            assertThat(Files.size(path())).isEqualTo(4096);
            mine.set(4088, 3);
            assertThat(ask(child, "get 4088")).isEqualTo("3");
        }
    }

    @Test
    void descendantsDoNotInheritLocks() throws IOException, InterruptedException {
        SharedMemory mine = storage.share(path(), 4096);
        try (SharedMemory other = storage.share(path(), 4096)) {
            assertThat(mine.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            try (ChildProcess heir = ChildProcess.start("sleep", new ProcessBuilder("sleep", "60"))) {
                mine.close();
                assertThat(heir.isAlive()).isTrue();
                assertThat(other.tryLock(0, HostLock.Mode.EXCLUSIVE)).isTrue();
            }
        }
    }
}
