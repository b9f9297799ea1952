package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that append to one table: nothing that was acknowledged is lost, nothing comes twice, and kills leave a sound table. */
class TablesProcessIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final boolean LONG = Seeds.isLong();

    @TempDir
    Path folder;

    record Mark(int writer, int number) {}

    private ChildProcess writer(String table, int number, int rows) throws IOException {
        return ChildJvm.of(AppendMain.class)
                .heap("128m")
                .args(folder, table, number, rows)
                .start();
    }

    private static List<Mark> marks(Table table) {
        return table.scan().as(Mark.class).toList();
    }

    @Test
    void nothingIsLostAndNothingComesTwice() throws Exception {
        for (int processes : LONG ? new int[] {2, 4, 8, 12} : new int[] {3}) {
            int rows = LONG ? 50 : 15;
            try (Tables tables = Tables.at(folder)) {
                Table table = tables.create("t" + processes, Mark.class);
                List<ChildProcess> writers = new ArrayList<>();
                try {
                    for (int i = 0; i < processes; i++) {
                        writers.add(writer("t" + processes, i, rows));
                    }
                    for (ChildProcess writer : writers) {
                        writer.awaitSuccess(LIMIT);
                    }
                } finally {
                    writers.forEach(ChildProcess::close);
                }
                List<Mark> marks = marks(table);
                assertThat(marks).doesNotHaveDuplicates().hasSize(processes * rows);
                assertThat(table.statistics().rows()).isEqualTo((long) processes * rows);
                assertThat(table.statistics().writers()).hasSize(processes);
            }
        }
    }

    private static Set<Mark> acknowledged(List<ChildProcess> writers) {
        Set<Mark> acknowledged = new HashSet<>();
        for (int i = 0; i < writers.size(); i++) {
            for (ChildProcess.Line line : writers.get(i).lines()) {
                if (line.text().startsWith("ack ")) {
                    acknowledged.add(new Mark(i, Integer.parseInt(line.text().substring(4))));
                }
            }
        }
        return acknowledged;
    }

    @Test
    void killsLoseNothingAndLeaveNothingBroken() {
        Seeds.once(this::killsLoseNothing);
    }

    private void killsLoseNothing(Random random) throws Exception {
        int kills = LONG ? 80 : 3;
        try (Tables tables = Tables.at(folder)) {
            Table table = tables.create("t", Mark.class);
            List<ChildProcess> writers = new ArrayList<>();
            try {
                for (int i = 0; i < kills; i++) {
                    // One more than are killed is at work, so that there is always somebody in the way.
                    while (writers.size() < i + 2) {
                        writers.add(writer("t", writers.size(), -1));
                    }
                    writers.get(i).awaitLine("ack " + random.nextInt(4), LIMIT);
                    Thread.sleep(random.nextInt(30));
                    writers.get(i).kill();
                }
                writers.get(kills).kill();
            } finally {
                writers.forEach(ChildProcess::close);
            }
            Set<Mark> acknowledged = acknowledged(writers);
            List<Mark> marks = marks(table);
            assertThat(marks).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(marks.size() - acknowledged.size())
                    .as("committed, and killed before they said so")
                    .isBetween(0, writers.size());
            table.append(List.of(new Mark(-1, 0)));
            assertThat(table.removeOrphans(Duration.ofSeconds(-5))).noneMatch(orphan -> table.view().files().stream()
                    .map(TableFile::location)
                    .collect(Collectors.toSet())
                    .contains(orphan));
            assertThat(marks(table)).hasSize(marks.size() + 1).containsAll(acknowledged);
            for (Snapshot snapshot : table.snapshots()) {
                assertThat(table.at(snapshot.id()).rowCount())
                        .isEqualTo(snapshot.rows().orElseThrow());
            }
        }
    }
}
