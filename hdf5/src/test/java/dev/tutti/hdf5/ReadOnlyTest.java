package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.testkit.process.OrdinaryUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may only read: files that others share, files that were left, folders and files without permission. */
@Timeout(120)
class ReadOnlyTest {
    private static final FileOptions READ = FileOptions.readOnly().threads(1);
    private static final FileOptions SHARED = FileOptions.shared().threads(1);

    @TempDir
    Path folder;

    private Path data;
    private Path path;

    @BeforeEach
    void make() throws IOException {
        permit(folder, "rwxr-xr-x");
        data = Files.createDirectory(folder.resolve("data"));
        path = data.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            file.put("x", new int[] {1, 2, 3});
            file.create("grows")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(20_000)
                    .create();
        }
        permit(path, "rw-r--r--");
        permit(data, "rwxr-xr-x");
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.sorted().toList();
        }
    }

    private static void permitAll(List<Path> files, String permissions) throws IOException {
        for (Path file : files) {
            permit(file, permissions);
        }
    }

    private static boolean checkpoint(H5File file) {
        try {
            return Objects.requireNonNull(((SharedAccess) file.access()).file().attachedSession())
                    .checkpoint();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The session's own thread may be at it, or about to give an old version back. */
    private static void awaitCheckpoint(H5File file) throws InterruptedException {
        boolean done = checkpoint(file);
        for (int i = 0; i < 1000 && !done; i++) {
            Thread.sleep(20);
            done = checkpoint(file);
        }
        assertThat(done).isTrue();
    }

    @Test
    void aVersionOfASharedFileIsReadWithoutPermissionToWrite() throws Exception {
        try (H5File shared = H5.open(path, SHARED)) {
            shared.put("one", 1);
            permitAll(files(), "rw-r--r--");
            List<Path> before = files();
            OrdinaryUser.run(() -> {
                try (H5File read = H5.open(path, READ)) {
                    assertThat(read.dataset("one").read(int.class)).isEqualTo(1);
                    for (int i = 0; i < 5; i++) {
                        shared.dataset("grows").append(new double[30_000]);
                        shared.dataset("x").write(new int[] {i, i, i});
                    }
                    shared.delete("one");
                    assertThat(checkpoint(shared)).as("while somebody reads").isFalse();
                    shared.dataset("grows").append(new double[100_000]);
                    assertThat(read.dataset("one").read(int.class)).isEqualTo(1);
                    assertThat(read.dataset("x").i32()).containsExactly(1, 2, 3);
                    assertThat(read.dataset("grows").shape()).containsExactly(0);
                    assertThatThrownBy(() -> read.put("new", 1)).isInstanceOf(H5Exception.class);
                }
                try (H5File read = H5.open(path, READ)) {
                    assertThat(read.dataset("x").i32()).containsExactly(4, 4, 4);
                    assertThat(read.dataset("grows").shape()).containsExactly(250_000);
                    assertThat(read.contains("one")).isFalse();
                }
                assertThatThrownBy(() -> H5.open(path, SHARED))
                        .isInstanceOf(H5Exception.class)
                        .hasMessageContaining("may not write")
                        .hasMessageContaining("readOnly()");
            });
            assertThat(files()).isEqualTo(before);
            awaitCheckpoint(shared);
        }
        assertThat(files()).containsExactly(path);
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void readersDoNotMissACommitAndSeeNoneThatIsNotThere() throws Exception {
        try (H5File shared = H5.open(path, SHARED)) {
            for (int i = 0; i < 200; i++) {
                shared.dataset("x").write(new int[] {i, i, i});
                if (i % 7 == 0) {
                    checkpoint(shared);
                }
                try (H5File read = H5.open(path, READ)) {
                    assertThat(read.dataset("x").i32()).containsExactly(i, i, i);
                }
            }
        }
    }

    @Test
    void aReadOnlyFolderWithALogThatWasLeftIsRead() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        try (H5File shared = H5.open(path, SHARED)) {
            shared.put("one", 1);
            for (Path file : files()) {
                if (!file.toString().endsWith("-shm")) {
                    Files.copy(file, copies.resolve(file.getFileName()));
                }
            }
        }
        Path copy = copies.resolve("x.h5");
        try (Stream<Path> files = Files.list(copies)) {
            permitAll(files.toList(), "r--r--r--");
        }
        permit(copies, "r-xr-xr-x");
        OrdinaryUser.run(() -> {
            try (H5File read = H5.open(copy, READ)) {
                assertThat(read.dataset("one").read(int.class)).isEqualTo(1);
            }
            assertThat(H5.shared(copy).left()).isTrue();
            assertThat(H5.check(copy).problems()).isEmpty();
        });
        permit(copies, "rwxr-xr-x");
    }

    @Test
    void whatMayNotBeReadIsNamed() throws Exception {
        try (H5File shared = H5.open(path, SHARED)) {
            shared.put("one", 1);
            for (String hidden : List.of("-shm", "-wal.000000000001")) {
                permitAll(files(), "rw-r--r--");
                permit(data.resolve("x.h5" + hidden), "rw-------");
                OrdinaryUser.run(() -> assertThatThrownBy(() -> H5.open(path, READ))
                        .isInstanceOf(H5Exception.class)
                        .hasMessageContaining("x.h5" + hidden)
                        .hasMessageContaining("permission"));
            }
        }
        permit(path, "rw-------");
        OrdinaryUser.run(() -> assertThatThrownBy(() -> H5.open(path, READ))
                .isInstanceOf(H5Exception.class)
                .hasMessageContaining("x.h5"));
    }

    @Test
    void nothingIsMadeInAFolderThatMayNotBeWritten() throws Exception {
        OrdinaryUser.run(() -> {
            assertThatThrownBy(() -> H5.create(data.resolve("new.h5")))
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("new.h5");
            assertThatThrownBy(() -> H5.open(data.resolve("none.h5"), READ)).isInstanceOf(H5NotFoundException.class);
            try (H5File file = H5.open(path, SHARED)) {
                assertThat(file.dataset("x").i32()).containsExactly(1, 2, 3);
                assertThatThrownBy(() -> file.put("new", 1))
                        .isInstanceOf(H5Exception.class)
                        .hasMessageContaining("may not write");
                assertThat(file.dataset("x").i32()).containsExactly(1, 2, 3);
            }
        });
        permit(path, "rw-rw-rw-");
        OrdinaryUser.run(() -> {
            try (H5File file = H5.open(path, SHARED)) { // the file, but not the folder
                assertThatThrownBy(() -> file.put("new", 1))
                        .isInstanceOf(H5Exception.class)
                        .hasMessageContaining("or its folder");
            }
        });
        assertThat(files()).containsExactly(path);
    }

    @Test
    void whoWritesAloneKeepsReadersOut() {
        try (H5File alone = H5.open(path, FileOptions.exclusive())) {
            alone.put("new", 1);
            assertThatThrownBy(() -> H5.open(path, READ.lockTimeout(Duration.ZERO)))
                    .isInstanceOf(H5BusyException.class);
        }
    }
}
