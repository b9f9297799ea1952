package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that append to one table: nothing that was acknowledged is lost, nothing comes twice, and kills leave a sound table. */
class TablesProcessIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final boolean LONG = Seeds.isLong();

    /** Writers in each process that is killed. */
    private static final int WRITERS = 3;

    @TempDir
    Path folder;

    record Mark(int writer, int number) {}

    private @Nullable ClassArchive classes;

    /** A process with a main class of these tests. */
    ChildJvm child(Class<?> main) {
        return ChildJvm.of(main);
    }

    /** How many processes append at the same time, case by case. */
    int[] processes() {
        return LONG ? new int[] {2, 4, 8, 12} : new int[] {3};
    }

    int kills() {
        return LONG ? 80 : 3;
    }

    /** Where processes are many, their starts would take most of the time. */
    @BeforeEach
    void archive() throws Exception {
        if (!LONG) {
            return;
        }
        Path place = Files.createDirectory(folder.resolve("trial"));
        try (Tables tables = TestPlace.at(place)) {
            tables.create("t", Mark.class);
        }
        ChildJvm trial = child(AppendMain.class).args(place, "t", 0, 1, 5);
        classes = ClassArchive.of(Files.createDirectory(folder.resolve("classes")), trial);
    }

    private ChildProcess writers(String table, int first, int number, int rows) throws IOException {
        ChildJvm jvm = child(AppendMain.class).heap("128m").args(folder, table, first, number, rows);
        return (classes == null ? jvm : jvm.archive(classes)).start();
    }

    private static List<Mark> marks(Table table) {
        return table.scan().as(Mark.class).toList();
    }

    @Test
    void nothingIsLostAndNothingComesTwice() throws Exception {
        for (int processes : processes()) {
            int rows = LONG ? 50 : 15;
            try (Tables tables = TestPlace.at(folder)) {
                Table table = tables.create("t" + processes, Mark.class);
                List<ChildProcess> writers = new ArrayList<>();
                try {
                    for (int i = 0; i < processes; i++) {
                        writers.add(writers("t" + processes, i, 1, rows));
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

    /**
     * Rows of a stream, in far less memory than all of them would take: in the long run some gigabytes of them in two row groups of 128 MiB, one for each thread, and what it takes to
     * fill and to write them.
     */
    @Test
    void streamsNeedNoMemoryForAllTheirRows() throws Exception {
        int rows = LONG ? 25_000_000 : 250_000;
        ChildJvm jvm = child(StreamMain.class).heap(LONG ? "400m" : "48m").args(folder, "stream", rows);
        try (ChildProcess process = jvm.start()) {
            process.awaitLine("rows " + rows, LIMIT);
            process.awaitSuccess(LIMIT);
        }
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.load("stream");
            assertThat(table.snapshots()).hasSize(1);
            assertThat(table.scan().where("id = 77").as(StreamMain.Sample.class).toList())
                    .containsExactly(StreamMain.Sample.of(77));
        }
    }

    private static Set<Mark> acknowledged(List<ChildProcess> processes) {
        Set<Mark> acknowledged = new HashSet<>();
        for (ChildProcess process : processes) {
            for (ChildProcess.Line line : process.lines()) {
                String[] words = line.text().split(" ");
                if (words.length == 3 && words[0].equals("ack")) {
                    acknowledged.add(new Mark(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
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
        int kills = kills();
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Mark.class);
            List<ChildProcess> writers = new ArrayList<>();
            try {
                for (int i = 0; i < kills; i++) {
                    // One more than are killed is at work, so that there is always somebody in the way.
                    while (writers.size() < i + 2) {
                        writers.add(writers("t", writers.size() * WRITERS, WRITERS, -1));
                    }
                    int writer = i * WRITERS + random.nextInt(WRITERS);
                    writers.get(i).awaitLine("ack " + writer + " " + random.nextInt(3), LIMIT);
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
                    .isBetween(0, writers.size() * WRITERS);
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
