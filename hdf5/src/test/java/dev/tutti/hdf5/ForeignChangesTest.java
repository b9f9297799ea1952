package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.shared.Seal;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.SimStorage;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other programs can do to a file of shared mode: it is noticed, said, and what was committed stays in the log. */
@Timeout(60)
class ForeignChangesTest {
    static final Path FILE = Path.of("/data/x.h5");

    @TempDir
    Path folder;

    static FileOptions shared(Storage storage) {
        return FileOptions.shared().storage(storage).threads(1);
    }

    static SimStorage made() {
        SimStorage storage = new SimStorage();
        make(storage, FILE);
        return storage;
    }

    private static void make(Storage storage, Path path) {
        make(storage, path, "x");
    }

    private static void make(Storage storage, Path path, String name) {
        try (H5File file =
                H5.create(path, FileOptions.exclusive().storage(storage).threads(1))) {
            file.put(name, new int[] {1, 2, 3});
        }
    }

    /** A file that all who had it open died from after one commit. */
    private static SimStorage left() {
        SimStorage storage = made();
        try (H5File file = H5.open(FILE, shared(storage))) {
            file.put("committed", 7);
            return storage.afterKill();
        }
    }

    private static List<Path> log(Storage storage) throws IOException {
        return storage.list(FILE.getParent()).stream()
                .filter(path -> path.getFileName().toString().startsWith("x.h5-wal."))
                .toList();
    }

