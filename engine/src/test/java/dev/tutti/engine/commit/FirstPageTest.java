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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A header and a record in the first page of a file, with other blocks around and between them. */
class FirstPageTest {
    private static final Path FILE = Path.of("/live.h5");
    private static final Path JOURNAL = Path.of("/live.h5-swj");
    private static final int PAGE = 4096;
    private static final int HEADER = 200;
    private static final int BLOCK = 100;

    private static StoreFile open(Storage storage, Path path) throws IOException {
        return storage.open(path, storage.exists(path) ? Storage.Mode.WRITE : Storage.Mode.CREATE_NEW);
    }

    private static BlockImage image(long position, int value) {
        byte[] bytes = new byte[BLOCK];
        Arrays.fill(bytes, (byte) value);
        return new BlockImage(position, ByteBuffer.wrap(bytes));
    }

    private static int slot(int commit) {
        return commit % 2 == 0 ? 512 : 2304;
    }

    private static ChangeSet publish(int commit, List<BlockImage> fresh, List<BlockImage> before) {
        return new ChangeSet(0, fresh, before, List.of(image(HEADER, commit)), List.of(image(slot(commit), commit)));
    }

    private static byte[] page(StoreFile file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        file.read(0, page);
        return page.array();
    }

    /** Whatever is written there, by a publish or past it, and whichever write fails: each byte is the one that was written last. */
    @Test
    void everyByteIsTheOneThatWasWrittenLast() {
        Seeds.repeat(60, random -> {
            SimStorage sim = new SimStorage();
            FaultStorage faulty = new FaultStorage(sim);
            byte[] expected = new byte[PAGE];
            random.nextBytes(expected);
            try (StoreFile file = open(faulty, FILE);
                    StoreFile journal = open(sim, JOURNAL)) {
                file.write(0, ByteBuffer.wrap(expected.clone()));
                OrderedWriter writer = new OrderedWriter(file, new SideJournal(journal, 0));
                for (int commit = 1; commit <= 40; commit++) {
                    ChangeSet changes =
                            publish(commit, between(random, commit, 50, 1500), between(random, commit + 50, 350, 3000));
                    byte[] wanted = expected.clone();
                    for (List<BlockImage> images :
                            List.of(changes.fresh(), changes.before(), changes.ordered(), changes.after())) {
                        images.forEach(image -> Arrays.fill(
                                wanted,
                                (int) image.position(),
                                (int) image.position() + BLOCK,
                                image.bytes().get(0)));
                    }
                    boolean fails = random.nextInt(3) == 0;
                    if (fails) {
                        faulty.plan(
                                random.nextBoolean() ? FaultStorage.Fault.NO_SPACE : FaultStorage.Fault.SHORT_WRITE,
                                1,
                                FaultStorage.Times.FOR_EVER);
                        assertThatThrownBy(() -> writer.write(changes)).isInstanceOf(IOException.class);
                        faulty.heal();
                    } else {
                        writer.write(changes);
                    }
                    byte[] found = page(file);
                    for (int i = 0; i < PAGE; i++) {
                        if (found[i] != wanted[i] && !(fails && found[i] == expected[i])) {
                            fail("commit " + commit + ", byte " + i + ": " + found[i]);
                        }
                    }
                    expected = found; // behind a write that failed, some of its bytes
                }
            }
        });
    }

    /** Blocks in front of the header, between it and the slots, and behind them; often none. */
    private static List<BlockImage> between(Random random, int value, int here, int orThere) {
        return random.nextInt(3) > 0 ? List.of() : List.of(image(random.nextBoolean() ? here : orThere, value));
    }

    @Test
    void headerAndRecordComeInOneWriteAndAKillLeavesBothOrNeither() throws IOException {
        SimStorage sim = new SimStorage();
        TraceStorage trace = new TraceStorage(sim);
        try (StoreFile file = open(trace, FILE);
                StoreFile journal = open(sim, JOURNAL)) {
            file.resize(PAGE);
            OrderedWriter writer = new OrderedWriter(file, new SideJournal(journal, 0));
            writer.write(publish(1, List.of(), List.of()));
            writer.write(publish(2, List.of(), List.of()));
            trace.clear();
            sim.startTrace();
            writer.write(publish(3, List.of(), List.of()));
            writer.write(publish(4, List.of(), List.of()));
        }
        assertThat(trace.calls())
                .filteredOn(call -> call.kind() == TraceStorage.Kind.WRITE)
                .hasSize(2);
        CrashStates.kill(sim, state -> {
            try (StoreFile file = open(state.storage(), FILE)) {
                byte[] page = page(file);
                int header = page[HEADER];
                assertThat(page[slot(header)]).isEqualTo((byte) header);
                assertThat(page[slot(header + 1)]).isEqualTo((byte) (header - 1));
                assertThat(header).isBetween(2, 4);
            }
        });
    }
}
