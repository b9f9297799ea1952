package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.wal.Session;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.storage.Storage;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Every crash of a session in shared mode: at each write, torn at every page, and after a power cut with any of the unsecured writes. What is found then
 * is one of the committed states (G1), none that was acknowledged is missing (G5), and the structure is sound.
 */
class SharedCrashTest {
    private static final Path FILE = Path.of("/data/x.h5");

    private static final String LATEST = "latest";
    private static final String EARLIEST = "earliest";

    /** Files that keep what is free from one program to the next, without and with pages. */
    private static final String KEPT = "kept";

    private static final String PAGED = "paged";

    /** In `./verify` every so many of the states that a power cut can leave are looked at; all of them with -Plong. */
    private static final int STRIDE = Seeds.isLong() ? 1 : 23;

    private static final long LONG_SEGMENTS = 16L << 20;

    /** So short that almost every commit begins a new one, and each checkpoint deletes some. */
    private static final long SHORT_SEGMENTS = 512;

    private static FileOptions shared(Storage storage) {
        return FileOptions.shared().storage(storage).threads(1);
    }

    /** What a session commits, state by state. */
    private static final class Script {
        final SimStorage storage = new SimStorage();
        final List<String> states = new ArrayList<>();
        final Durability durability;
        final SessionSettings settings;

        Script(Durability durability, long segmentBytes, String compat) {
            this.durability = durability;
            this.settings = new SessionSettings(
                    Duration.ofSeconds(5),
                    durability.level(),
                    segmentBytes,
                    4L << 20,
                    1L << 30,
                    Duration.ofSeconds(2),
                    Duration.ZERO);
            FileOptions plain = FileOptions.exclusive().storage(storage).threads(1);
            FileOptions made =
                    switch (compat) {
                        case KEPT -> plain.fileSpace(FileSpace.AGGREGATED.kept());
                        case PAGED -> plain.fileSpace(FileSpace.PAGES.kept().pageSize(512));
                        default -> plain.compat(compat);
                    };
            try (H5File file = H5.create(FILE, made)) {
                file.create("grow")
                        .type(DType.F64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(8)
                        .create();
                file.put("fixed", new int[] {1, 2, 3});
                file.put("old/name", "text");
            }
            storage.startTrace();
        }

        private interface Step {
            void run(H5File file) throws IOException;
        }

        void step(H5File file, Step step) throws IOException {
            step.run(file);
            states.add(describe(file));
            storage.mark(states.size());
        }

        void run() throws IOException {
            try (H5File file = open()) {
                states.add(describe(file));
                storage.mark(1);
                step(file, f -> f.dataset("grow").append(new double[] {1, 2, 3}));
                step(
                        file,
                        f -> f.update(tx -> {
                            tx.dataset("grow").append(new double[] {4, 5, 6, 7, 8, 9, 10});
                            tx.attrs().set("count", 10);
                            tx.createGroup("new/deep");
                        }));
                step(file, f -> f.dataset("fixed").write(Slice.of("1"), 7));
                checkpoint(file);
                step(file, f -> f.put("big", new double[20_000]));
                step(
                        file,
                        f -> f.update(tx -> {
                            tx.delete("old/name");
                            tx.move("fixed", "new/deep/fixed");
                            tx.put("words", new String[] {"one", "two"});
                        }));
                checkpoint(file);
                step(file, f -> f.delete("big"));
                step(file, f -> f.dataset("grow").resize(4));
            }
            try (H5File file = open()) {
                step(file, f -> f.put("again", new double[12_000]));
                step(file, f -> f.group("new").attrs().set("note", "second session"));
            }
        }

        private H5File open() {
            SharedFile file = SharedFile.open(FILE, shared(storage).settings(), settings);
            return new H5File(new SharedAccess(file, durability), FILE);
        }

        private static void checkpoint(H5File file) throws IOException {
            Session session =
                    Objects.requireNonNull(((SharedAccess) file.access()).file().attachedSession());
            assertThat(session.checkpoint()).isTrue();
        }
    }

