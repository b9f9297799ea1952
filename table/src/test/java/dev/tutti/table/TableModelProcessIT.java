package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that do random things to one table and are killed in the middle: all that they have said of it is true ({@link TableTale}). */
class TableModelProcessIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int KILLS = Seeds.isLong() ? 40 : 3;
    private static final int BESIDE = Seeds.isLong() ? 4 : 3;
    private static final int MOST = 20_000;

    @TempDir
    Path folder;

    @Test
    void whatKilledProcessesSayIsTrue() {
        Seeds.once(this::killed);
    }

    private void killed(Random random) throws Exception {
        long seed = random.nextLong();
        List<String> said = new ArrayList<>();
        List<ChildProcess> clients = new ArrayList<>();
        try (Tables tables = Tables.at(folder, TableClient.OPTIONS)) {
            Table table = TableModelTest.create(tables, seed, random.nextBoolean(), said);
            try {
                for (int i = 0; i < KILLS; i++) {
                    while (clients.size() < Math.min(KILLS, i + BESIDE)) {
                        clients.add(ChildJvm.of(TableClient.class)
                                .args(folder, seed, clients.size() + 1, MOST)
                                .start());
                    }
                    ChildProcess next = clients.get(i);
                    next.awaitLine(line -> line.startsWith("end "), LIMIT);
                    Thread.sleep(random.nextInt(400));
                    next.kill();
                }
            } finally {
                clients.forEach(ChildProcess::close);
            }
            for (ChildProcess client : clients) {
                client.lines().forEach(line -> said.add(line.text()));
            }
            assertThat(TableTale.demandTrue(seed, said, table)).isGreaterThan(KILLS);
        }
    }
}