    private static byte[] bytes(Storage storage, Path path) throws IOException {
        try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(0, all);
            return all.array();
        }
    }

    private static void copy(Storage storage, Path from, Path to) throws IOException {
        byte[] bytes = bytes(storage, from);
        try (StoreFile file = storage.open(to, Storage.Mode.CREATE_NEW)) {
            file.write(0, ByteBuffer.wrap(bytes));
        }
    }

    /** Opening is refused with these words, and nothing is touched. */
    static void assertRefused(Storage storage, String... words) throws IOException {
        List<Path> before = log(storage);
        List<byte[]> contents = new ArrayList<>();
        for (Path path : before) {
            contents.add(bytes(storage, path));
        }
        byte[] file = bytes(storage, FILE);
        assertThatThrownBy(() -> H5.open(FILE, shared(storage)))
                .isInstanceOf(H5CorruptException.class)
                .hasMessageContaining("x.h5")
                .hasMessageContainingAll(words);
        assertThat(log(storage)).isEqualTo(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(bytes(storage, before.get(i))).isEqualTo(contents.get(i));
        }
        assertThat(bytes(storage, FILE)).isEqualTo(file);
    }

    @Test
    void aFileThatWasCutOffIsRefusedAndItsLogStays() throws IOException {
        SimStorage storage = left();
        try (StoreFile file = storage.open(FILE, Storage.Mode.WRITE)) {
            file.resize(file.size() / 2);
        }
        assertRefused(storage, "cut it off", "expected", "found");
    }

    @Test
    void aSealedFileWithoutItsLogIsRefused() throws IOException {
        SimStorage storage = left();
        for (Path path : log(storage)) {
            storage.delete(path);
        }
        assertRefused(storage, "a log beside it", "copied or moved without its log", "--keep-main");
    }

    @Test
    void aPlainFileInPlaceOfASealedOneIsRefused() throws IOException {
        SimStorage storage = left();
        Path other = Path.of("/data/other.h5");
        make(storage, other, "y");
        storage.rename(other, FILE);
        assertRefused(storage, "no seal", "--keep-main", "--force-log");
    }

    /** Takes the seal off, and nothing else, as h5clear does. */
    private static void unseal(Storage storage) throws IOException {
        try (StoreFile file = storage.open(FILE, Storage.Mode.WRITE)) {
            Seal seal = Seal.read(file);
            file.write(seal.position(), seal.plain(seal.endOfFile()).bytes().duplicate());
        }
    }

    @Test
    void aSealThatWasOnlyTakenOffIsPutBackAndTheLogCounts() throws IOException {
        SimStorage storage = left();
        unseal(storage);
        SimStorage again;
        try (H5File file = H5.open(FILE, shared(storage))) {
            assertThat(file.dataset("x").i32()).containsExactly(1, 2, 3);
            assertThat(file.dataset("committed").read(int.class)).isEqualTo(7);
            file.put("after", 8);
            again = storage.afterKill();
        }
        unseal(again);
        try (H5File file = H5.open(FILE, shared(again))) {
            assertThat(file.dataset("after").read(int.class)).isEqualTo(8);
        }
        assertThat(log(again)).isEmpty();
        assertThat(H5.check(FILE, FileOptions.readOnly().storage(again).threads(1))
                        .problems())
                .isEmpty();
    }

    /** What a transaction changes is compared byte by byte with what it changed; what it has nothing to do with is not its matter. */
    @Test
    void whatAForeignProgramChangedWithoutTheSealIsFoundWhereTheLogChangesIt() throws IOException {
        SimStorage storage = made();
        SimStorage left;
        try (H5File file = H5.open(FILE, shared(storage))) {
            file.dataset("x").write(new int[] {4, 5, 6});
            file.put("committed", 7);
            left = storage.afterKill();
        }
        unseal(left);
        byte[] whole = bytes(left, FILE);
        int refused = 0;
        for (int at = 100; at < whole.length; at += 101) {
            SimStorage changed = left.afterKill();
            try (StoreFile file = changed.open(FILE, Storage.Mode.WRITE)) {
                file.write(at, ByteBuffer.wrap(new byte[] {(byte) (whole[at] ^ 1)}));
            }
            try (H5File file = H5.open(FILE, shared(changed))) {
                assertThat(file.dataset("x").i32()).as("byte %d", at).containsExactly(4, 5, 6);
                assertThat(file.dataset("committed").read(int.class)).isEqualTo(7);
            } catch (H5Exception e) {
                assertThat(e)
                        .extracting(H5Exception::getMessage, as(InstanceOfAssertFactories.STRING))
                        .containsAnyOf("no seal, and the", "damaged");
                refused += String.valueOf(e.getMessage()).contains("--keep-main") ? 1 : 0;
            }
        }
        assertThat(refused).isPositive();
        try (StoreFile file = left.open(FILE, Storage.Mode.WRITE)) {
            file.write(file.size(), ByteBuffer.wrap(new byte[100])); // the end is not the log's matter
        }
        try (H5File file = H5.open(FILE, shared(left))) {
            assertThat(file.dataset("x").i32()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void theLogOfAnotherFileIsNotReplayed() throws IOException {
        SimStorage storage = left();
        Path other = Path.of("/data/other.h5");
        try (H5File file =
                H5.create(other, FileOptions.exclusive().storage(storage).threads(1))) {
            file.put("much", new double[50_000]);
        }
        SimStorage both;
        try (H5File file = H5.open(other, shared(storage))) {
            file.put("committed", 8);
            both = storage.afterKill();
        }
        for (Path path : log(both)) {
            both.delete(path);
        }
        copy(both, Path.of("/data/other.h5-wal.000000000001"), Path.of("/data/x.h5-wal.000000000001"));
        assertRefused(both, "the log belongs to another file");
    }

    @Test
    void aFlippedByteInWhatWasSecuredIsRefused() throws IOException {
        SimStorage storage = made();
        SimStorage after;
        try (H5File file = H5.open(FILE, shared(storage).durability(Durability.DURABLE))) {
            file.put("one", 1);
            assertThat(java.util.Objects.requireNonNull(
                                    ((SharedAccess) file.access()).file().attachedSession())
                            .checkpoint())
                    .isTrue();
            file.put("two", 2);
            file.put("three", 3);
            after = storage.afterKill();
        }
        byte[] whole = bytes(after, log(after).get(0));
        int refused = 0;
        int used = whole.length;
        while (whole[used - 1] == 0) { // room ahead
            used--;
        }
        for (int at = 4096; at < used; at += 41) {
            SimStorage flipped = after.afterKill();
            try (StoreFile file = flipped.open(log(flipped).get(0), Storage.Mode.WRITE)) {
                file.write(at, ByteBuffer.wrap(new byte[] {(byte) (whole[at] ^ 1)}));
            }
            try (H5File file = H5.open(FILE, shared(flipped))) {
                // what is not covered by any later barrier may end the log there; what is must not
                assertThat(file.contains("one")).as("byte %d", at).isTrue();
            } catch (H5CorruptException e) {
                assertThat(e).hasMessageContaining("x.h5-wal.").hasMessageContaining("log record");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aFileThatIsReplacedOrDeletedWhileOpenIsNoticedAndTheLogStays() throws Exception {
        for (boolean replaced : new boolean[] {true, false}) {
            Path path = folder.resolve("x" + replaced + ".h5");
            make(new dev.tutti.storage.NioStorage(), path);
            H5File file = H5.open(path, FileOptions.shared());
            file.put("committed", 7);
            if (replaced) {
                Path other = folder.resolve("other.h5");
                make(new dev.tutti.storage.NioStorage(), other);
                Files.move(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(path);
            }
            Thread.sleep(500); // the session looks ten times a second
            assertThatThrownBy(() -> file.put("late", 8))
                    .isInstanceOf(H5CorruptException.class)
                    .hasMessageContaining(replaced ? "put it in its place" : "deleted or moved")
                    .hasMessageContaining("tutti recover");
            assertThatThrownBy(file::close)
                    .as("who has only closed it hears of it, too")
                    .isInstanceOf(H5CorruptException.class);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(Path::toString)).anyMatch(name -> name.contains(path.getFileName() + "-wal."));
            }
        }
    }

    @Test
    void aFileThatIsMadeAnewWhileOpenIsNotOverwritten() throws Exception {
        Path path = folder.resolve("x.h5");
        Path other = folder.resolve("other.h5");
        make(new dev.tutti.storage.NioStorage(), path);
        make(new dev.tutti.storage.NioStorage(), other, "y");
        H5File file = H5.open(path, FileOptions.shared());
        file.put("committed", 7);
        byte[] wanted = Files.readAllBytes(other);
        Files.write(path, wanted); // as mode 'w' of the C library: the same file, cut off and written anew
        try {
            file.close(); // the session's own thread may have noticed before: then there is nothing left to do
        } catch (H5CorruptException e) {
            assertThat(e).hasMessageContaining("another program");
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(wanted);
        assertThatThrownBy(() -> H5.open(path)).hasMessageContaining("--force-log");
        Path kept = folder.resolve("kept.h5");
        H5.recover(path, kept, Counts.FILE);
        assertThat(H5.exists(kept, "y")).isTrue();
        assertThat(H5.exists(kept, "committed")).isFalse();
        Path backup = folder.resolve("backup.h5");
        RecoverReport report = H5.recoverInPlace(path, backup, Counts.FILE);
        assertThat(report.lost()).isNotEmpty();
        assertThat(H5.exists(path, "y")).isTrue();
        assertThat(Files.exists(folder.resolve("backup.h5-wal.000000000001"))).isTrue();
        assertThat(Files.exists(folder.resolve("x.h5-wal.000000000001"))).isFalse();
    }

    @Test
    void recoverLaysTheLogOverASealedFileThatWasLeft() throws Exception {
        Path path = folder.resolve("x.h5");
        SimStorage storage = left();
        for (Path from : storage.list(FILE.getParent())) {
            Files.write(folder.resolve(from.getFileName().toString()), bytes(storage, from));
        }
        byte[] before = Files.readAllBytes(path);
        SharedStatus status = H5.shared(path);
        assertThat(status.sealed()).isTrue();
        assertThat(status.left()).isTrue();
        assertThat(status.problem()).isEmpty();
        assertThat(status.logBytes()).isPositive();
        Path out = folder.resolve("out.h5");
        assertThat(H5.recover(path, out).lost()).isEmpty();
        assertThat(H5.read(out, "committed", int.class)).isEqualTo(7);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        Path main = folder.resolve("main.h5");
        H5.recover(path, main, Counts.FILE);
        assertThat(H5.exists(main, "x")).isTrue();
        assertThat(H5.exists(main, "committed")).isFalse();
        Path forced = folder.resolve("forced.h5");
        H5.recover(path, forced, Counts.LOG);
        assertThat(H5.read(forced, "committed", int.class)).isEqualTo(7);
    }

    @Test
    void aNetworkFileSystemAndHardLinksAreRefusedBeforeAnythingIsMade() throws IOException {
        SimStorage network = made();
        network.setFileStoreType("nfs");
        SimStorage linked = made();
        linked.setLinkCount(FILE, 2);
        for (SimStorage storage : List.of(network, linked)) {
            byte[] before = bytes(storage, FILE);
            try (H5File file = H5.open(FILE, shared(storage))) {
                assertThat(file.dataset("x").i32()).containsExactly(1, 2, 3);
                assertThatThrownBy(() -> file.put("new", 1))
                        .isInstanceOf(H5UnsupportedException.class)
                        .hasMessageContaining(storage == network ? "'nfs'" : "hard links");
            }
            assertThat(bytes(storage, FILE)).isEqualTo(before);
            assertThat(storage.list(FILE.getParent())).containsExactly(FILE);
        }
    }

    /** Nothing may be written. */
    private static final class ReadOnly extends WrappedStorage {
        ReadOnly(Storage below) {
            super(below);
        }

        @Override
        public StoreFile open(Path path, Storage.Mode mode) throws IOException {
            if (mode != Storage.Mode.READ) {
                throw new AccessDeniedException(path.toString());
            }
            return super.open(path, mode);
        }

        @Override
        protected StoreFile wrap(Path path, Storage.Mode mode, StoreFile file) {
            return file;
        }
    }

    @Test
    void whoMayNotWriteReadsAPlainFileAndIsToldWhyNotASealedOne() throws IOException {
        SimStorage plain = made();
        try (H5File file = H5.open(FILE, shared(new ReadOnly(plain)))) {
            assertThat(file.dataset("x").i32()).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> file.put("new", 1))
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("may not write");
        }
        assertThat(plain.list(FILE.getParent())).containsExactly(FILE);
        SimStorage left = left();
        List<Path> before = left.list(FILE.getParent());
        assertThatThrownBy(() -> H5.open(FILE, shared(new ReadOnly(left))))
                .isInstanceOf(H5Exception.class)
                .hasMessageContaining("may not write")
                .hasMessageContaining("sealed")
                .hasMessageContaining("readOnly()");
        try (H5File file =
                H5.open(FILE, FileOptions.readOnly().storage(new ReadOnly(left)).threads(1))) {
            assertThat(file.dataset("committed").read(int.class)).isEqualTo(7);
        }
        assertThat(left.list(FILE.getParent())).isEqualTo(before);
    }

    @Test
    void aFullDiskFailsTheCommitAndLosesNothing() {
        for (int n = 1; ; n++) {
            SimStorage storage = made();
            FaultStorage faulty = new FaultStorage(storage);
            faulty.plan(FaultStorage.Fault.NO_SPACE, n, FaultStorage.Times.ONCE);
            int committed = 0;
            try (H5File file = H5.open(FILE, shared(faulty))) {
                for (int i = 0; i < 3; i++) {
                    file.put("a" + i, i);
                    committed++;
                }
            } catch (H5Exception e) {
                assertThat(e).hasMessageContaining("x.h5");
            }
            try (H5File file = H5.open(FILE, shared(storage))) {
                for (int i = 0; i < committed; i++) {
                    assertThat(file.dataset("a" + i).read(int.class)).isEqualTo(i);
                }
                file.put("after", 1);
            }
            assertThat(H5.check(FILE, FileOptions.readOnly().storage(storage).threads(1))
                            .problems())
                    .isEmpty();
            if (!faulty.wasMet()) {
                return;
            }
        }
    }
}