    private static String describe(H5File file) {
        StringBuilder text = new StringBuilder();
        file.walk().forEach(node -> {
            text.append(node.path()).append(node.attrs().toMap());
            if (node instanceof Dataset dataset) {
                Object values = dataset.read();
                text.append(dataset.type())
                        .append(Arrays.toString(dataset.shape()))
                        .append(values.getClass().isArray() ? Values.text(values) + hash(values) : values);
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static int hash(Object values) {
        return Arrays.deepHashCode(new Object[] {values});
    }

    private static void look(Script script, CrashStates.State state, int least, int most) {
        int found;
        try (H5File file = H5.open(FILE, shared(state.storage()))) {
            String now = describe(file);
            found = script.states.lastIndexOf(now) + 1;
            assertThat(found).as("a committed state, not\n%s", now).isPositive();
            assertThat(found).isBetween(least, most);
            file.dataset("grow").append(new double[] {99});
        }
        CheckReport report =
                H5.check(FILE, FileOptions.readOnly().storage(state.storage()).threads(1));
        assertThat(report.problems()).isEmpty();
        try (H5File file =
                H5.open(FILE, FileOptions.readOnly().storage(state.storage()).threads(1))) {
            double[] values = file.dataset("grow").f64();
            assertThat(values[values.length - 1]).isEqualTo(99);
        }
        assertThat(state.storage().exists(FILE.resolveSibling("x.h5-shm"))).isFalse();
    }

    @Test
    void aKillLosesNothingThatWasCommitted() throws IOException {
        kill(LONG_SEGMENTS, LATEST);
    }

    @Test
    void aKillLosesNothingOfALogInManySegments() throws IOException {
        kill(SHORT_SEGMENTS, LATEST);
    }

    @Test
    void aKillLosesNothingOfAnOldFile() throws IOException {
        kill(LONG_SEGMENTS, EARLIEST);
    }

    @Test
    void aKillLosesNothingOfAFileThatKeepsFreeSpace() throws IOException {
        kill(LONG_SEGMENTS, KEPT);
        kill(LONG_SEGMENTS, PAGED);
    }

    private static void kill(long segmentBytes, String compat) throws IOException {
        Script script = new Script(Durability.CONSISTENT, segmentBytes, compat);
        script.run();
        int states = CrashStates.kill(script.storage, state -> {
            int last = state.lastMark(Integer.class, 1);
            look(script, state, last, last + 1);
        });
        assertThat(states).isGreaterThan(100);
    }

    @Test
    void aPowerCutLeavesOneOfTheCommittedStates() {
        Seeds.once(random -> powerCut(Durability.CONSISTENT, LONG_SEGMENTS, LATEST, random));
    }

    @Test
    void aPowerCutLosesNoDurableCommit() {
        Seeds.once(random -> powerCut(Durability.DURABLE, LONG_SEGMENTS, LATEST, random));
    }

    @Test
    void aPowerCutLeavesOneOfTheCommittedStatesOfALogInManySegments() {
        Seeds.once(random -> powerCut(Durability.CONSISTENT, SHORT_SEGMENTS, LATEST, random));
    }

    @Test
    void aPowerCutLosesNoDurableCommitOfALogInManySegments() {
        Seeds.once(random -> powerCut(Durability.DURABLE, SHORT_SEGMENTS, LATEST, random));
    }

    @Test
    void aPowerCutLosesNoDurableCommitOfAnOldFile() {
        Seeds.once(random -> powerCut(Durability.DURABLE, LONG_SEGMENTS, EARLIEST, random));
    }

    @Test
    void aPowerCutLosesNothingOfAFileThatKeepsFreeSpace() {
        Seeds.once(random -> powerCut(Durability.CONSISTENT, LONG_SEGMENTS, KEPT, random));
        Seeds.once(random -> powerCut(Durability.DURABLE, LONG_SEGMENTS, PAGED, random));
    }

    private static void powerCut(Durability durability, long segmentBytes, String compat, Random random)
            throws IOException {
        Script script = new Script(durability, segmentBytes, compat);
        script.run();
        boolean usual = segmentBytes == LONG_SEGMENTS && compat.equals(LATEST);
        int stride = usual || Seeds.isLong() ? STRIDE : STRIDE * 5;
        int[] count = {random.nextInt(stride)};
        CrashStates.powerCut(script.storage, random, state -> {
            if (count[0]++ % stride == 0) {
                int last = state.lastMark(Integer.class, 1);
                look(script, state, durability == Durability.DURABLE ? last : 1, last + 1);
            }
        });
        assertThat(count[0]).isGreaterThan(1000);
    }
}
