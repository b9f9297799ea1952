package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tutti.hdf5.Durability;
import dev.tutti.table.relay.Relay;
import dev.tutti.table.relay.TakenCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.iceberg.AppendFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share commits: who leads, and what becomes of what was handed to one that dies, stands still or does not want it. */
class SharedCommitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** So short that nobody waits for long for a leader that stands still. */
    private static final TablesOptions HASTY =
            TablesOptions.standard().durability(Durability.PROCESS).commitTimeout(Duration.ofSeconds(1));

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void create() {
        try (Tables tables = Tables.at(folder)) {
            tables.create("t", Event.class).append(List.of(Event.of(0)));
        }
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    /** The table as a process of its own has it, that has committed to it before. */
    private Table process(TablesOptions options) {
        Tables tables = Tables.at(folder, options);
        opened.add(tables);
        Table table = tables.load("t");
        table.append(List.of());
        return table;
    }

    /** A process that leads, and does what the test does. */
    private Relay leader(Table table) throws Exception {
        Relay leader = Relay.open(folder.resolve(Catalogs.LOCKS).resolve(table.uuid() + "-relay1"));
        opened.add(leader);
        assertThat(leader.share(() -> null, PATIENCE).outcome()).isEqualTo(Relay.Outcome.LEADING);
        return leader;
    }

    private Future<Snapshot> append(Table table, long id) {
        return threads.submit(() -> table.append(List.of(Event.of(id))));
    }

    private static TakenCall taken(Relay leader) throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            List<TakenCall> taken = leader.take();
            if (!taken.isEmpty()) {
                return taken.get(0);
            }
            Thread.sleep(1);
        }
        throw new AssertionError("nobody has handed anything over");
    }

    private static <T> T got(Future<T> future) throws Exception {
        return future.get(1, TimeUnit.MINUTES);
    }

    private static List<Long> ids(Table table) {
        return table.scan().as(Event.class).map(Event::id).sorted().toList();
    }

    private static void awaitWaiting(Relay leader, int calls) throws InterruptedException {
        for (int i = 0; leader.waiting() < calls; i++) {
            assertThat(i)
                    .as("milliseconds, and only " + leader.waiting() + " wait")
                    .isLessThan(20_000);
            Thread.sleep(1);
        }
    }

    @Test
    void whatComesMeanwhileIsCommittedTogether() throws Exception {
        List<Table> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(process(TablesOptions.standard()));
        }
        Table table = processes.get(0);
        Relay leader = leader(table);
        int before = table.snapshots().size();
        List<Future<Snapshot>> handed = new ArrayList<>();
        handed.add(threads.submit(() -> table.append("named", List.of(Event.of(1)))));
        handed.add(append(processes.get(1), 2));
        handed.add(append(processes.get(2), 3));
        awaitWaiting(leader, 3);
        leader.close();
        Snapshot first = got(handed.get(0));
        for (Future<Snapshot> each : handed) {
            assertThat(got(each)).isEqualTo(first);
        }
        assertThat(table.currentSnapshot()).contains(first);
        assertThat(table.snapshots()).hasSize(before + 1);
        assertThat(ids(table)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(table.statistics().calls()).isEqualTo(before + 3);
        assertThat(processes.get(2).append("named", List.of(Event.of(1)))).isEqualTo(first);
        assertThat(ids(table)).containsExactly(0L, 1L, 2L, 3L);
    }

    /** Rows that are too many or too large to be handed over are committed beside the one that leads. */
    @Test
    void muchIsCommittedAlone() throws Exception {
        Table table = process(TablesOptions.standard());
        Relay leader = leader(table);
        List<Event> many = LongStream.range(1, 1100).mapToObj(Event::of).toList();
        got(threads.submit(() -> table.append(many)));
        got(threads.submit(() -> table.append(List.of(new Event(2000, null, "x".repeat(100_000), 0)))));
        assertThat(leader.waiting()).isZero();
        assertThat(ids(table)).hasSize(1101);
        assertThat(table.snapshots().stream().filter(s -> s.summary().containsKey(Snapshot.RELAYED)))
                .isEmpty();
    }

    /** Of two calls of one name that wait at the same time, one is done. */
    @Test
    void oneNameIsDoneOnce() throws Exception {
        Table one = process(TablesOptions.standard());
        Table two = process(TablesOptions.standard());
        Relay leader = leader(one);
        Future<Snapshot> first = threads.submit(() -> one.append("named", List.of(Event.of(1))));
        Future<Snapshot> second = threads.submit(() -> two.append("named", List.of(Event.of(1))));
        awaitWaiting(leader, 2);
        leader.close();
        assertThat(got(first)).isEqualTo(got(second));
        assertThat(ids(one)).containsExactly(0L, 1L);
    }

    @Test
    void theAnswerIsTheSnapshotThatHasTheRows() throws Exception {
        Table leading = process(TablesOptions.standard());
        Table other = process(TablesOptions.standard());
        Relay leader = leader(leading);
        Future<Snapshot> handed = append(other, 1);
        TakenCall taken = taken(leader);
        Snapshot snapshot = new Snapshot(5, 4L, 3, Instant.ofEpochMilli(2), "append", Map.of("a", "ü"));
        taken.answer(RelayMessage.answer(snapshot));
        assertThat(got(handed)).isEqualTo(snapshot);
        assertThat(ids(leading)).as("which only the leader can add").containsExactly(0L);
    }

    @Test
    void whoseLeaderDiesDoesItHimself() throws Exception {
        Table table = process(TablesOptions.standard());
        Relay leader = leader(table);
        Future<Snapshot> handed = append(table, 1);
        TakenCall taken = taken(leader);
        leader.close();
        Snapshot snapshot = got(handed);
        assertThat(ids(table)).containsExactly(0L, 1L);
        assertThat(table.currentSnapshot()).contains(snapshot);
        assertThat(taken).isNotNull();
    }

    /** The leader's commit as it stands in the table, without rows: they would be seen if they came again. */
    private static long commitFor(Table table, TakenCall taken) throws Exception {
        RelayMessage message = RelayMessage.decode(taken.call());
        return commit(table, message.id() + " " + message.writer());
    }

    private static long commit(Table table, String relayed) {
        AppendFiles append = ((org.apache.iceberg.Table) table.iceberg()).newFastAppend();
        append.set(Snapshot.RELAYED, relayed).commit();
        return table.currentSnapshot().orElseThrow().id();
    }

    @Test
    void whoseLeaderDiesBehindTheCommitFindsIt() throws Exception {
        Table table = process(TablesOptions.standard());
        Table other = process(TablesOptions.standard());
        Relay leader = leader(table);
        Future<Snapshot> handed = append(table, 1);
        long made = commitFor(other, taken(leader));
        leader.close();
        assertThat(got(handed).id()).isEqualTo(made);
        assertThat(ids(table)).containsExactly(0L);
    }

    @Test
    void whoseLeaderStandsStillDoesItHimself() throws Exception {
        Table table = process(HASTY);
        Relay leader = leader(table);
        Future<Snapshot> handed = append(table, 1);
        TakenCall taken = taken(leader);
        Snapshot snapshot = got(handed);
        assertThat(taken.isHeld()).isFalse();
        taken.answer("too late".getBytes(StandardCharsets.UTF_8));
        assertThat(ids(table)).containsExactly(0L, 1L);
        assertThat(table.currentSnapshot()).contains(snapshot);
        Future<Snapshot> next = append(table, 2);
        assertThat(taken(leader).isHeld()).isTrue();
        got(next);
        assertThat(ids(table)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void anAnswerThatSaysNothingIsNotBelieved() throws Exception {
        Table table = process(TablesOptions.standard());
        Table other = process(TablesOptions.standard());
        Relay leader = leader(table);
        Future<Snapshot> handed = append(table, 1);
        TakenCall taken = taken(leader);
        long made = commitFor(other, taken);
        taken.answer(new byte[100_000]);
        assertThat(got(handed).id()).isEqualTo(made);
        assertThat(ids(table)).containsExactly(0L);
    }

    /** Nobody can say whether the leader has done it: the snapshots of that time are gone. */
    @Test
    void whatNobodyKnowsIsSaid() throws Exception {
        Table table = process(TablesOptions.standard());
        Table other = process(TablesOptions.standard());
        Relay leader = leader(table);
        Future<Snapshot> handed = append(table, 1);
        TakenCall taken = taken(leader);
        commitFor(other, taken);
        commit(other, "another");
        other.expire(Instant.now().plusSeconds(5), 1);
        leader.close();
        Throwable error = catchThrowable(() -> got(handed)).getCause();
        assertThat(error).isInstanceOf(TableCommitUnknownException.class).hasMessageContaining("let go");
        assertThat(ids(table)).containsExactly(0L);
    }

    /** A leader whose commits survive less than the caller wants, or who knows other columns, leaves it to the caller. */
    @Test
    void aLeaderWhoCannotLeavesIt() throws Exception {
        Table fast = process(TablesOptions.standard().durability(Durability.PROCESS));
        Table durable = process(TablesOptions.standard().durability(Durability.DURABLE));
        Relay leader = leader(fast);
        int before = fast.snapshots().size();
        Future<Snapshot> one = append(fast, 1);
        awaitWaiting(leader, 1);
        Future<Snapshot> two = append(durable, 2);
        awaitWaiting(leader, 2);
        leader.close();
        got(one);
        got(two);
        assertThat(ids(fast)).containsExactly(0L, 1L, 2L);
        assertThat(fast.snapshots()).as("shared if the durable one led").hasSizeBetween(before + 1, before + 2);
        assertThat(fast.snapshots().stream()
                        .filter(s -> s.summary().containsKey(Snapshot.RELAYED))
                        .map(s -> s.summary().get(Snapshot.CALLS)))
                .allMatch("2"::equals);
    }

    @Test
    void rowsOfOtherColumnsAreLeftToTheirProcess() throws Exception {
        Table old = process(TablesOptions.standard());
        Table changed = process(TablesOptions.standard());
        changed.columns(columns -> columns.add("more", ColumnType.LONG));
        changed.append(List.of());
        Relay leader = leader(old);
        Future<Snapshot> one = append(old, 1);
        Future<Snapshot> two = threads.submit(() -> changed.append(List.of(Map.of("id", 2, "value", 0.5, "more", 7))));
        awaitWaiting(leader, 2);
        leader.close();
        assertThat(got(one)).isNotEqualTo(got(two));
        assertThat(ids(changed)).containsExactly(0L, 1L, 2L);
        assertThat(changed.scan().where("more = 7").count()).isEqualTo(1);
    }

    /** Upkeep is one process's at a time; but the table does not grow without end because that one stands still. */
    @Test
    void upkeepIsDoneWithoutTheOneWhoStandsStill() throws Exception {
        TablesOptions options = TablesOptions.standard()
                .durability(Durability.PROCESS)
                .maintenance(new Maintenance(10, 5, 0, Duration.ZERO));
        Table table = process(options);
        Relay still = leader(table);
        assertThat(still.beginUpkeep()).isTrue();
        still.endLead(0, 0);
        for (int i = 1; i <= 40; i++) {
            table.append(List.of(Event.of(i)));
            assertThat(table.snapshots()).hasSizeLessThanOrEqualTo(21);
        }
        assertThat(table.snapshots().size())
                .as("nobody else looks after it earlier")
                .isGreaterThan(5);
        assertThat(ids(table)).hasSize(41);
    }

    @Test
    void closedWhileAnotherHasIt() throws Exception {
        Tables tables = Tables.at(folder);
        Table table = tables.load("t");
        table.append(List.of());
        Relay leader = leader(table);
        Future<Snapshot> handed = append(table, 1);
        TakenCall taken = taken(leader);
        tables.close();
        Throwable error = catchThrowable(() -> got(handed)).getCause();
        assertThat(error).isInstanceOf(TableCommitUnknownException.class);
        String id = ((TableCommitUnknownException) error).commitId();
        assertThat(id).isEqualTo(RelayMessage.decode(taken.call()).id());
        Table other = process(TablesOptions.standard());
        commitFor(other, taken);
        other.append(id, List.of(Event.of(1)));
        assertThat(ids(other)).as("what the leader has done is not done again").containsExactly(0L);
    }
}
