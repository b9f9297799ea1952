package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.wal.Session;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.errors.H5Exception;
import dev.tutti.storage.Storage;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.FaultStorage.Fault;
import dev.tutti.testkit.store.FaultStorage.Times;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The n-th call of a process in shared mode fails, for every n: an API call succeeds or throws one of Tutti's exceptions that names the file; the state is the
 * one before it or the one after it, for the process itself, for another one, and for whoever opens the file later; the session goes on, or says that it
 * cannot; all that was acknowledged is there; when all have closed the file it is plain and sound, with nothing beside it.
 */
@Timeout(600)
class SharedFaultTest {
    private static final Path FILE = Path.of("/data/x.h5");

    /** In `./verify` every so many of the calls fail, beginning with one by chance; each of them with -Plong. */
    private static final int STRIDE = Seeds.isLong() ? 1 : 7;

    private static final SessionSettings SETTINGS = new SessionSettings(
            Duration.ofMillis(50),
            dev.tutti.engine.wal.Durability.CONSISTENT,
            1 << 15,
            1 << 14,
            1L << 30,
            Duration.ofMillis(1),
            Duration.ZERO);

    /** A process that opens the file when it needs it. */
    private static final class Program {
        final Storage storage;

        @Nullable
        H5File file;

        Program(Storage storage) {
            this.storage = storage;
        }

        H5File file() {
            H5File known = file;
            if (known == null) {
                FileOptions options =
                        FileOptions.shared().storage(storage).threads(1).lockTimeout(SETTINGS.lockTimeout());
                known = new H5File(
                        new SharedAccess(SharedFile.open(FILE, options.settings(), SETTINGS), Durability.CONSISTENT),
                        FILE);
                file = known;
            }
            return known;
        }

        SharedFile shared() {
            return ((SharedAccess) file().access()).file();
        }

        void close() {
            H5File known = file;
            file = null;
            if (known != null) {
                known.close();
            }
        }
    }

    private interface Step {
        void run(Program program) throws IOException;
    }

    private static List<Step> script() {
        List<Step> steps = new ArrayList<>();
        steps.add(p -> p.file()
                .create("made")
                .type(DType.I32)
                .shape(0, 3)
                .maxShape(H5.UNLIMITED, 3)
                .chunk(4, 3)
                .deflate(1)
                .create());
        steps.add(p -> p.file().dataset("grow").append(new double[] {1, 2, 3}));
        steps.add(SharedFaultTest::durable);
        steps.add(p -> p.file().dataset("fixed").write(Slice.of("1"), 7));
        steps.add(p -> p.file().attrs().set("note", "an attribute"));
        steps.add(SharedFaultTest::checkpoint);
        steps.add(p -> p.file().update(Durability.DURABLE, tx -> tx.put("big", new double[20_000])));
        steps.add(p -> {
            try (H5File pinned = p.file().snapshot()) {
                assertThat(pinned.dataset("big").shape()).containsExactly(20_000);
            }
        });
        steps.add(p -> p.file().update(tx -> {
            tx.delete("old/name");
            tx.move("fixed", "new/deep/fixed");
            tx.put("words", new String[] {"one", "two"});
        }));
        steps.add(SharedFaultTest::idle);
        steps.add(p -> p.file().delete("big"));
        steps.add(p -> p.file().put("again", new double[9_000]));
        steps.add(Program::close);
        steps.add(p -> p.file().dataset("grow").resize(4));
        steps.add(SharedFaultTest::checkpoint);
        steps.add(p -> p.file().group("new").attrs().set("note", "second session"));
        steps.add(Program::close);
        return steps;
    }

    private static void durable(Program program) {
        try (Transaction tx = program.file().begin()) {
            tx.dataset("grow").append(new double[] {4, 5, 6, 7, 8, 9, 10});
            tx.attrs().set("count", 10);
            tx.createGroup("new/deep");
            tx.dataset("made").append(new int[][] {{1, 2, 3}, {4, 5, 6}});
            tx.commit(Durability.DURABLE);
        }
    }

    private static void checkpoint(Program program) throws IOException {
        Session session = program.shared().attachedSession();
        if (session != null) {
            session.checkpoint();
        }
    }

    /** What its own thread does from time to time, until the file is plain. */
    private static void idle(Program program) {
        for (int i = 0; i < 3; i++) {
            program.storage.pause(2_000_000);
            if (program.shared().attachedSession() != null) {
                program.shared().tick();
            }
        }
    }

    private static SimStorage made() {
        SimStorage storage = new SimStorage();
        try (H5File file =
                H5.create(FILE, FileOptions.exclusive().storage(storage).threads(1))) {
            file.create("grow")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(8)
                    .create();
            file.put("fixed", new int[] {1, 2, 3});
            file.put("old/name", "text");
        }
        return storage;
    }

    private static String describe(H5File file) {
        StringBuilder text = new StringBuilder();
        file.walk().forEach(node -> {
            if (node.path().startsWith("/extra")) {
                return; // the neighbour's
            }
            text.append(node.path()).append(node.attrs().toMap());
            if (node instanceof Dataset dataset) {
                text.append(dataset.type())
                        .append(Arrays.toString(dataset.shape()))
                        .append(Arrays.deepHashCode(new Object[] {dataset.read()}));
            }
            text.append('\n');
        });
        return text.toString();
    }

