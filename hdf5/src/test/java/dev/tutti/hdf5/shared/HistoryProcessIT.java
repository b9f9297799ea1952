package dev.tutti.hdf5.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes with four threads each run random transactions over a few lists; what they saw is explained by the numbers of the versions that they read
 * and made, and by one order, which the clock agrees with.
 */
class HistoryProcessIT {
    private static final int PROCESSES = 4;
    private static final int TRANSACTIONS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    @Test
    void oneOrderExplainsWhatAllSaw() {
        Seeds.repeat(1, this::run);
    }

    private void run(Random random) throws Exception {
        Path folder = Files.createTempDirectory(directory, "history");
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            for (int key = 0; key < History.KEYS; key++) {
                file.create(History.name(key))
                        .type(DType.I64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(64)
                        .create();
            }
        }
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (int p = 0; p < PROCESSES; p++) {
                children.add(ChildJvm.of(HistoryMain.class)
                        .args(path, folder, p, TRANSACTIONS, random.nextLong())
                        .start());
            }
            for (ChildProcess child : children) {
                child.awaitLine("joined", LIMIT);
            }
            for (String order : List.of("run", "leave")) {
                for (ChildProcess child : children) {
                    child.send(order);
                }
                if (order.equals("run")) {
                    for (ChildProcess child : children) {
                        child.awaitLine("done", LIMIT);
                        assertThat(child.report()).doesNotContain("FAILED");
                    }
                }
            }
            for (ChildProcess child : children) {
                child.awaitSuccess(LIMIT);
            }
        } finally {
            children.forEach(ChildProcess::close);
        }
        List<History.Transaction> all = new ArrayList<>();
        for (int lane = 0; lane < PROCESSES * HistoryMain.THREADS; lane++) {
            all.addAll(History.of(folder.resolve("history-" + lane)));
        }
        assertThat(all).hasSize(PROCESSES * HistoryMain.THREADS * TRANSACTIONS);
        long[][] lists = new long[History.KEYS][];
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path)) {
            for (int key = 0; key < lists.length; key++) {
                lists[key] = file.dataset(History.name(key)).i64();
            }
        }
        History history = new History(all, lists);
        history.check();
        new VersionOrder(all, lists).check();
        System.out.printf("%d of %d transactions committed%n", history.committed(), all.size());
    }

    private static History.Transaction transaction(
            int lane, long begin, long end, long snapshot, long commit, History.Step... steps) {
        return new History.Transaction(lane, begin, end, snapshot, commit, true, List.of(steps));
    }

    private static History.Step read(int key, long... values) {
        return History.Step.read(key, values);
    }

    /** Two that each read what the other appends, and neither sees it: a lost order that the check has to find. */
    @Test
    void theCheckFindsWhatIsWrong() {
        History.Transaction first = transaction(0, 0, 10, 5, 6, read(0), History.Step.append(1, 1));
        History.Transaction second = transaction(1, 0, 10, 5, 7, read(1), History.Step.append(0, 2));
        long[][] lists = {{2}, {1}};
        assertThatThrownBy(() -> new History(List.of(first, second), lists).check())
                .hasMessageContaining("no order");
        assertThatThrownBy(() -> new History(List.of(first, second), new long[][] {{2}, {}}).check())
                .hasMessageContaining("lost");
        assertThatThrownBy(() -> new History(List.of(first), lists)).hasMessageContaining("is in list");
        History.Transaction late = transaction(2, 20, 30, 5, 5, read(1));
        assertThatThrownBy(() -> new History(List.of(first, late), new long[][] {{}, {1}}).check())
                .hasMessageContaining("no order");
        new History(List.of(first), new long[][] {{}, {1}}).check();
    }

    /** The same, and what only the numbers show. */
    @Test
    void theNumbersShowWhatIsWrong() {
        History.Transaction first = transaction(0, 0, 10, 5, 6, read(0), History.Step.append(0, 1));
        assertThatThrownBy(() -> order(new long[][] {{1, 2}}, first, transaction(1, 0, 10, 5, 7, read(0), append(2))))
                .hasMessageContaining("an update was lost");
        assertThatThrownBy(() -> order(new long[][] {{1}}, first, transaction(1, 0, 10, 6, 6, read(0))))
                .as("a snapshot without a commit that is not newer")
                .hasMessageContaining("not what list 0 was");
        assertThatThrownBy(() -> order(new long[][] {{1}}, first, transaction(1, 0, 10, 5, 5, read(0, 1))))
                .as("a snapshot with a commit that is newer")
                .hasMessageContaining("not what list 0 was");
        assertThatThrownBy(() -> order(new long[][] {{1}}, first, transaction(1, 11, 20, 5, 5, read(0))))
                .hasMessageContaining("too old");
        assertThatThrownBy(() -> order(new long[][] {{1}}, transaction(0, 0, 10, 6, 6, append(1))))
                .hasMessageContaining("not after its snapshot");
        assertThatThrownBy(() -> order(new long[][] {{1, 2}}, first, transaction(1, 0, 10, 5, 6, append(2))))
                .hasMessageContaining("one number");
        assertThatThrownBy(() -> order(new long[][] {{2, 1}}, first, transaction(1, 0, 10, 6, 7, append(2))))
                .hasMessageContaining("by their numbers");
        order(new long[][] {{1, 2}}, first, transaction(1, 11, 20, 6, 7, append(2), read(0, 1, 2)));
    }

    private static History.Step append(long value) {
        return History.Step.append(0, value);
    }

    private static void order(long[][] lists, History.Transaction... all) {
        new VersionOrder(List.of(all), lists).check();
    }
}
