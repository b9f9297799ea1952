package dev.tutti.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.lock.FileLocking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to the machine's file system; the rules that every storage keeps are tested with the test kit's contract. */
final class NioStorageTest {
    @TempDir
    Path directory;

    private final NioStorage storage = new NioStorage(FileLocking.BEST_EFFORT);

    @Test
    void linksNameTheSameFile() throws IOException {
        Path path = directory.resolve("a");
        Files.writeString(path, "x");
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        assertThat(storage.canonical(link)).isEqualTo(path.toRealPath());
        try (StoreFile file = storage.open(link, Storage.Mode.READ)) {
            assertThat(file.identity()).isEqualTo(storage.identity(path)).isEqualTo(storage.identity(link));
            assertThat(file.path()).isEqualTo(link);
        }
    }

    @Test
    void largeBuffersOfBothKindsAreMovedWhole() throws IOException {
        byte[] bytes = new byte[3_000_001];
        new Random(1).nextBytes(bytes);
        try (StoreFile file = storage.open(directory.resolve("a"), Storage.Mode.CREATE_NEW)) {
            file.write(7, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            ByteBuffer heap = ByteBuffer.allocate(bytes.length + 100);
            assertThat(file.read(7, heap)).isEqualTo(bytes.length);
            assertThat(heap.flip()).isEqualTo(ByteBuffer.wrap(bytes));
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
            assertThat(file.read(7, direct)).isEqualTo(bytes.length);
            assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void aSetInterruptFlagNeitherStopsNorIsLost() throws IOException {
        try (StoreFile file = storage.open(directory.resolve("a"), Storage.Mode.CREATE_NEW)) {
            Thread.currentThread().interrupt();
            file.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            file.force();
            file.resize(10);
            storage.forceDirectory(directory);
            assertThat(file.size()).isEqualTo(10);
            assertThat(file.read(0, ByteBuffer.allocate(20))).isEqualTo(10);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anOpenFileStaysReadableAndWritableAfterItsNameIsGone() throws Exception {
        Path path = directory.resolve("a");
        try (StoreFile file = storage.open(path, Storage.Mode.CREATE_NEW)) {
            file.write(0, ByteBuffer.wrap(new byte[1 << 20])); // so much that the channel is opened
            file.resize(0);
            file.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            Files.move(path, directory.resolve("b"));
            Files.write(path, new byte[] {9, 9, 9});
            Storms.closeChannelByInterrupt(file);
            ByteBuffer read = ByteBuffer.allocate(3);
            file.read(0, read);
            assertThat(read.array()).containsExactly(1, 2, 3);
            file.write(3, ByteBuffer.wrap(new byte[] {4}));
            assertThat(Files.readAllBytes(directory.resolve("b"))).containsExactly(1, 2, 3, 4);
            assertThat(Files.readAllBytes(path)).containsExactly(9, 9, 9);
            assertThat(file.identity()).isNotEqualTo(storage.identity(path));
        }
    }

    @Test
    void littleOrMuchIsReadOfAFileWhoseNameWasGivenToAnother() throws Exception {
        Path path = directory.resolve("a");
        byte[] bytes = new byte[1 << 16];
        new Random(7).nextBytes(bytes);
        Files.write(path, bytes);
        try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
            Files.move(path, directory.resolve("b"));
            Files.write(path, new byte[1 << 16]);
            for (int length : new int[] {1, 100, 1 << 16, 5}) {
                for (int i = 0; i < 10; i++) {
                    ByteBuffer read = ByteBuffer.allocate(length);
                    assertThat(file.read(i, read)).isEqualTo(Math.min(length, bytes.length - i));
                    assertThat(Arrays.copyOf(read.array(), read.position()))
                            .isEqualTo(Arrays.copyOfRange(bytes, i, i + read.position()));
                }
            }
        }
    }

    @Test
    void aListFollowsTheFolder() throws Exception {
        for (int round = 0; round < 3; round++) {
            Path log = directory.resolve("x.h5-log." + round);
            assertThat(storage.list(directory, "-log.")).hasSize(round);
            assertThat(storage.list(directory, "-log.")).hasSize(round);
            Files.createFile(log);
            assertThat(storage.list(directory, "-log.")).hasSize(round + 1).contains(log);
            Thread.sleep(round * 60L); // settled or not
            assertThat(storage.list(directory, "-log.")).contains(log);
            Files.createFile(directory.resolve("other" + round));
            assertThat(storage.list(directory, "-log.")).hasSize(round + 1);
            Files.delete(log);
            assertThat(storage.list(directory, "-log.")).doesNotContain(log);
            Files.createFile(log);
            assertThat(storage.list(directory, "-log.")).contains(log);
        }
        assertThat(storage.list(directory)).hasSize(6);
    }

    @Test
    void closedIsFinalAndSaysSo() throws IOException {
        Path path = directory.resolve("a");
        StoreFile file = storage.open(path, Storage.Mode.CREATE_NEW);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining(path.toString());
        assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::force).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.resize(1)).isInstanceOf(ClosedChannelException.class);
    }
}
