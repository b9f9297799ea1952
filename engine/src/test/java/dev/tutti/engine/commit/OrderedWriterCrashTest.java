package dev.tutti.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.SimStorage;
import dev.tutti.testkit.store.TraceStorage;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Blocks of all lengths lie side by side in a file, each filled with the number of the commit that wrote it. So any kill state tells which commit each
 * block is of, and whether it was torn.
 */
class OrderedWriterCrashTest {
    private static final Path FILE = Path.of("/live.h5");
    private static final Path JOURNAL = Path.of("/live.h5-swj");
    private static final int PAGE = 4096;

    private record Block(long position, int length) {
        boolean crosses() {
            return position / PAGE != (position + length - 1) / PAGE;
        }

        BlockImage image(int commit) {
            byte[] bytes = new byte[length];
            java.util.Arrays.fill(bytes, (byte) commit);
            return new BlockImage(position, ByteBuffer.wrap(bytes));
        }
    }

    private static List<Block> layout(Random random) {
        List<Block> blocks = new ArrayList<>();
        long position = 0;
        for (int i = 0; i < 10; i++) {
            int length = (int) Seeds.between(random, 1, random.nextInt(3) == 0 ? 14_000 : 900);
            position += random.nextInt(3000);
            blocks.add(new Block(position, length));
            position += length;
        }
        return blocks;
    }

    private static ChangeSet change(List<Block> ordered, int commit) {
        return new ChangeSet(
                0,
                List.of(),
                List.of(),
                ordered.stream().map(block -> block.image(commit)).toList(),
                List.of());
    }

    private static StoreFile open(Storage storage, Path path) throws IOException {
        return storage.open(path, storage.exists(path) ? Storage.Mode.WRITE : Storage.Mode.CREATE_NEW);
    }

