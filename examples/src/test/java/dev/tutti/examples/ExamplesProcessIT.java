package dev.tutti.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.ClassArchive;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The examples as they are run by hand; h5py reads what they leave. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ExamplesProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    /** What a JVM itself says: that it has found options in its environment, or, from Java 24 on, that native code is loaded. */
    private static final Pattern JVM = Pattern.compile("NOTE: Picked up JDK_JAVA_OPTIONS.*|WARNING: .*");

    @TempDir
    Path folder;

    @TempDir
    static Path archived;

    private static @Nullable ClassArchive archive;

    /** Loads what the examples load, for the archive of their classes. */
    static final class Trial {
        private Trial() {}

        public static void main(String[] args) throws Exception {
            EverydayCalls.main(new String[] {args[0] + ".h5"});
            try (Tables tables = Tables.at(Path.of(args[0]))) {
                Table table = tables.create("log", TableLeader.Entry.class);
                table.append("first", List.of(new TableLeader.Entry(0, 0)));
                table.follow().next(Duration.ZERO).ifPresent(news -> news.rows()
                        .as(TableLeader.Entry.class)
                        .toList());
            }
        }
    }

    @BeforeAll
    static void archiveClasses() throws Exception {
        archive =
                ClassArchive.of(archived, ChildJvm.of(Trial.class).heap("128m").args(archived.resolve("trial")));
    }

    /** They start some fifty JVMs, all of them with the archive. */
    private static ChildJvm jvm(Class<?> program) {
        return ChildJvm.of(program)
                .heap("128m")
                .archive(Objects.requireNonNull(archive))
                .family();
    }

    private static boolean ofProgram(String line) {
        return !line.isBlank() && !JVM.matcher(line).matches();
    }

    private static List<String> run(Class<?> program, Object... args) throws IOException, InterruptedException {
        try (ChildProcess child = jvm(program).args(args).start()) {
            child.awaitSuccess(LIMIT);
            return child.lines().stream()
                    .map(ChildProcess.Line::text)
                    .filter(ExamplesProcessIT::ofProgram)
                    .collect(Collectors.toList());
        }
    }

    private static void holds(Path file, String... claims) throws IOException {
        StringBuilder script = new StringBuilder("import sys, h5py\nf = h5py.File(sys.argv[1], 'r')\n");
        for (String claim : claims) {
            script.append("assert ").append(claim).append('\n');
        }
        Tools.python(script.toString(), file).success();
    }

    @Test
    void threadsWriteDatasetsOfTheirOwn() throws Exception {
        Path file = folder.resolve("threads.h5");
        List<String> lines = run(WriteFromThreads.class, file, 24);
        assertThat(lines).startsWith("thread_data/").endsWith("24 datasets").contains("├── 7 <f64 × 1>");
        assertThat(H5.list(file, "thread_data")).hasSize(24);
        for (int i = 0; i < 24; i++) {
            assertThat(H5.read(file, "thread_data/" + i)).isEqualTo(new double[] {i});
        }
        assertThat(H5.check(file).problems()).isEmpty();
        holds(
                file,
                "all(f['thread_data/%d' % i][()].tolist() == [i] for i in range(24))",
                "len(f['thread_data']) == 24");
    }

    @Test
    void processesWriteDatasetsOfTheirOwn() throws Exception {
        Path file = folder.resolve("processes.h5");
        List<String> lines = run(WriteFromProcesses.class, file, 3, 8);
        List<String> names = H5.list(file, "process_data");
        assertThat(names).hasSize(8).allMatch(name -> name.matches("\\d+_[1-8]"));
        assertThat(lines).contains("process_data").contains("process_data/" + names.get(0));
        Set<String> processes = new HashSet<>();
        for (String name : names) {
            processes.add(name.substring(0, name.indexOf('_')));
            assertThat(Arrays.stream(H5.read(file, "process_data/" + name, double[].class))
                            .boxed())
                    .hasSize(5)
                    .allMatch(value -> value >= 0 && value < 1);
        }
        assertThat(processes).hasSize(3);
        assertThat(H5.check(file).problems()).isEmpty();
        holds(
                file,
                "sorted(int(n.split('_')[1]) for n in f['process_data']) == list(range(1, 9))",
                "all(d.shape == (5,) and d.dtype == 'f8' and ((d[()] >= 0) & (d[()] < 1)).all() for d in f['process_data'].values())");
    }

    @Test
    void manyWorkersReadAndOverwrite() throws Exception {
        Path file = folder.resolve("workers.h5");
        List<String> lines = run(ManyWorkers.class, file, 8, 60, 20);
        assertThat(lines).contains("worker 0 has written", "worker 7 has read");
        isAlone(file);
        holds(
                file,
                "len(f['testgrp']) == 8",
                "all((f['testgrp/dataset%d' % i][:50] == i).all() for i in (0, 4))",
                "all((d[50:] < 1).all() for d in f['testgrp'].values())");
    }

    @Test
    void workersDieAndNothingIsLeftBehind() throws Exception {
        Path file = folder.resolve("die.h5");
        List<String> lines = run(WorkersThatDie.class, file, 16);
        assertThat(lines.get(lines.size() - 1)).startsWith("16 workers, 2 died");
        isAlone(file);
        holds(
                file,
                "sorted(f['written'][()].tolist()) == [4, 7, 10, 13]",
                "f['written'].attrs['count'] == 4",
                "f.attrs['checked'] == 1");
    }

    @Test
    void everydayCalls() throws Exception {
        Path file = folder.resolve("calls.h5");
        assertThat(run(EverydayCalls.class, file)).contains("  testgrp");
        isAlone(file);
        holds(
                file,
                "f['testgrp/dataset'].attrs['bla'] == 3 and f['testgrp/dataset'].attrs['blu'] == 'asasdfsa'",
                "f['testgrp'].attrs['bla'] == 3",
                "sorted(f['a/b']) == ['g1', 'g2', 'g3']",
                "f['resizable'].shape == (40, 20)");
    }

    /** Nothing stands beside it, and it is sound. */
    private void isAlone(Path file) throws IOException {
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactly(file);
        }
        assertThat(H5.check(file).problems()).isEmpty();
    }

    @Test
    void aSurveyIsRecordedWatchedAndArchived() throws Exception {
        Path file = folder.resolve("field.h5");
        Path archive = folder.resolve("archive.h5");
        try (ChildProcess pipeline =
                        jvm(SurveyPipeline.class).args(file, archive, 500).start();
                ChildProcess monitor = jvm(MonitorSurvey.class).args(file, 2).start()) {
            List<String> recorded = run(RecordSurvey.class, file, 2);
            assertThat(recorded.toString()).contains("samples=500");
            pipeline.awaitSuccess(LIMIT);
            monitor.awaitSuccess(LIMIT);
            assertThat(pipeline.report()).contains("ex: 500 samples archived, 500 in range");
            assertThat(monitor.lines()).anyMatch(line -> ofProgram(line.text()));
        }
        assertThat(H5.check(file).problems()).isEmpty();
        assertThat(H5.check(archive).problems()).isEmpty();
        holds(
                archive,
                "all(len(f['/Experiment/Surveys/archive/Stations/MT001/run_001/' + c]) == 500 for c in ('ex', 'ey', 'hx', 'hy', 'hz'))",
                "len(f['/Experiment/channel_summary']) == 5");
    }

    @Test
    void readersReportRunsAndChannelsThatAreAddedWhileTheFileIsLive() throws Exception {
        Path file = folder.resolve("concurrent.h5");
        List<String> lines = run(SurveyReaders.class, file, 3, 6, 100);
        assertThat(lines)
                .contains("readers ended with [0, 0, 0]")
                .contains(
                        "reader 0: 6 runs, 8 channels", "reader 1: 6 runs, 8 channels", "reader 2: 6 runs, 8 channels")
                .contains("writer: run_006 added");
        assertThat(lines.stream().filter(line -> line.startsWith("reader ")))
                .allMatch(line -> line.matches("reader \\d: (\\d) runs, (\\d) channels")
                        && line.charAt(line.indexOf(" channels") - 1) - line.charAt(line.indexOf(" runs") - 1) == 2);
        isAlone(file);
        holds(
                file,
                "len(f['/Experiment/channel_summary']) == 8",
                "len(f['/Experiment/Surveys/live_survey/Stations/MT001/run_001/hx']) == 600",
                "len(f['/Experiment/Surveys/live_survey/Stations/MT001/run_006/ex']) == 100");
    }

    @Test
    void oneProcessLeadsAndOthersGoOn() throws Exception {
        List<String> lines = run(TableLeader.class, folder.resolve("tables"), 3, 4);
        assertThat(lines).anyMatch(line -> line.startsWith("processes ended with") && line.contains("137"));
        // Two entries of the one that was killed, and four of each of the others.
        assertThat(lines.stream().filter(line -> line.startsWith("entry ")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "entry " + i).toList());
    }

    @Test
    void partitionsAreChangedSideBySide() throws Exception {
        List<String> lines = run(TablePartitions.class, folder.resolve("tables"), 3, 2);
        assertThat(lines)
                .contains("processes ended with [0, 0, 0]", "region 0: 200.0", "region 1: 200.0", "region 2: 200.0")
                .filteredOn(line -> line.contains("commits"))
                .hasSize(3)
                .allMatch(line -> line.endsWith(": 3 commits, 0 conflicts"));
    }
}
