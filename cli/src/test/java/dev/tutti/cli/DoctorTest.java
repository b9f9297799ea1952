package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.locks.Hold;
import dev.tutti.locks.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a file that others share, that was left, or that is alone. */
class DoctorTest {
    @TempDir
    Path folder;

    private Path path;
    private String pid;

    @BeforeEach
    void make() {
        path = folder.resolve("x.h5");
        pid = "pid " + ProcessHandle.current().pid();
        try (H5File file = H5.create(path)) {
            file.put("x", new int[] {1, 2, 3});
        }
    }

    private static Shell.Outcome doctor(Path file, String... options) {
        return Shell.run(Stream.concat(Stream.of("doctor", file.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    @Test
    void aPlainFileIsForEverybody() {
        Shell.Outcome outcome = doctor(path);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("others now").contains("any program may open it");
        assertThat(outcome.out()).doesNotContain("pid").doesNotContain("log ");
    }

    @Test
    void whoSharesAFileAndWhoHoldsItsLogIsNamed() {
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.put("one", 1);
            try (H5File held = file.snapshot()) {
                file.put("two", 2);
                assertThat(held.contains("two")).isFalse();
                Shell.Outcome outcome = doctor(path);
                assertThat(outcome.status()).isZero();
                assertThat(outcome.out())
                        .contains(pid)
                        .contains("commits since the first of them opened it")
                        .contains("holds a snapshot that is")
                        .contains("does not shrink")
                        .contains("already open for write")
                        .contains("option for foreign readers");
                Shell.Outcome json = doctor(path, "--json");
                assertThat(json.out()).startsWith("{").contains("\"file\"").contains("\"others now\"");
                Shell.Outcome check = Shell.run("check", path.toString());
                assertThat(check.status()).isZero();
                assertThat(check.err()).contains(pid).contains("does not shrink");
                assertThat(Shell.run("check", "--json", path.toString()).out()).contains("\"log_held\"");
            }
        }
        assertThat(Shell.run("check", path.toString()).err()).doesNotContain("does not shrink");
    }

    @Test
    void foreignReadersAreToldOf() {
        try (H5File file = H5.open(path, FileOptions.shared().foreignReaders())) {
            file.put("one", 1);
            assertThat(doctor(path).out()).contains("see the last checkpoint").contains("file lock");
            assertThat(Shell.run("ls", path.toString()).err()
                            + Shell.run("ls", path.toString()).out())
                    .contains("open to readers");
        }
    }

    @Test
    void whatIsLeftOfDeadProcessesIsToldApart() throws IOException {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.put("one", 1);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path beside : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(beside, copies.resolve(beside.getFileName()));
                }
            }
        }
        Path copy = copies.resolve("x.h5");
        Shell.Outcome left = doctor(copy);
        assertThat(left.status()).isZero();
        assertThat(left.out()).contains("have died").contains("nothing that was committed is lost");
        for (Path segment : list(copies, "-wal.")) {
            Files.delete(segment);
        }
        Shell.Outcome lost = doctor(copy);
        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.out()).contains("UNSAFE").contains("--keep-main");
    }

    private static List<Path> list(Path folder, String part) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().contains(part)).toList();
        }
    }

    @Test
    void namesAndLocksOfUsersAreSeen() throws IOException {
        Files.createLink(folder.resolve("second.h5"), path);
        Shell.Outcome outcome = doctor(path);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("2 names (hard links)");
        Files.delete(folder.resolve("second.h5"));
        try (Hold hold = Locks.file(path).write(Duration.ofSeconds(10))) {
            assertThat(hold.token()).isPositive();
            assertThat(doctor(path).out()).contains("user lock").contains(pid + " on");
        }
    }
}
