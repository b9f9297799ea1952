package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.StagedTransaction.Discipline;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.ReaderEpochs;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.Widths;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.FaultStorage.Fault;
import dev.tutti.testkit.store.FaultStorage.Times;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations and commits, with the n-th call to the disk failing, for every n. Whatever fails: the transaction shows what was staged, an operation that
 * was undone has left nothing, and once the disk works again a commit brings everything to the file.
 */
final class StagedTransactionFaultTest {
    private static final Path PATH = Path.of("/cells");
    private static final int STEPS = 40;

    @ParameterizedTest
    @EnumSource(names = {"EXCLUSIVE", "LIVE"})
    void theNthCallFails(Discipline discipline) {
        Seeds.repeat(1, random -> {
            long seed = random.nextLong();
            for (Fault fault : new Fault[] {Fault.IO_ERROR, Fault.NO_SPACE, Fault.SHORT_WRITE}) {
                for (Times times : Times.values()) {
                    boolean met = true;
                    int n = 1;
                    for (; met; n++) {
                        met = session(seed, discipline, fault, n, times);
                    }
                    assertThat(n).as("calls that %s can strike", fault).isGreaterThan(10);
                }
            }
        });
    }

    private static boolean session(long seed, Discipline discipline, Fault fault, int n, Times times)
            throws IOException {
        SimStorage disk = new SimStorage();
        FaultStorage faulty = new FaultStorage(disk);
        try (StoreFile file = faulty.open(PATH, Storage.Mode.CREATE_NEW)) {
            Session session = new Session(file, discipline, new Random(seed));
            faulty.plan(fault, n, times);
            for (int i = 0; i < STEPS; i++) {
                session.step();
            }
            boolean met = faulty.wasMet();
            faulty.heal();
            session.commit();
            assertThat(session.tx.isEmpty() || session.onlyDead()).isTrue();
            session.check(new FileView(new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO), file.size()));
            return met;
        }
    }

    /** A transaction beside a model of what it should show. */
    private static final class Session {
        private final Random random;
        private final FreeSpace space = new FreeSpace(0);
        private final StagedTransaction tx;
        private TreeMap<Long, Cell> cells = new TreeMap<>();
        private TreeMap<Long, byte[]> raw = new TreeMap<>();
        private long number;
        private int released;

        Session(StoreFile file, Discipline discipline, Random random) {
            this.random = random;
            BlockReader reader = new BlockReader(file, 0, Widths.EIGHT, Duration.ZERO);
            tx = new StagedTransaction(
                    new FileView(reader, 0), new OrderedWriter(file, null), space, new ReaderEpochs(), discipline);
        }

        void step() {
            int what = random.nextInt(10);
            try {
                if (what < 2) {
                    commit();
                } else {
                    operation(what < 4);
                }
                check(tx);
            } catch (H5Exception e) {
                assertThat(e).hasMessageContaining("injected");
            }
        }

        void commit() {
            tx.commit(space.end(), List.of(), List.of());
        }

        private void operation(boolean undone) {
            TreeMap<Long, Cell> cellsBefore = new TreeMap<>(cells);
            TreeMap<Long, byte[]> rawBefore = new TreeMap<>();
            raw.forEach((address, bytes) -> rawBefore.put(address, bytes.clone()));
            tx.beginOperation();
            for (int i = random.nextInt(6); i >= 0; i--) {
                change();
            }
            if (undone) {
                tx.undoOperation();
                cells = cellsBefore;
                raw = rawBefore;
            } else {
                tx.endOperation();
            }
        }

        private void change() {
            int what = cells.isEmpty() ? 0 : random.nextInt(6);
            List<Long> addresses = new ArrayList<>(cells.keySet());
            if (what < 2) {
                Cell cell = new Cell(Cell.SHORTEST + random.nextInt(300), ++number);
                long address = tx.allocate(cell.length(), Placement.METADATA);
                stage(address, cell);
            } else if (what < 4) {
                long address = addresses.get(random.nextInt(addresses.size()));
                stage(address, new Cell(cells.get(address).length(), ++number));
            } else if (what == 4) {
                long address = addresses.get(random.nextInt(addresses.size()));
                tx.release(address, cells.remove(address).length());
                released++;
            } else {
                rawChange();
            }
        }

        private void stage(long address, Cell cell) {
            Rank[] ranks = {Rank.INDEX_LEAF, Rank.OBJECT_HEADER};
            tx.stage(address, cell, Cell.CODEC, ranks[random.nextInt(2)]);
            cells.put(address, cell);
        }

        private void rawChange() {
            byte[] bytes = new byte[64];
            long address = raw.isEmpty() || random.nextBoolean()
                    ? tx.allocate(bytes.length, Placement.RAW)
                    : new ArrayList<>(raw.keySet()).get(random.nextInt(raw.size()));
            byte[] whole = raw.computeIfAbsent(address, a -> new byte[bytes.length]);
            int from = whole[0] == 0 ? 0 : random.nextInt(bytes.length);
            byte[] part = new byte[bytes.length - from];
            random.nextBytes(part);
            part[0] |= 1;
            tx.stageRaw(address + from, part);
            System.arraycopy(part, 0, whole, from, part.length);
        }

        /** Everything as the model has it. */
        void check(MetaView view) {
            cells.forEach((address, cell) -> assertThat(view.load(address, Cell.CODEC))
                    .as("cell at %d", address)
                    .isEqualTo(cell));
            for (Map.Entry<Long, byte[]> entry : raw.entrySet()) {
                byte[] found = new byte[entry.getValue().length];
                view.read(entry.getKey(), ByteBuffer.wrap(found));
                assertThat(found).as("raw bytes at %d", entry.getKey()).isEqualTo(entry.getValue());
            }
        }

        /** Blocks that were given back and may not be written any more stay until their space is used again. */
        boolean onlyDead() {
            return released > 0;
        }
    }
}
