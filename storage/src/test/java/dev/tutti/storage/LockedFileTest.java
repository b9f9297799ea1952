package dev.tutti.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.HostLocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read through the handle of their lock, and through one of their own when much is read. */
final class LockedFileTest {
    private static final int LENGTH = 300_000;

    @TempDir
    Path folder;

    private final NioStorage storage = new NioStorage(FileLocking.ON);
    private final byte[] content = new byte[LENGTH];
    private Path path;

    @BeforeEach
    void make() throws IOException {
        new Random(1).nextBytes(content);
        path = folder.resolve("file");
        Files.write(path, content);
    }

    private interface Work {
        void run(StoreFile file) throws IOException;
    }

    private void locked(Work work) throws IOException {
        try (HostLock lock = storage.lock(path)) {
            assertThat(lock.tryLock(HostLock.Mode.SHARED)).isTrue();
            assumeTrue(HostLocks.handle(lock) != null, "no flock(2) here");
            try (StoreFile file = storage.open(path, lock)) {
                work.run(file);
            }
        }
    }

    private void readsRight(StoreFile file, int position, int length) throws IOException {
        ByteBuffer target = position % 2 == 0 ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
        int expected = Math.max(0, Math.min(length, LENGTH - position));
        assertThat(file.read(position, target)).isEqualTo(expected);
        byte[] found = new byte[expected];
        target.flip().get(found);
        byte[] wanted = new byte[expected];
        System.arraycopy(content, Math.min(position, LENGTH), wanted, 0, expected);
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void readsWhatStandsThere() throws IOException {
        locked(file -> {
            assertThat(file.size()).isEqualTo(LENGTH);
            assertThat(file.identity()).isEqualTo(storage.identity(path));
            Random random = new Random(2);
            for (int i = 0; i < 7; i++) { // by the lock's handle
                readsRight(file, random.nextInt(LENGTH), random.nextInt(16_000));
            }
            readsRight(file, LENGTH - 5, 100);
            readsRight(file, LENGTH + 5, 100);
            for (int i = 0; i < 20; i++) {
                readsRight(file, random.nextInt(LENGTH), random.nextInt(LENGTH));
            }
            assertThat(file.size()).isEqualTo(LENGTH);
            assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        });
    }

    @Test
    void anotherFileOfThatNameIsNeverRead() throws IOException {
        locked(file -> {
            Object identity = file.identity();
            Files.move(path, folder.resolve("aside"));
            Files.write(path, new byte[LENGTH]);
            readsRight(file, 0, LENGTH);
            for (int i = 0; i < 20; i++) {
                readsRight(file, 1000 * i, 40_000);
            }
            assertThat(file.identity()).isEqualTo(identity).isNotEqualTo(storage.identity(path));
        });
    }

    @Test
    void aFileWhoseNameIsGoneIsReadOn() throws IOException {
        locked(file -> {
            Files.delete(path);
            readsRight(file, 0, LENGTH);
            assertThat(file.size()).isEqualTo(LENGTH);
        });
    }

    @Test
    void theLockIsHeldUntilItIsClosed() throws IOException {
        locked(file -> {
            readsRight(file, 0, LENGTH);
            file.close();
            try (HostLock other = storage.lock(path)) {
                assertThat(other.tryLock(HostLock.Mode.EXCLUSIVE)).isFalse();
            }
        });
        try (HostLock other = storage.lock(path)) {
            assertThat(other.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void whatIsClosedSaysSo() throws IOException {
        AtomicReference<StoreFile> kept = new AtomicReference<>();
        locked(kept::set);
        assertThatThrownBy(() -> kept.get().read(0, ByteBuffer.allocate(8))).isInstanceOf(ClosedFileException.class);
        assertThatThrownBy(() -> kept.get().read(0, ByteBuffer.allocate(LENGTH)))
                .isInstanceOf(ClosedFileException.class);
        assertThatThrownBy(() -> kept.get().size()).isInstanceOf(ClosedFileException.class);
        HostLock lock = storage.lock(path);
        StoreFile file = storage.open(path, lock);
        assumeTrue(HostLocks.handle(lock) != null, "no flock(2) here");
        lock.close(); // before the file, which is wrong
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(8))).isInstanceOf(ClosedFileException.class);
    }

    /** Readers beside a close: each finds the file's bytes, or that it is closed, though the system gives the number of the handle to other files at once. */
    @Test
    void readersBesideACloseReadNothingElse() throws Exception {
        for (int round = 0; round < 60; round++) {
            HostLock lock = storage.lock(path);
            assumeTrue(HostLocks.handle(lock) != null, "no flock(2) here");
            StoreFile file = storage.open(path, lock);
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int position = 100 * i;
                Thread reader = new Thread(() -> {
                    try {
                        while (true) {
                            readsRight(file, position, 64);
                        }
                    } catch (ClosedFileException e) {
                        // as it should be
                    } catch (Throwable e) {
                        wrong.set(e);
                    }
                });
                reader.start();
                readers.add(reader);
            }
            Thread.onSpinWait();
            file.close();
            lock.close();
            Path other = Files.write(folder.resolve("other"), new byte[10]);
            try (HostLock next = storage.lock(other)) {
                assertThat(next.tryLock(HostLock.Mode.SHARED)).isTrue();
                for (Thread reader : readers) {
                    reader.join();
                }
            }
            assertThat(wrong.get()).isNull();
        }
    }

    @Test
    void anInterruptStaysAndHarmsNothing() throws IOException {
        locked(file -> {
            Thread.currentThread().interrupt();
            readsRight(file, 10, 100);
            readsRight(file, 10, LENGTH);
            assertThat(Thread.interrupted()).isTrue();
        });
    }
}
