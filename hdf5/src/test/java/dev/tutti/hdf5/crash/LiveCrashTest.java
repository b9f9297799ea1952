package dev.tutti.hdf5.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.commit.SideJournal;
import dev.tutti.engine.live.SessionFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.crash.LiveScript.Version;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.SimStorage;
import dev.tutti.testkit.store.TraceStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A live writer is killed at every write, and in it; what was published is there for readers, and the next writer goes on (L3). */
class LiveCrashTest {
    private static final int PAGE = 4096;

    /** The first element of an extensible array of chunks, as the C library shapes it, that lies in a page. */
    private static final int PAGED_FROM = 131_060;

    private static final int PAGE_OF_CHUNKS = 1024;

    @Test
    void everyKillOfASessionThatMakesAndGrowsManyThings() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        sim.startTrace();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.group("entry").dataset("entry/a", 4).filtered("entry/b", 5);
        published(sim, script, versions);
        script.append("entry/a", 3)
                .append("entry/b", 11)
                .attribute("/", "run", 1)
                .attribute("entry/a", "rate", 7);
        published(sim, script, versions);
        script.append("entry/a", 9).append("entry/b", 1).overwrite("entry/a", 5);
        published(sim, script, versions);
        script.group("entry/deep/deeper").dataset("entry/deep/c", 1).append("entry/deep/c", 90);
        published(sim, script, versions);
        script.append("entry/deep/c", 40).overwrite("entry/b", 8).attribute("entry/a", "rate", 8);
        published(sim, script, versions);
        for (int i = 0; i < 6; i++) {
            script.dataset("many/of-them-with-a-long-name-" + i, 4).attribute("entry/b", "name" + i, i);
        }
        published(sim, script, versions);
        for (int i = 0; i < 6; i++) {
            script.append("many/of-them-with-a-long-name-" + i, i + 1);
        }
        script.append("entry/b", 200);
        published(sim, script, versions);
        script.append("entry/a", 1);
        script.close();
        sim.mark(versions.size() - 1);
        int states = CrashStates.kill(sim, state -> judge(state, versions));
        assertThat(states).isGreaterThan(100);
    }

    /** So many chunks that blocks of the chunk index cross pages, so that they go through the side journal. */
    @Test
    void everyKillWhileIndexBlocksThatCrossPagesChange() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.dataset("a", 1).filtered("b", 1).append("a", 8_300).append("b", 8_300);
        published(sim, script, versions);
        sim.startTrace();
        sim.mark(0);
        int rows = Seeds.isLong() ? 700 : 200;
        script.append("a", rows).append("b", 3);
        published(sim, script, versions);
        script.append("a", 2).append("b", rows).overwrite("b", 3);
        published(sim, script, versions);
        script.append("b", 1);
        published(sim, script, versions);
        boolean[] torn = new boolean[1];
        CrashStates.kill(sim, state -> {
            torn[0] |= isTorn(state.storage());
            judge(state, versions);
        });
        assertThat(torn[0]).as("a block was torn at all").isTrue();
    }

    /** From 131,060 chunks on an extensible array keeps its elements in pages, each with a bit that says whether it was written. */
    @Test
    void everyKillWhilePagedBlocksOfTheChunkIndexBegin() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.dataset("a", 1).append("a", PAGED_FROM - 2);
        published(sim, script, versions);
        killedWhileFiveRowsCome(sim, script, versions); // the first data block with pages, and the first of its pages
        script.append("a", PAGE_OF_CHUNKS - 5);
        published(sim, script, versions);
        killedWhileFiveRowsCome(sim, script, versions); // the next page
    }

    private static void killedWhileFiveRowsCome(SimStorage sim, LiveScript script, List<Version> versions) {
        sim.startTrace();
        sim.mark(versions.size() - 1);
        script.append("a", 5);
        published(sim, script, versions);
        int[] visited = new int[1];
        int states = CrashStates.kill(sim, state -> {
            if (state.lastMark(Integer.class, -1) < 0) {
                return; // before the trace began
            }
            if (visited[0]++ == 8) {
                judge(state, versions);
                return;
            }
            // The same but for the checker, which takes its time for so many chunks.
            int acknowledged = state.lastMark(Integer.class, -1);
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(state.storage()))) {
                LiveScript.check(file, versions, acknowledged);
            }
            try (LiveWriter next = LiveScript.open(state.storage())) {
                long rows = next.dataset("a").shape()[0];
                assertThat(rows)
                        .isGreaterThanOrEqualTo(
                                versions.get(acknowledged).lengths().get("a"));
                next.dataset("a").append(new long[] {1});
                next.publish();
                LiveScript.checkRows(next.file(), "a", rows, 1);
            }
        });
        assertThat(states).isGreaterThan(8);
    }

    /** Strings of all lengths, in global heap collections that fill up and begin anew, also with filtered chunks. */
    @Test
    void everyKillWhileStringsAreAppended() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        sim.startTrace();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.texts("words", 8).dataset("a", 4).append("words", 3).append("a", 3);
        published(sim, script, versions);
        script.append("words", 1);
        published(sim, script, versions);
        script.append("words", 200).append("a", 1); // more than one collection holds
        published(sim, script, versions);
        script.overwrite("words", 5).append("words", 2);
        published(sim, script, versions);
        script.texts("more/words", 3).append("more/words", 40).append("words", 1);
        published(sim, script, versions);
        script.append("words", 9);
        script.close();
        sim.mark(versions.size() - 1);
        int states = CrashStates.kill(sim, state -> judge(state, versions));
        assertThat(states).isGreaterThan(50);
    }

    /** What is made and filled in one publish is whole wherever it can be seen, also behind a writer that died before it could say so (L2). */
    @Test
    void everyKillWhileFilledDatasetsAreAdded() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.group("runs").dataset("a", 4).append("a", 3);
        published(sim, script, versions);
        sim.startTrace();
        sim.mark(versions.size() - 1);
        for (int run = 0; run < 3; run++) {
            script.dataset("runs/" + run, 16).append("runs/" + run, 100).append("a", 5);
            script.attribute("runs/" + run, "run", run);
            published(sim, script, versions);
        }
        int[] added = new int[1];
        CrashStates.kill(sim, state -> {
            LiveScript.open(state.storage()).close();
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.readOnly(state.storage()))) {
                for (String run : file.group("runs").names()) {
                    added[0]++;
                    assertThat(file.dataset("runs/" + run).shape()).as(run).containsExactly(100);
                    LiveScript.checkRows(file, "runs/" + run, 100);
                    assertThat(file.dataset("runs/" + run).attrs().get("run", Long.class))
                            .isEqualTo(Long.parseLong(run));
                }
            }
        });
        assertThat(added[0]).isPositive();
    }

    /** Whether a replay of the side journal has anything to do. */
    private static boolean isTorn(SimStorage storage) throws IOException {
        try (StoreFile file = storage.open(LiveScript.FILE, Storage.Mode.READ);
                StoreFile journal = storage.open(SessionFile.beside(LiveScript.FILE), Storage.Mode.READ)) {
            return !SideJournal.replay(journal, file).isEmpty();
        }
    }

    /** h5clear -s zeroes the marks and cuts the file at the end of allocation that the superblock says (L3). */
    @Test
    void nothingPublishedIsLostByH5clear() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        LiveScript script = new LiveScript(LiveScript.open(sim), versions);
        script.dataset("a", 1).dataset("b", 1000).append("a", 9_000);
        published(sim, script, versions);
        sim.startTrace();
        sim.mark(0);
        script.append("a", 200).append("b", 700_000); // more than the room that the end of allocation runs ahead
        published(sim, script, versions);
        script.append("a", 3).dataset("c", 10).append("c", 5);
        published(sim, script, versions);
        CrashStates.kill(sim, state -> {
            clear(state.storage());
            boolean torn = isTorn(state.storage());
            if (torn) {
                LiveScript.open(state.storage()).close(); // the next writer mends what no HDF5 tool can
            }
            Version version = versions.get(state.lastMark(Integer.class, 0));
            LiveScript.isSound(state.storage());
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.readOnly(state.storage()))) {
                version.lengths().forEach((name, length) -> {
                    // Without the record each dataset may be one publish ahead.
                    long found = file.dataset(name).shape()[0];
                    assertThat(found).isGreaterThanOrEqualTo(length);
                    LiveScript.checkRows(file, name, found);
                });
            }
        });
    }

    private static void clear(SimStorage storage) throws IOException {
        try (StoreFile file = storage.open(LiveScript.FILE, Storage.Mode.WRITE)) {
            SuperblockFile.Found found = SuperblockFile.find(file);
            file.write(
                    0, SuperblockFile.image(found.superblock().withFlags(0), 0).bytes());
            file.resize(found.superblock().endOfFile());
        }
    }

    /** No write may change a byte of a committed block that crosses a page, unless the journal has the whole block. */
    @Test
    void noWriteCrossesAPageInPlaceUnlessItIsJournalled() throws IOException {
        TraceStorage trace = new TraceStorage(new SimStorage());
        long[] used = new long[1];
        trace.monitor(call -> {
            if (call.kind() != TraceStorage.Kind.WRITE || !call.path().equals(LiveScript.FILE)) {
                return;
            }
            boolean crosses = call.position() / PAGE != (call.position() + call.length() - 1) / PAGE;
            if (crosses && call.position() < used[0] && !journalled(trace, call)) {
                throw new AssertionError("not journalled: " + call);
            }
        });
        List<Version> versions = new ArrayList<>();
        LiveWriter writer = LiveScript.open(trace);
        LiveScript script = new LiveScript(writer, versions);
        script.dataset("a", 1).filtered("b", 3).append("a", 9_000).append("b", 9_000);
        for (int i = 0; i < 20; i++) {
            script.publish();
            used[0] = usedEnd(trace);
            script.append("a", 100)
                    .append("b", 10)
                    .attribute("/", "at" + i, i)
                    .dataset("d" + i, 4)
                    .append("d" + i, 3);
        }
        script.close();
        trace.check();
    }

    private static long usedEnd(TraceStorage storage) throws IOException {
        try (StoreFile file = storage.below().open(LiveScript.FILE, Storage.Mode.READ)) {
            ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
            file.read(0, page);
            return PublicationRecord.newest(page.flip()).usedEnd();
        }
    }

    private static boolean journalled(TraceStorage trace, TraceStorage.Call call) {
        try (StoreFile journal = trace.below().open(SessionFile.beside(LiveScript.FILE), Storage.Mode.READ)) {
            return SideJournal.newestBatch(journal).stream()
                    .anyMatch(block ->
                            block.position() == call.position() && block.bytes().equals(call.bytes()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void published(SimStorage sim, LiveScript script, List<Version> versions) {
        script.publish();
        sim.mark(versions.size() - 1);
    }

    private static void judge(CrashStates.State state, List<Version> versions) {
        int acknowledged = state.lastMark(Integer.class, -1);
        SimStorage storage = state.storage();
        int found = -1;
        if (acknowledged >= 0) {
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(storage))) {
                found = LiveScript.check(file, versions, acknowledged);
            }
            LiveScript.isSound(storage);
        }
        LiveScript.goOn(storage, versions, found);
    }

    /** Exclusive work that was not closed is refused with a reason, never shown as a sound file. */
    @Test
    void aKillOfExclusiveWorkLeavesAClearRefusalOrTheOldOrTheNewFile() {
        SimStorage sim = new SimStorage();
        try (H5File file = H5.create(LiveScript.FILE, LiveScript.exclusive(sim))) {
            file.put("old", new long[] {1, 2, 3});
        }
        sim.startTrace();
        sim.mark("old");
        try (H5File file = H5.open(LiveScript.FILE, LiveScript.exclusive(sim))) {
            for (int i = 0; i < 5; i++) {
                file.put("new" + i, new long[3000]);
                file.commit();
            }
            file.delete("new1");
            file.dataset("old").write(new long[] {4, 5, 6});
        }
        int[] refused = new int[1];
        CrashStates.kill(sim, state -> {
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.readOnly(state.storage()))) {
                assertThat(file.dataset("old").i64()).isIn(new long[] {1, 2, 3}, new long[] {4, 5, 6});
                LiveScript.isSound(state.storage());
                assertThat(file.contains("new1")).isFalse();
                assertThat(file.contains("new4")).isEqualTo(file.dataset("old").i64()[0] == 4);
            } catch (H5BusyException e) {
                assertThat(e.getMessage()).contains("marked as open").contains("recover");
                refused[0]++;
            }
        });
        assertThat(refused[0]).isGreaterThan(5);
    }

    @Test
    void rowsThatOthersAppendedAfterACloseAreThere() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        new LiveScript(LiveScript.open(sim), versions)
                .dataset("a", 4)
                .append("a", 100)
                .close();
        try (H5File file = H5.open(LiveScript.FILE, LiveScript.exclusive(sim))) {
            file.dataset("a").append(new long[] {1, 2, 3});
        }
        try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(sim))) {
            assertThat(file.dataset("a").shape()).containsExactly(103);
        }
        try (LiveWriter writer = LiveScript.open(sim)) {
            writer.dataset("a").append(new long[] {4});
            writer.publish();
            try (H5File file = H5.open(LiveScript.FILE, LiveScript.snapshot(sim))) {
                assertThat(file.dataset("a").shape()).containsExactly(104);
            }
        }
    }

    @Test
    void aFileThatWasClosedIsPlain() {
        SimStorage sim = new SimStorage();
        List<Version> versions = new ArrayList<>();
        LiveWriter writer = LiveScript.open(sim);
        new LiveScript(writer, versions).dataset("a", 4).append("a", 100).close();
        LiveScript.goOn(sim, versions, 0);
    }
}
