package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.StagedTransaction.Discipline;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.ReaderEpochs;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.FileLocking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
}
