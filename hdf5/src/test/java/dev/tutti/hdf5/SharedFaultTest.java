package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.wal.Session;
import dev.tutti.errors.H5Exception;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.FaultStorage.Fault;
import dev.tutti.testkit.store.FaultStorage.Times;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
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
    /** In `./verify` every so many of the calls fail, beginning with one by chance; each of them with -Plong. */
    private static final int STRIDE = Seeds.isLong() ? 1 : 7;

    /** One run with one fault. */
    private static final class Run {
        final String name;
        final List<SharedScript.Step> steps = SharedScript.steps();
        final List<String> states;
        final SimStorage host = SharedScript.made();
        final FaultStorage faulty = new FaultStorage(host);
        final SharedScript.Program program = new SharedScript.Program(faulty);
        final SharedScript.@Nullable Program neighbour;
        int notes;

        Run(String name, List<String> states, boolean beside) {
            this.name = name;
            this.states = states;
            this.neighbour = beside ? new SharedScript.Program(host.newProcess("neighbour")) : null;
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
                assertThat(SharedScript.describe(neighbour.file())).as(name).isEqualTo(states.get(steps.size()));
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
                now = SharedScript.describe(program.file());
            } catch (H5Exception e) {
                assertThat(e.getMessage()).as(name).contains("x.h5");
                quietly(program::close);
                now = SharedScript.describe(program.file());
            }
            if (lasting && program.file().contains("nothing")) {
                program.file().delete("nothing");
                now = SharedScript.describe(program.file());
            }
            int found = states.subList(step, step + 2).lastIndexOf(now);
            if (found < 0) {
                throw new AssertionError(
                        name + ": after step " + step + " failed the file is neither as before nor as after:\n" + now,
                        cause);
            }
            if (neighbour == null) {
                SharedScript.idle(program);
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
            SharedScript.Program judge = new SharedScript.Program(last);
            assertThat(SharedScript.describe(judge.file())).as(name).isEqualTo(states.get(steps.size()));
            judge.file().dataset("grow").append(new double[] {99});
            judge.close();
            assertThat(last.list(SharedScript.FILE.getParent())).as(name).containsExactly(SharedScript.FILE);
            FileOptions reading = FileOptions.readOnly().storage(last).threads(1);
            assertThat(H5.check(SharedScript.FILE, reading).problems()).as(name).isEmpty();
            try (H5File file = H5.open(SharedScript.FILE, reading)) {
                assertThat(file.dataset("grow").f64()).as(name).endsWith(99);
                for (int i = 0; i < notes; i++) {
                    assertThat(file.dataset("extra" + i).read(Integer.class))
                            .as(name)
                            .isEqualTo(i + 1);
                }
            }
        }
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
        List<String> states = SharedScript.states();
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
