package dev.tutti.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5LockLostException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a lock file, and what a file's lock has beside it. */
final class FileLockTest extends SharedLockContract {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(folder.resolve("run.h5"), "x");
    }

    @Override
    SharedLock lock(LockOptions options) {
        return Locks.file(file, options);
    }

    /** L6: h5pySWMR locks the string. */
    @Test
    void oneFileHasOneLockWhateverTheSpelling() throws Exception {
        Files.createDirectory(folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("a/link.h5"), Path.of("../run.h5"));
        Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
        List<Path> spellings = List.of(
                folder.resolve("a/../run.h5"),
                folder.resolve("./run.h5"),
                folder.resolve("a/link.h5"),
                folder.resolve("b/link.h5"),
                Path.of("").toAbsolutePath().relativize(file.toRealPath()));
        try (Hold hold = Locks.file(file).write(LONG)) {
            for (Path spelling : spellings) {
                assertThat(get(inThread(() -> Locks.file(spelling).tryRead() == null)))
                        .as(spelling.toString())
                        .isTrue();
            }
            assertThat(hold.resource()).isEqualTo(file.toRealPath().toString());
        }
    }

    /** L6. */
    @Test
    void aFileThatIsYetToBeMadeHasTheLockThatItWillHave() throws Exception {
        Path later = folder.resolve("later.h5");
        Path link = Files.createSymbolicLink(folder.resolve("link.h5"), Path.of("later.h5"));
        try (Hold hold = Locks.file(link).write(LONG)) {
            Files.writeString(later, "x");
            assertThat(get(inThread(() -> Locks.file(later).tryRead() == null))).isTrue();
            hold.check();
        }
        assertThatThrownBy(() -> Locks.file(folder.resolve("no/folder.h5"))).isInstanceOf(H5NotFoundException.class);
    }

    /** L6. */
    @Test
    void aFileWithSeveralHardLinksIsRefused() throws Exception {
        Files.createLink(folder.resolve("other.h5"), file);
        assertThatThrownBy(() -> Locks.file(file))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("2 names (hard links)");
        Files.delete(folder.resolve("other.h5"));
    }

    /** L8. */
    @Test
    void aLockWhoseFileWasReplacedIsLost() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (Hold hold = Locks.file(file).write(LONG)) {
            hold.onLost(told::incrementAndGet);
            hold.check();
            Files.move(Files.writeString(folder.resolve("new"), "y"), file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(hold::check)
                    .isInstanceOf(H5LockLostException.class)
                    .hasMessageContaining("moved, removed or replaced")
                    .hasMessageContaining("token " + hold.token());
            assertThatThrownBy(hold::check).isInstanceOf(H5LockLostException.class);
            assertThatThrownBy(() -> Locks.file(file).tryWrite()).isInstanceOf(H5LockLostException.class);
            hold.onLost(told::incrementAndGet);
        }
        assertThat(told).hasValue(2);
    }

    /** L8. */
    @Test
    void aLockWhoseLockFileWasRemovedIsLostAndTheNextTokenIsLarger() throws Exception {
        Path lockFile = folder.resolve("run.h5-lock");
        try (Hold hold = Locks.file(file).write(LONG)) {
            Files.delete(lockFile);
            long next = get(inThread(() -> {
                try (Hold other = Locks.file(file).write(LONG)) {
                    other.check();
                    return other.token();
                }
            }));
            assertThat(next).isGreaterThan(hold.token());
            assertThatThrownBy(hold::check)
                    .isInstanceOf(H5LockLostException.class)
                    .hasMessageContaining("removed or replaced");
        }
    }

    @Test
    void aLockFileThatIsSomethingElseIsLeftAlone() throws Exception {
        Path lockFile = folder.resolve("run.h5-lock");
        for (int length : new int[] {3, 20_000}) {
            Files.writeString(lockFile, "mine!".repeat(length));
            assertThatThrownBy(() -> Locks.file(file).tryRead())
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("is not a lock file of this version of Tutti");
            assertThat(lockFile).hasContent("mine!".repeat(length));
        }
        Files.delete(lockFile);
    }

    @Test
    void whereNothingMayBeWrittenTheErrorSaysSo() {
        Path readOnly = Path.of("/proc/version");
        Assumptions.assumeTrue(Files.exists(readOnly), "needs /proc; not there");
        assertThatThrownBy(() -> Locks.file(readOnly).tryRead())
                .isInstanceOf(H5Exception.class)
                .hasMessageContaining("lock file /proc/version-lock");
    }

    @Test
    void lookingMakesNoLockFile() {
        assertThat(Locks.file(file).holders()).isEmpty();
        assertThat(folder.resolve("run.h5-lock")).doesNotExist();
    }

    @Test
    void manyFilesDoNotStayOpen() throws Exception {
        for (int i = 0; i < 40; i++) {
            Path each = Files.writeString(folder.resolve("f" + i), "x");
            try (Hold hold = Locks.file(each).write(LONG)) {
                hold.check();
            }
        }
        Path handles = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.exists(handles), "needs /proc; not there");
        try (var open = Files.list(handles)) {
            assertThat(open.filter(Files::exists)
                            .map(handle -> {
                                try {
                                    return Files.readSymbolicLink(handle).toString();
                                } catch (IOException e) {
                                    return "";
                                }
                            })
                            .filter(name -> name.startsWith(folder.toString()) && name.endsWith("-lock")))
                    .hasSizeLessThan(20);
        }
    }
}
