package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.StagedTransaction.Discipline;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.ReaderEpochs;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StagedTransactionTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Discipline.class)
    void aBlockThatIsGivenBackIsNotWritten(Discipline discipline) throws IOException {
        Path path = directory.resolve("file");
        try (StoreFile file = new NioStorage(FileLocking.ON).open(path, Storage.Mode.CREATE_NEW)) {
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO);
            StagedTransaction tx = new StagedTransaction(
                    new FileView(reader, 0),
                    new OrderedWriter(file, null),
                    new FreeSpace(0),
                    new ReaderEpochs(),
                    discipline);
            Superblock before = Superblock.create(3, 1000, 48);
            long address = tx.allocate(before.length(), Placement.METADATA);
            tx.stage(address, before, Superblock.codec(), Rank.OBJECT_HEADER);
            tx.commit(1000, List.of(), List.of());
            byte[] committed = Files.readAllBytes(path);

            tx.stage(address, before.withEndOfFile(2000), Superblock.codec(), Rank.OBJECT_HEADER);
            tx.release(address, before.length());
            tx.commit(1000, List.of(), List.of());

            assertThat(Files.readAllBytes(path)).isEqualTo(committed);
        }
    }

    /** What a damaged file says of its space may be no space at all. */
    @ParameterizedTest
    @EnumSource(Discipline.class)
    void whatIsNoSpaceOfTheFileIsNotGivenBack(Discipline discipline) throws IOException {
        Path path = directory.resolve("file");
        try (StoreFile file = new NioStorage(FileLocking.ON).open(path, Storage.Mode.CREATE_NEW)) {
            FreeSpace space = new FreeSpace(1000);
            StagedTransaction tx = new StagedTransaction(
                    new FileView(new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO), 1000),
                    new OrderedWriter(file, null),
                    space,
                    new ReaderEpochs(),
                    discipline);
            tx.beginOperation();
            tx.release(100, -200);
            tx.release(-1, 10);
            tx.release(10, Long.MAX_VALUE);
            tx.release(10, 0);
            tx.endOperation();
            tx.reclaim();
            assertThat(tx.freed()).isEmpty();
            assertThat(space.free()).isZero();
        }
    }

    /** Blocks that nothing points at yet go out before the commit once there are many; they stay part of the transaction. */
    @Test
    void manyFreshBlocksAreWrittenBeforeTheCommit() throws IOException {
        FaultStorage faulty = new FaultStorage(new SimStorage());
        Path path = Path.of("/cells");
        try (StoreFile file = faulty.open(path, Storage.Mode.CREATE_NEW)) {
            FreeSpace space = new FreeSpace(0);
            StagedTransaction tx = new StagedTransaction(
                    new FileView(new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO), 0),
                    new OrderedWriter(file, null),
                    space,
                    new ReaderEpochs(),
                    Discipline.LIVE);
            Map<Long, Cell> cells = new TreeMap<>();
            tx.beginOperation();
            while (cells.size() < 17_000) {
                Cell cell = new Cell(32, cells.size());
                long address = tx.allocate(cell.length(), Placement.METADATA);
                tx.stage(address, cell, Cell.CODEC, Rank.INDEX_LEAF);
                cells.put(address, cell);
            }
            assertThat(file.size()).as("an operation may still be undone").isZero();
            tx.endOperation();

            faulty.plan(FaultStorage.Fault.NO_SPACE, 1, FaultStorage.Times.FOR_EVER);
            assertThatThrownBy(tx::beginOperation).isInstanceOf(H5Exception.class);
            cells.forEach(
                    (address, cell) -> assertThat(tx.load(address, Cell.CODEC)).isSameAs(cell));
            faulty.heal();
            tx.beginOperation();
            assertThat(file.size()).isEqualTo(17_000L * 32);
            assertThat(tx.isEmpty()).as("what was written is not kept").isTrue();
            long again = cells.keySet().iterator().next();
            assertThat(tx.isFresh(again)).isTrue();
            cells.put(again, new Cell(32, -1));
            tx.stage(again, cells.get(again), Cell.CODEC, Rank.INDEX_LEAF);
            tx.endOperation();
            tx.commit(space.end(), List.of(), List.of());

            FileView committed = new FileView(new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO), space.end());
            cells.forEach((address, cell) ->
                    assertThat(committed.load(address, Cell.CODEC)).isEqualTo(cell));
        }
    }
}