    /** The commit that wrote all bytes of a block. */
    private static int commitOf(StoreFile file, Block block) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(block.length);
        file.read(block.position, bytes);
        for (int i = 1; i < bytes.position(); i++) {
            if (bytes.get(i) != bytes.get(0)) { // millions of bytes: an assertion for each takes a minute
                fail("byte " + i + " of torn " + block + ": " + bytes.get(i) + " behind " + bytes.get(0));
            }
        }
        return bytes.position() == 0 ? 0 : bytes.get(0);
    }

    private static void replay(StoreFile file, StoreFile journal) throws IOException {
        for (BlockImage image : SideJournal.replay(journal, file)) {
            file.write(image.position(), image.bytes());
        }
    }

    @Test
    void everyKillLeavesAPrefixOfTheOrderAndNoTornBlock() {
        Seeds.repeat(5, random -> {
            List<Block> blocks = layout(random);
            SimStorage sim = new SimStorage();
            List<List<Block>> orders = new ArrayList<>();
            try (StoreFile file = open(sim, FILE);
                    StoreFile journal = open(sim, JOURNAL)) {
                file.resize(200_000);
                OrderedWriter writer = new OrderedWriter(file, new SideJournal(journal, 0));
                sim.startTrace();
                for (int commit = 1; commit <= 8; commit++) {
                    List<Block> order = new ArrayList<>(blocks);
                    java.util.Collections.shuffle(order, random);
                    order = order.subList(0, random.nextInt(order.size() + 1));
                    orders.add(order);
                    writer.write(change(order, commit));
                    sim.mark(commit);
                }
            }
            CrashStates.kill(sim, state -> judge(state, blocks, orders));
        });
    }

    private static void judge(CrashStates.State state, List<Block> blocks, List<List<Block>> orders)
            throws IOException {
        int acknowledged = state.lastMark(Integer.class, 0);
        try (StoreFile file = open(state.storage(), FILE);
                StoreFile journal = open(state.storage(), JOURNAL)) {
            replay(file, journal);
            List<Block> next = acknowledged < orders.size() ? orders.get(acknowledged) : List.of();
            int done = 0;
            while (done < next.size() && commitOf(file, next.get(done)) == acknowledged + 1) {
                done++;
            }
            for (Block block : blocks) {
                int at = next.indexOf(block);
                int expected = 0;
                for (int commit = 1; commit <= acknowledged; commit++) {
                    expected = orders.get(commit - 1).contains(block) ? commit : expected;
                }
                expected = at >= 0 && at < done ? acknowledged + 1 : expected;
                assertThat(commitOf(file, block))
                        .as(block + ", at " + at + " of the order, done " + done)
                        .isEqualTo(expected);
            }
            List<Integer> before = new ArrayList<>();
            for (Block block : blocks) {
                before.add(commitOf(file, block));
            }
            replay(file, journal);
            for (int i = 0; i < blocks.size(); i++) {
                assertThat(commitOf(file, blocks.get(i))).isEqualTo(before.get(i));
            }
        }
    }

    /** Fails the n-th write after some of its pages, and the next one as well. */
    private static final class FailingFile extends WrappedStorage.File {
        private int left = -1;

        FailingFile(StoreFile below) {
            super(below);
        }

        void failAt(int n) {
            left = n;
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            left--;
            if (left == 0 || left == -1) {
                long end = (position + source.remaining() / 2) / PAGE * PAGE;
                int length = (int) Math.max(0, end - position);
                super.write(position, source.duplicate().limit(source.position() + length));
                throw new IOException("Input/output error (injected)");
            }
            super.write(position, source);
        }
    }

    /** A write fails half way; a kill in any later commit finds every block that can be torn whole. */
    @Test
    void aFailedWriteThatTearsABlockIsMendedBeforeItsBatchIsOverwritten() {
        Seeds.repeat(2, random -> {
            List<Block> blocks = layout(random);
            List<Block> other = blocks.subList(0, 1 + random.nextInt(blocks.size()));
            for (int n = 1; n <= blocks.size(); n++) {
                SimStorage sim = new SimStorage();
                try (FailingFile file = new FailingFile(open(sim, FILE));
                        StoreFile journal = open(sim, JOURNAL)) {
                    file.resize(200_000);
                    OrderedWriter writer = new OrderedWriter(file, new SideJournal(journal, 0));
                    writer.write(change(blocks, 1));
                    file.failAt(n);
                    assertThatThrownBy(() -> writer.write(change(blocks, 2))).isInstanceOf(IOException.class);
                    sim.startTrace();
                    writer.write(change(other, 3));
                }
                CrashStates.kill(sim, state -> {
                    try (StoreFile file = open(state.storage(), FILE);
                            StoreFile journal = open(state.storage(), JOURNAL)) {
                        replay(file, journal);
                        for (Block block : blocks) {
                            assertThat(commitOf(file, block)).isBetween(1, 3);
                        }
                    }
                });
            }
        });
    }

    @Test
    void inPlaceComesAfterFreshAndAfterTheJournal() {
        Seeds.repeat(40, random -> {
            List<Block> blocks = layout(random);
            List<Block> fresh = blocks.subList(0, 5);
            List<Block> ordered = blocks.subList(5, 10);
            Block announcement = new Block(300_000, 100);
            Block record = new Block(304_096, 100);
            TraceStorage trace = new TraceStorage(new SimStorage());
            try (StoreFile file = open(trace, FILE);
                    StoreFile journal = open(trace, JOURNAL)) {
                OrderedWriter writer = new OrderedWriter(file, new SideJournal(journal, 0));
                trace.clear();
                writer.write(new ChangeSet(
                        250_000,
                        fresh.stream().map(block -> block.image(1)).toList(),
                        List.of(announcement.image(1)),
                        ordered.stream().map(block -> block.image(1)).toList(),
                        List.of(record.image(1))));
            }
            List<TraceStorage.Call> calls = trace.calls();
            assertThat(calls.get(0).kind()).isEqualTo(TraceStorage.Kind.RESIZE);
            int announced = first(calls, FILE, announcement);
            int journalled = announced;
            if (ordered.stream().anyMatch(Block::crosses)) {
                journalled = first(calls, JOURNAL, new Block(SideJournal.START, 1));
            }
            for (Block block : fresh) {
                assertThat(last(calls, FILE, block)).isLessThan(announced);
            }
            int before = Math.max(announced, journalled);
            assertThat(announced).isLessThanOrEqualTo(journalled);
            for (Block block : ordered) {
                assertThat(first(calls, FILE, block)).isGreaterThan(before);
                before = first(calls, FILE, block);
            }
            assertThat(first(calls, FILE, record)).isGreaterThan(before);
        });
    }

    private static int first(List<TraceStorage.Call> calls, Path path, Block block) {
        for (int i = 0; i < calls.size(); i++) {
            if (touches(calls.get(i), path, block)) {
                return i;
            }
        }
        throw new AssertionError(block + " was not written");
    }

    private static int last(List<TraceStorage.Call> calls, Path path, Block block) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (touches(calls.get(i), path, block)) {
                return i;
            }
        }
        throw new AssertionError(block + " was not written");
    }

    private static boolean touches(TraceStorage.Call call, Path path, Block block) {
        return call.path().equals(path) && call.touches(block.position, block.position + block.length);
    }

    @Test
    void aJournalThatCannotBeWrittenLeavesTheBlocksAlone() throws IOException {
        SimStorage sim = new SimStorage();
        FaultStorage faulty = new FaultStorage(sim);
        Block torn = new Block(4000, 200);
        try (StoreFile file = open(sim, FILE);
                StoreFile journal = open(faulty, JOURNAL)) {
            file.resize(10_000);
            OrderedWriter writer = new OrderedWriter(file, new SideJournal(journal, 0));
            faulty.plan(FaultStorage.Fault.NO_SPACE, 1, FaultStorage.Times.FOR_EVER);
            assertThat(torn.crosses()).isTrue();
            assertThatThrownBy(() -> writer.write(change(List.of(torn), 1))).isInstanceOf(IOException.class);
            assertThat(commitOf(file, torn)).isZero();
            faulty.heal();
            writer.write(change(List.of(torn), 2));
            assertThat(commitOf(file, torn)).isEqualTo(2);
        }
    }

    @Test
    void aFileThatOthersChangedMeanwhileIsLeftAlone() throws IOException {
        SimStorage sim = new SimStorage();
        Block torn = new Block(4000, 5000);
        Block whole = new Block(20_000, 10);
        try (StoreFile file = open(sim, FILE);
                StoreFile journal = open(sim, JOURNAL)) {
            file.resize(30_000);
            BlockImage image = torn.image(7);
            new SideJournal(journal, 0).append(List.of(whole.image(7), image), file);
            assertThat(SideJournal.replay(journal, file))
                    .as("all old: nothing to repeat")
                    .isEmpty();
            file.write(torn.position, image.bytes().duplicate().limit(96 + PAGE));
            assertThat(SideJournal.replay(journal, file)).hasSize(2);
            file.write(whole.position, ByteBuffer.wrap(new byte[] {1}));
            assertThat(SideJournal.replay(journal, file))
                    .as("changed by others")
                    .isEmpty();
        }
    }

    @Test
    void randomBytesInTheJournalAreNoBatch() {
        Seeds.repeat(100, random -> {
            SimStorage sim = new SimStorage();
            try (StoreFile file = open(sim, FILE);
                    StoreFile journal = open(sim, JOURNAL)) {
                SideJournal kept = new SideJournal(journal, 0);
                kept.append(List.of(new Block(10, 5000).image(1), new Block(9000, 3).image(1)), file);
                assertThat(SideJournal.newestBatch(journal)).hasSize(2);
                long at = SideJournal.START + random.nextInt((int) (journal.size() - SideJournal.START));
                ByteBuffer one = ByteBuffer.allocate(1);
                journal.read(at, one);
                one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8)))).flip();
                journal.write(at, one);
                assertThat(SideJournal.newestBatch(journal)).isEmpty();
                journal.resize(SideJournal.START + random.nextInt(4000));
                assertThat(SideJournal.newestBatch(journal)).isEmpty();
                kept.clear();
                assertThat(SideJournal.newestBatch(journal)).isEmpty();
            }
        });
    }
}
