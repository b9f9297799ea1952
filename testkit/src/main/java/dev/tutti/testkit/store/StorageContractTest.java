package dev.tutti.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} must do. Extend it, say which storage and which empty directory, and the tests run. */
public abstract class StorageContractTest {
    /** The storage under test. */
    protected abstract Storage storage();

    /** A directory that is empty at the start of each test. */
    protected abstract Path directory();

    private Path path(String name) {
        return directory().resolve(name);
    }

    private StoreFile create(String name, int... bytes) throws IOException {
        StoreFile file = storage().open(path(name), Storage.Mode.CREATE_NEW);
        file.write(0, bytes(bytes));
        return file;
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private static byte[] content(StoreFile file) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size() + 10);
        int read = file.read(0, all);
        assertThat(all.position()).isEqualTo(read);
        return Arrays.copyOf(all.array(), read);
    }

    @Test
    void modesDemandWhatTheySay() throws IOException {
        assertThatThrownBy(() -> storage().open(path("a"), Storage.Mode.READ)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().open(path("a"), Storage.Mode.WRITE)).isInstanceOf(NoSuchFileException.class);
        assertThat(storage().exists(path("a"))).isFalse();
        create("a", 1).close();
        assertThatThrownBy(() -> storage().open(path("a"), Storage.Mode.CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(storage().exists(path("a"))).isTrue();
        try (StoreFile file = storage().open(path("a"), Storage.Mode.READ)) {
            assertThat(content(file)).containsExactly(1);
            assertThatThrownBy(() -> file.write(0, bytes(2))).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> file.resize(0)).isInstanceOf(NonWritableChannelException.class);
            assertThat(file.path()).isEqualTo(path("a"));
        }
    }

    @Test
    void readsStopAtTheEnd() throws IOException {
        try (StoreFile file = create("a", 1, 2, 3, 4, 5)) {
            ByteBuffer target = ByteBuffer.allocate(8).position(1).limit(7);
            assertThat(file.read(3, target)).isEqualTo(2);
            assertThat(target.position()).isEqualTo(3);
            assertThat(target.limit()).isEqualTo(7);
            assertThat(target.array()).containsExactly(0, 4, 5, 0, 0, 0, 0, 0);
            assertThat(file.read(5, target)).isZero();
            assertThat(file.read(1L << 40, target)).isZero();
            assertThat(file.read(0, ByteBuffer.allocate(0))).isZero();
            assertThatThrownBy(() -> file.read(-1, target)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.write(-1, target)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void writesExtendAndHolesAreZero() throws IOException {
        try (StoreFile file = create("a", 1)) {
            ByteBuffer source = ByteBuffer.wrap(new byte[] {9, 7, 8, 9}, 1, 2);
            file.write(9_000, source);
            assertThat(source.position()).isEqualTo(3);
            assertThat(file.size()).isEqualTo(9_002);
            byte[] expected = new byte[9_002];
            expected[0] = 1;
            expected[9_000] = 7;
            expected[9_001] = 8;
            assertThat(content(file)).isEqualTo(expected);
            file.write(20_000, ByteBuffer.allocate(0));
            assertThat(file.size()).as("an empty write does not extend").isEqualTo(9_002);
        }
    }

    @Test
    void resizingCutsAndExtendsWithZeros() throws IOException {
        try (StoreFile file = create("a", 1, 2, 3)) {
            file.resize(2);
            assertThat(content(file)).containsExactly(1, 2);
            file.resize(4);
            assertThat(content(file)).containsExactly(1, 2, 0, 0);
            file.resize(10_000);
            assertThat(file.size()).isEqualTo(10_000);
            file.resize(0);
            assertThat(content(file)).isEmpty();
            file.resize(1);
            assertThat(content(file)).containsExactly(0);
        }
    }

    @Test
    void randomWritesAndResizesAreAsInAnArray() {
        Seeds.repeat(20, random -> {
            String name = "r" + random.nextLong();
            byte[] model = new byte[0];
            try (StoreFile file = create(name)) {
                for (int step = 0; step < 40; step++) {
                    model = step(random, file, model);
                }
                assertThat(content(file)).isEqualTo(model);
            }
            storage().delete(path(name));
        });
    }

    private static byte[] step(Random random, StoreFile file, byte[] model) throws IOException {
        if (random.nextInt(6) == 0) {
            int size = random.nextInt(20_000);
            file.resize(size);
            return Arrays.copyOf(model, size);
        }
        int position = random.nextInt(15_000);
        byte[] bytes = Seeds.bytes(random, 1 + random.nextInt(9_000));
        ByteBuffer source = random.nextBoolean()
                ? ByteBuffer.wrap(bytes)
                : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        file.write(position, source);
        byte[] after = Arrays.copyOf(model, Math.max(model.length, position + bytes.length));
        System.arraycopy(bytes, 0, after, position, bytes.length);
        return after;
    }

    @Test
    void openFilesSeeEachOthersWritesAtOnce() throws IOException {
        try (StoreFile writer = create("a", 1);
                StoreFile reader = storage().open(path("a"), Storage.Mode.READ)) {
            writer.write(1, bytes(2));
            assertThat(content(reader)).containsExactly(1, 2);
            assertThat(reader.identity())
                    .isEqualTo(writer.identity())
                    .isEqualTo(storage().identity(path("a")));
            assertThat(reader.identity().hashCode()).isEqualTo(writer.identity().hashCode());
        }
    }

    @Test
    void threadsWriteSideBySide() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (StoreFile file = create("a")) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int block = i;
                tasks.add(() -> {
                    byte[] bytes = new byte[777];
                    Arrays.fill(bytes, (byte) block);
                    file.write(block * 777L, ByteBuffer.wrap(bytes));
                    file.force();
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
            byte[] all = content(file);
            for (int i = 0; i < all.length; i++) {
                assertThat(all[i]).isEqualTo((byte) (i / 777));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedFileIsClosed() throws IOException {
        StoreFile file = create("a", 1);
        file.force();
        file.close();
        file.close();
        assertThatThrownBy(() -> file.read(0, bytes(0))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.write(0, bytes(0))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::force).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.resize(5)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void namesAreListedRenamedAndRemoved() throws IOException {
        assertThat(storage().list(directory())).isEmpty();
        create("b", 2).close();
        create("a", 1).close();
        assertThat(storage().list(directory())).containsExactly(path("a"), path("b"));
        Object b = storage().identity(path("b"));
        storage().rename(path("b"), path("a"));
        assertThat(storage().list(directory())).containsExactly(path("a"));
        assertThat(storage().identity(path("a"))).isEqualTo(b);
        assertThat(storage().identity(path("b"))).isNull();
        storage().forceDirectory(directory());
        storage().delete(path("a"));
        storage().delete(path("a"));
        assertThat(storage().list(directory())).isEmpty();
        assertThatThrownBy(() -> storage().canonical(path("a"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().rename(path("a"), path("b"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().lock(path("a"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void oneFileHasOneCanonicalName() throws IOException {
        create("a", 1).close();
        Path other =
                directory().resolve("x").resolve("..").resolve(".").resolve("a").normalize();
        assertThat(storage().canonical(other)).isEqualTo(storage().canonical(path("a")));
    }

    @Test
    void anOpenFileOutlivesItsName() throws IOException {
        try (StoreFile old = create("a", 1)) {
            storage().delete(path("a"));
            try (StoreFile fresh = create("a", 9)) {
                old.write(1, bytes(2));
                assertThat(content(old)).containsExactly(1, 2);
                assertThat(content(fresh)).containsExactly(9);
                assertThat(old.identity()).isNotEqualTo(fresh.identity());
            }
        }
    }

    @Test
    void locksBelongToTheirObjects() throws IOException {
        create("a", 1).close();
        create("b", 1).close();
        try (HostLock first = storage().lock(path("a"));
                HostLock second = storage().lock(path("a"));
                HostLock other = storage().lock(path("b"))) {
            assertThat(first.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(first.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(second.tryLock(HostLock.Mode.SHARED)).isFalse();
            assertThat(other.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            storage().open(path("a"), Storage.Mode.WRITE).close();
            assertThat(second.tryLock(HostLock.Mode.EXCLUSIVE))
                    .as("closing the file keeps the lock")
                    .isFalse();
            assertThat(first.tryLock(HostLock.Mode.SHARED)).isTrue();
            assertThat(second.tryLock(HostLock.Mode.SHARED)).isTrue();
            assertThat(first.tryLock(HostLock.Mode.EXCLUSIVE)).isFalse();
            first.unlock();
            assertThat(second.tryLock(HostLock.Mode.EXCLUSIVE)).isTrue();
            assertThat(first.holders()).isNotEmpty();
        }
        HostLock closed = storage().lock(path("a"));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.tryLock(HostLock.Mode.SHARED)).isInstanceOf(ClosedChannelException.class);
        try (HostLock again = storage().lock(path("a"))) {
            assertThat(again.tryLock(HostLock.Mode.EXCLUSIVE))
                    .as("a closed lock is free")
                    .isTrue();
        }
    }

    @Test
    void clocksDoNotRunBackwards() {
        long nanos = storage().nanoTime();
        assertThat(storage().nanoTime() - nanos).isNotNegative();
        assertThat(storage().now()).isNotNull();
    }
}