    /** One run with one fault. */
    private static final class Run {
        final String name;
        final List<Step> steps = script();
        final List<String> states;
        final SimStorage host = made();
        final FaultStorage faulty = new FaultStorage(host);
        final Program program = new Program(faulty);
        final @Nullable Program neighbour;
        int notes;

        Run(String name, List<String> states, boolean beside) {
            this.name = name;
            this.states = states;
            this.neighbour = beside ? new Program(host.newProcess("neighbour")) : null;
        }

        void run() throws IOException {
            note();
            for (int done = 0; done < steps.size(); ) {
                try {
                    steps.get(done).run(program);
                    done++;
                } catch (H5Exception e) {
                    assertThat(e.getMessage()).as(name).contains("x.h5");
                    done = afterFailure(done, e);
                } catch (IOException e) {
                    done = afterFailure(done, e); // the engine below the API
                }
            }
            faulty.heal();
            note();
            program.close(); // a failed close is followed by a look
            if (neighbour != null) {
                assertThat(describe(neighbour.file())).as(name).isEqualTo(states.get(steps.size()));
                neighbour.close();
            }
            check();
        }

        /** Returns with which step to go on. */
        private int afterFailure(int step, Exception cause) {
            boolean lasting = faulty.wasMet() && lasts;
            if (lasting) {
                quietly(() -> program.file().put("nothing", 1)); // must come to an end, whatever it says
                assertThat(program.file == null || !program.file.access().isClosed())
                        .as(name)
                        .isTrue();
                faulty.heal();
            }
            String now = null;
            try {
                now = describe(program.file());
            } catch (H5Exception e) {
                assertThat(e.getMessage()).as(name).contains("x.h5");
                quietly(program::close);
                now = describe(program.file());
            }
            if (lasting && program.file().contains("nothing")) {
                program.file().delete("nothing");
                now = describe(program.file());
            }
            int found = states.subList(step, step + 2).lastIndexOf(now);
            if (found < 0) {
                throw new AssertionError(
                        name + ": after step " + step + " failed the file is neither as before nor as after:\n" + now,
                        cause);
            }
            if (neighbour == null) {
                idle(program);
                Session session = program.shared().attachedSession();
                if (session != null && !lasting) {
                    try {
                        assertThat(session.checkpoint())
                                .as(name + ": no snapshot is left open")
                                .isTrue();
                    } catch (IOException e) {
                        program.close(); // it says that it is broken
                    }
                }
            }
            note();
            return step + found;
        }

        private boolean lasts;

        private static void quietly(Runnable work) {
            try {
                work.run();
            } catch (H5Exception e) {
                assertThat(e.getMessage()).contains("x.h5");
            }
        }

        /** The neighbour goes on, whatever happened to the other one. */
        private void note() {
            if (neighbour != null) {
                neighbour.file().put("extra" + notes++, notes);
            }
        }

        private void check() throws IOException {
            SimStorage last = host.newProcess("last");
            Program judge = new Program(last);
            assertThat(describe(judge.file())).as(name).isEqualTo(states.get(steps.size()));
            judge.file().dataset("grow").append(new double[] {99});
            judge.close();
            assertThat(last.list(FILE.getParent())).as(name).containsExactly(FILE);
            FileOptions reading = FileOptions.readOnly().storage(last).threads(1);
            assertThat(H5.check(FILE, reading).problems()).as(name).isEmpty();
            try (H5File file = H5.open(FILE, reading)) {
                assertThat(file.dataset("grow").f64()).as(name).endsWith(99);
                for (int i = 0; i < notes; i++) {
                    assertThat(file.dataset("extra" + i).read(Integer.class))
                            .as(name)
                            .isEqualTo(i + 1);
                }
            }
        }
    }

    private static List<String> states() throws IOException {
        Program program = new Program(made());
        List<String> states = new ArrayList<>();
        states.add(describe(program.file()));
        for (Step step : script()) {
            step.run(program);
            states.add(describe(program.file()));
        }
        program.close();
        return states;
    }

    @ParameterizedTest
    @CsvSource({
        "IO_ERROR, ONCE, ALONE",
        "IO_ERROR, ONCE, BESIDE",
        "IO_ERROR, FOR_EVER, ALONE",
        "NO_SPACE, ONCE, BESIDE",
        "NO_SPACE, FOR_EVER, ALONE",
        "SHORT_WRITE, ONCE, ALONE",
        "SHORT_WRITE, ONCE, BESIDE",
        "FORCE_FAILURE, ONCE, ALONE",
        "FORCE_FAILURE, FOR_EVER, BESIDE"
    })
    void everyCallFails(Fault fault, Times times, String company) {
        Seeds.once(random -> sweep(fault, times, company.equals("BESIDE"), random));
    }

    private static void sweep(Fault fault, Times times, boolean beside, Random random) throws IOException {
        List<String> states = states();
        int from = 1 + random.nextInt(STRIDE);
        for (int n = from; ; n += STRIDE) {
            Run run = new Run(fault + " " + times + " at call " + n, states, beside);
            run.lasts = times == Times.FOR_EVER;
            run.faulty.plan(fault, n, times);
            try {
                run.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(run.name + ": " + e, e);
            }
            if (!run.faulty.wasMet()) {
                assertThat(n).isGreaterThan(STRIDE);
                break;
            }
        }
    }
}
