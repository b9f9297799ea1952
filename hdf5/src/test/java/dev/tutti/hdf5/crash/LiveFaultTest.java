package dev.tutti.hdf5.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.crash.LiveScript.Version;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.FaultStorage.Fault;
import dev.tutti.testkit.store.FaultStorage.Times;
import dev.tutti.testkit.store.SimStorage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The n-th call of a live session fails, for every n: the error is one of Tutti's, what was published before is whole, the writer can go on or be
 * closed, and the next writer goes on from there.
 */
class LiveFaultTest {
    @ParameterizedTest
    @CsvSource({"IO_ERROR, ONCE", "NO_SPACE, ONCE", "NO_SPACE, FOR_EVER", "SHORT_WRITE, ONCE"})
    void everyCallFailsOnce(Fault fault, Times times) {
        for (int n = 1; ; n++) {
            SimStorage sim = new SimStorage();
            FaultStorage faulty = new FaultStorage(sim);
            List<Version> versions = new ArrayList<>();
            LiveScript script = new LiveScript(LiveScript.open(faulty), versions);
            script.dataset("a", 4)
                    .filtered("b", 5)
                    .append("a", 30)
                    .append("b", 40)
                    .publish();
            faulty.plan(fault, n, times);
            int acknowledged = 0;
            try {
                script.append("a", 9).append("b", 11);
                script.publish();
                acknowledged = 1;
                script.group("g")
                        .dataset("g/c", 2)
                        .append("g/c", 5)
                        .append("a", 1)
                        .overwrite("b", 3);
                script.publish();
                acknowledged = 2;
            } catch (H5Exception e) {
                assertThat(e.getMessage()).as("says what failed").contains("live.h5");
            }
            int reached = acknowledged;
            check(n + ": while it is open", sim, versions, reached);
            boolean met = faulty.wasMet();
            faulty.heal();
            try {
                script.close();
            } catch (H5Exception e) {
                throw new AssertionError(n + ": a close after the cause is gone", e);
            }
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.readOnly(sim))) {
                assertThat(LiveScript.check(file, versions, versions.size() - 1))
                        .as(n + ": everything that the writer was given is there after its close")
                        .isEqualTo(versions.size() - 1);
            }
            LiveScript.goOn(sim, versions, versions.size() - 1);
            if (!met) {
                break;
            }
        }
    }

    /** The disk stays full; the close fails too, and still another writer may go on. */
    @ParameterizedTest
    @CsvSource({"NO_SPACE", "IO_ERROR"})
    void aWriterThatCannotEvenCloseLeavesThePublished(Fault fault) {
        for (int n = 1; ; n++) {
            SimStorage sim = new SimStorage();
            FaultStorage faulty = new FaultStorage(sim);
            List<Version> versions = new ArrayList<>();
            LiveWriter writer = LiveScript.open(faulty);
            LiveScript script = new LiveScript(writer, versions);
            script.dataset("a", 4)
                    .filtered("b", 5)
                    .append("a", 30)
                    .append("b", 40)
                    .publish();
            faulty.plan(fault, n, Times.FOR_EVER);
            int acknowledged = 0;
            try {
                script.append("a", 9).append("b", 11);
                script.publish();
                acknowledged = 1;
                script.close();
                acknowledged = 2;
            } catch (H5Exception e) {
                try {
                    writer.close();
                } catch (H5Exception again) {
                    assertThat(again.getMessage()).contains("live.h5");
                }
            }
            int found = check(n + ": after a failed close", sim, versions, acknowledged);
            LiveScript.goOn(sim, versions, found);
            if (!faulty.wasMet()) {
                break;
            }
        }
    }

    private static int check(String when, SimStorage sim, List<Version> versions, int acknowledged) {
        try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(sim))) {
            return LiveScript.check(file, versions, Math.min(acknowledged, versions.size() - 1));
        } catch (AssertionError | H5Exception e) {
            throw new AssertionError(when + ": " + e.getMessage(), e);
        }
    }
}
