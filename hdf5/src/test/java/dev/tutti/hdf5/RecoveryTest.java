package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5ExistsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecoveryTest {
    @TempDir
    private Path folder;

    private Path make() {
        Path file = folder.resolve("run.h5");
        try (H5File h5 = H5.create(file)) {
            h5.create("a/x")
                    .type(DType.I32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(100)
                    .fletcher32()
                    .units("mV")
                    .create()
                    .append(IntStream.range(0, 1000).toArray());
            h5.put("a/name", "first");
            h5.hardLink("same", "a/x");
            h5.softLink("soft", "/a/x");
        }
        return file;
    }

    @Test
    void aSoundFileIsCopiedAsItStands() throws IOException {
        Path file = make();
        Path out = folder.resolve("out.h5");
        RecoverReport report = Recovery.copy(file, out);
        assertThat(report.way()).isEqualTo(RecoverReport.Way.AS_IT_STOOD);
        assertThat(report.lost()).isEmpty();
        assertThat(Files.readAllBytes(out)).isEqualTo(Files.readAllBytes(file));
        assertThatThrownBy(() -> Recovery.copy(file, out)).isInstanceOf(H5ExistsException.class);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, out);
        }
    }

    @Test
    void theMarksOfADeadWriterAreTakenOut() throws IOException {
        Path file = make();
        Path out = folder.resolve("out.h5");
        for (int flags : new int[] {1, 5}) {
            Files.deleteIfExists(out);
            Path marked = marked(file, flags);
            assertThatThrownBy(() -> H5.open(marked)).isInstanceOf(H5BusyException.class);
            assertThat(Recovery.copy(marked, out).lost()).isEmpty();
            assertThat(H5.read(out, "a/x", int[].class))
                    .isEqualTo(IntStream.range(0, 1000).toArray());
            assertThat(H5.status(out).state()).isEqualTo(LiveStatus.State.CLOSED);
            assertThat(H5.check(out).problems()).isEmpty();
        }
    }

    /** A copy with these flags in its superblock, as a writer that was killed leaves it. */
    private Path marked(Path file, int flags) throws IOException {
        Path copy = folder.resolve("marked" + flags + ".h5");
        byte[] bytes = Files.readAllBytes(file);
        bytes[11] = (byte) flags;
        int checksum = dev.tutti.format.io.Lookup3.hash(ByteBuffer.wrap(bytes), 0, 44);
        ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(44, checksum);
        return Files.write(copy, bytes);
    }

    @Test
    void aLiveFileIsLeftToItsWriter() {
        Path file = folder.resolve("live.h5");
        try (LiveWriter writer = H5.live(file)) {
            writer.publish();
            assertThatThrownBy(() -> Recovery.copy(file, folder.resolve("out.h5")))
                    .isInstanceOf(H5BusyException.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void aDamagedObjectCostsItselfOnly() throws IOException {
        Path file = make();
        long address;
        try (H5File h5 = H5.open(file)) {
            address = h5.get("a/name").address();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("damage".getBytes(StandardCharsets.US_ASCII)), address + 10);
        }
        assertThat(H5.check(file).problems()).isNotEmpty();
        Path out = folder.resolve("out.h5");
        RecoverReport report = Recovery.copy(file, out);
        assertThat(report.way()).isEqualTo(RecoverReport.Way.BY_OBJECTS);
        assertThat(report.lost()).singleElement().asString().startsWith("/a/name: all of it");
        try (H5File h5 = H5.open(out)) {
            assertThat(h5.dataset("a/x").i32())
                    .isEqualTo(IntStream.range(0, 1000).toArray());
            assertThat(h5.dataset("a/x").attrs().get("units")).isEqualTo("mV");
            assertThat(h5.dataset("same").address()).isEqualTo(h5.dataset("a/x").address());
            assertThat(h5.dataset("soft").address()).isEqualTo(h5.dataset("a/x").address());
        }
        assertThat(H5.check(out).problems()).isEmpty();
    }

    /** The file of a live writer as a kill leaves it, with its session file. */
    private Path killed(int appends) throws IOException {
        Path live = folder.resolve("live.h5");
        Path left = folder.resolve("left.h5");
        try (LiveWriter writer = H5.live(live)) {
            Dataset dataset = writer.create("a/x")
                    .type(DType.I32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(10)
                    .create();
            for (int i = 0; i < appends; i++) {
                dataset.append(new int[] {3 * i, 3 * i + 1, 3 * i + 2});
                writer.publish();
            }
            Files.copy(live, left);
            Files.copy(beside(live), beside(left));
        }
        return left;
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + "-swj");
    }

    @Test
    void whatAKilledWriterPublishedIsCopied() throws IOException {
        Path left = killed(200);
        Path out = folder.resolve("out.h5");
        byte[] before = Files.readAllBytes(left);
        RecoverReport report = H5.recover(left, out);
        assertThat(report.lost()).isEmpty();
        assertThat(report.objects()).isEqualTo(3);
        assertThat(H5.read(out, "a/x", int[].class))
                .isEqualTo(IntStream.range(0, 600).toArray());
        assertThat(H5.check(out).problems()).isEmpty();
        assertThat(Files.readAllBytes(left)).isEqualTo(before);
    }

    @Test
    void whatAKilledWriterLeftIsMendedInPlace() throws IOException {
        for (boolean journal : new boolean[] {true, false}) {
            Files.deleteIfExists(folder.resolve("live.h5"));
            Files.deleteIfExists(folder.resolve("left.h5"));
            Files.deleteIfExists(beside(folder.resolve("left.h5")));
            Path left = killed(200);
            if (!journal) {
                Files.delete(beside(left));
            }
            byte[] before = Files.readAllBytes(left);
            Path backup = folder.resolve("backup" + journal + ".h5");
            RecoverReport report = H5.recoverInPlace(left, backup);
            assertThat(report.lost()).isEmpty();
            assertThat(report.way()).isEqualTo(RecoverReport.Way.AS_IT_STOOD);
            assertThat(Files.readAllBytes(backup)).isEqualTo(before);
            assertThat(beside(left)).doesNotExist();
            assertThat(H5.status(left).state()).isEqualTo(LiveStatus.State.CLOSED);
            assertThat(H5.read(left, "a/x", int[].class))
                    .isEqualTo(IntStream.range(0, 600).toArray());
            assertThatThrownBy(() -> H5.recoverInPlace(left, backup)).isInstanceOf(H5ExistsException.class);
        }
    }

    @Test
    void aFileThatSomebodyHasIsNotMendedInPlace() {
        Path file = make();
        Path backup = folder.resolve("backup.h5");
        try (H5File open = H5.open(file, FileOptions.readOnly())) {
            assertThatThrownBy(() -> H5.recoverInPlace(file, backup)).isInstanceOf(H5BusyException.class);
            assertThat(open.contains("a/x")).isTrue();
        }
        try (LiveWriter writer = H5.live(file)) {
            assertThatThrownBy(() -> H5.recoverInPlace(file, backup)).isInstanceOf(H5BusyException.class);
            writer.publish();
        }
        assertThat(backup).doesNotExist();
    }

    @Test
    void aWriterWithoutALockIsNoticedByWhatItWrites() throws Exception {
        Path file = marked(make(), 5);
        byte[] before = Files.readAllBytes(file);
        Path backup = folder.resolve("backup.h5");
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                while (!over.get()) {
                    channel.write(ByteBuffer.wrap(before, 0, 8), 0);
                    Thread.sleep(5);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        try {
            assertThatThrownBy(() -> H5.recoverInPlace(file, backup))
                    .isInstanceOf(H5BusyException.class)
                    .hasMessageContaining("C library");
        } finally {
            over.set(true);
            writer.join();
        }
        assertThat(backup).doesNotExist();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(H5.recoverInPlace(file, backup).lost()).isEmpty();
    }

    @Test
    void nobodyGetsInWhileAFileIsMended() throws Exception {
        Path file = marked(make(), 5);
        Path backup = folder.resolve("backup.h5");
        Thread recovery = new Thread(() -> H5.recoverInPlace(file, backup));
        recovery.start();
        while (!Files.exists(backup)) {
            Thread.sleep(1); // From here on it watches the file for a while, and holds the lock.
        }
        FileOptions hasty = FileOptions.exclusive().lockTimeout(Duration.ZERO);
        assertThatThrownBy(() -> H5.live(file, LiveOptions.defaults().file(hasty)))
                .isInstanceOf(H5BusyException.class)
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> H5.open(file, hasty))
                .isInstanceOf(H5BusyException.class)
                .hasMessageContaining("in use");
        recovery.join();
        H5.open(file, hasty).close();
    }

    @Test
    void aFileThatIsCutOffGivesWhatIsThere() throws IOException {
        Path file = make();
        byte[] all = Files.readAllBytes(file);
        int kept = 0;
        for (int length = all.length; length > 0; length -= all.length / 12) {
            Path cut = folder.resolve("cut" + length + ".h5");
            Path out = folder.resolve("out" + length + ".h5");
            Files.write(cut, java.util.Arrays.copyOf(all, length));
            try {
                H5.recover(cut, out);
                assertThat(H5.check(out).problems()).isEmpty();
                kept++;
            } catch (dev.tutti.errors.H5CorruptException e) {
                assertThat(out).doesNotExist();
            }
        }
        assertThat(kept).isGreaterThan(1);
    }
}
