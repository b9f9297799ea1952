package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.hdf5.Durability;
import dev.tutti.table.local.LocalPath;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots are let go, files merged and removed; rows stay as they are, and followers miss nothing. */
class UpkeepTest {
    private static final TablesOptions BY_HAND =
            TablesOptions.standard().maintenance(new Maintenance(0, 1, 0, Duration.ZERO));

    @TempDir
    Path folder;

    private static List<Event> events(long from, long to) {
        return LongStream.range(from, to).mapToObj(Event::of).toList();
    }

    private static List<Long> ids(Scan scan) {
        return scan.as(Event.class).map(Event::id).sorted().toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** How many files there are. */
    long files() throws Exception {
        try (Stream<Path> all = Files.walk(folder.resolve("default"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    /** Leaves a file of table {@code t} that nothing refers to; returns its address. */
    String orphan() throws Exception {
        return LocalPath.location(Files.writeString(folder.resolve("default/t/data/left.parquet"), "x"));
    }

    @Test
    void snapshotsAreLetGoAndFilesMergedAndRemoved() throws Exception {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            List<Snapshot> made = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                made.add(table.append(events(i, i + 1)));
            }
            table.tag("first", made.get(0).id());
            table.branch("side", made.get(1).id());
            assertThat(table.references())
                    .containsOnlyKeys("first", "main", "side")
                    .containsEntry("first", true);
            assertThat(table.compact())
                    .extracting(CompactReport::from, CompactReport::to)
                    .containsExactly(6, 1);
            assertThat(table.compact().from()).isZero();
            assertThat(ids(table.scan())).isEqualTo(range(0, 6));
            assertThat(table.view().files()).hasSize(1);
            long before = files();
            assertThat(table.expire(Instant.now().plusSeconds(1), 1)).isEqualTo(4);
            assertThat(ids(table.at("first").scan())).isEqualTo(range(0, 1));
            assertThatThrownBy(() -> table.at(made.get(3).id())).isInstanceOf(H5NotFoundException.class);
            String orphan = orphan();
            assertThat(table.removeOrphans(Duration.ofHours(1))).isEmpty();
            assertThat(table.removeOrphans(Duration.ofSeconds(-5))).contains(orphan);
            assertThat(files()).isLessThan(before);
            assertThat(ids(table.scan())).isEqualTo(range(0, 6));
            assertThat(ids(table.at("side").scan())).isEqualTo(range(0, 2));
            table.removeReference("first");
            table.removeReference("side");
            assertThat(table.references()).containsOnlyKeys("main");
        }
    }

    @Test
    void aTableGoesBack() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            Snapshot good = table.append(events(0, 3));
            Snapshot bad = table.append(events(100, 103));
            table.rollback(good.id());
            assertThat(ids(table.scan())).isEqualTo(range(0, 3));
            table.append(events(3, 4));
            assertThat(ids(table.scan())).isEqualTo(range(0, 4));
            assertThatThrownBy(() -> table.rollback(bad.id())).isInstanceOf(H5NotFoundException.class);
        }
    }

    /** Names in a folder in which others delete at the same time. */
    private long names(String part) {
        String[] names = folder.resolve("default/t").resolve(part).toFile().list();
        return names == null ? 0 : names.length;
    }

    /** What each commit reads and writes anew, and what lies on disk, as a table grows: bounded by its maintenance, not by the number of its commits. */
    @Test
    void commitsCostTheSameHoweverManyThereWere() throws Exception {
        Maintenance tight = new Maintenance(12, 6, 10, Duration.ZERO);
        int commits = Seeds.isLong() ? 10_000 : 120;
        long metadata = 0;
        long manifests = 0;
        // For each of 24 snapshots a list, a manifest and a file, and as much again for what is merged meanwhile; the
        // metadata files.
        long most = 24 * 3 * 2 + 120;
        TablesOptions options = TablesOptions.standard().maintenance(tight).durability(Durability.PROCESS);
        try (Tables tables = TestPlace.at(folder, options)) {
            Table table = tables.create(
                    "t", Schema.of(Event.class), List.of(), Map.of("write.metadata.previous-versions-max", "10"));
            for (int i = 0; i < commits; i++) {
                table.append(events(i, i + 1));
                if (i % 20 == 19) {
                    org.apache.iceberg.Table iceberg = (org.apache.iceberg.Table) table.iceberg();
                    metadata = Math.max(metadata, table.statistics().metadataBytes());
                    manifests = Math.max(
                            manifests,
                            iceberg.currentSnapshot().allManifests(iceberg.io()).size());
                }
            }
            // The background may be behind, and is not waited for by commits that follow one another; by a few that do
            // not, it has caught up.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            int more = 0;
            while (names("data") + names("metadata") >= most && System.nanoTime() < deadline) {
                Thread.sleep(50);
                table.append(events(commits + more, commits + more + 1));
                more++;
            }
            assertThat(names("data") + names("metadata")).isLessThan(most);
            assertThat(table.rowCount()).isEqualTo(commits + more);
        }
        // 24 snapshots of at most 1.2 KB, and what the table itself says.
        assertThat(metadata).isLessThan(24 * 1200 + 20_000);
        // Merged from 40 on beside the commits, and by them at 100, if that lags behind.
        assertThat(manifests).isLessThanOrEqualTo(100);
    }

    @Test
    void manifestsAreMergedBesideTheCommits() throws Exception {
        int appends = 50;
        try (Tables tables = TestPlace.at(folder, TablesOptions.standard().durability(Durability.PROCESS))) {
            Table table = tables.create("t", Event.class);
            long first = table.append(events(0, 1)).id();
            for (int i = 1; i < appends; i++) {
                table.append(events(i, i + 1));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (table.snapshots().stream()
                            .noneMatch(snapshot -> snapshot.operation().equals("replace"))
                    && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            org.apache.iceberg.Table iceberg = (org.apache.iceberg.Table) table.iceberg();
            assertThat(iceberg.currentSnapshot().allManifests(iceberg.io())).hasSizeLessThan(40);
            assertThat(ids(table.scan())).isEqualTo(range(0, appends));
            assertThat(ids(table.changesSince(first))).isEqualTo(range(1, appends));
            assertThat(table.snapshots()).hasSizeBetween(appends + 1, appends + 2);
            for (Snapshot snapshot : table.snapshots()) {
                assertThat(table.at(snapshot.id()).rowCount())
                        .isEqualTo(snapshot.rows().orElseThrow());
            }
        }
    }

    @Test
    void aTableKeepsItselfSmall() throws Exception {
        Maintenance tight = new Maintenance(12, 6, 10, Duration.ZERO);
        try (Tables tables = TestPlace.at(folder, TablesOptions.standard().maintenance(tight))) {
            Table table = tables.create("t", Event.class);
            for (int i = 0; i < 40; i++) {
                table.append(events(i, i + 1));
                assertThat(table.snapshots()).hasSizeLessThanOrEqualTo(26);
            }
            assertThat(ids(table.scan())).isEqualTo(range(0, 40));
        }
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.load("t");
            assertThat(table.view().files()).hasSizeLessThan(40);
            assertThat(ids(table.scan())).isEqualTo(range(0, 40));
            assertThat(table.statistics().rows()).isEqualTo(40);
        }
    }

    @Test
    void followersMissNothing() throws Exception {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            table.append(events(0, 2));
            TableFollower follower = table.follow();
            Thread writer = new Thread(() -> {
                for (int i = 2; i < 12; i++) {
                    table.append(events(i, i + 1));
                }
                table.compact();
                table.append(events(12, 13));
            });
            writer.start();
            List<Long> seen = new ArrayList<>();
            long last = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (seen.size() < 11 && System.nanoTime() < deadline) {
                var news = follower.next(Duration.ofSeconds(5));
                if (news.isPresent()) {
                    seen.addAll(ids(news.get().rows()));
                    last = news.get().snapshot().id();
                }
            }
            writer.join();
            assertThat(seen).isEqualTo(range(2, 13));
            assertThat(follower.next(Duration.ZERO)).isEmpty();
            long first = table.snapshots().get(0).id();
            assertThat(ids(table.changesSince(first))).isEqualTo(range(2, 13));
            assertThat(table.changesSince(last).count()).isZero();
            assertThatThrownBy(() -> table.changesSince(5)).isInstanceOf(H5NotFoundException.class);
        }
    }

    @Test
    void buffersAppendWhenFullOrOld() throws Exception {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Event.class);
            try (AppendBuffer buffer = table.buffer(5, Duration.ofHours(1))) {
                events(0, 12).forEach(buffer::add);
                assertThat(ids(table.scan())).isEqualTo(range(0, 10));
                assertThatThrownBy(() -> buffer.add("text")).hasMessageContaining("a row is a record");
                assertThat(buffer.size()).isEqualTo(2);
            }
            assertThat(ids(table.scan())).isEqualTo(range(0, 12));
            assertThat(table.snapshots()).hasSize(3);
            try (AppendBuffer buffer = table.buffer(1000, Duration.ofMillis(20))) {
                buffer.add(Event.of(12));
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (table.rowCount() < 13 && System.nanoTime() < deadline) {
                    Thread.sleep(10);
                }
                assertThat(table.rowCount()).isEqualTo(13);
            }
        }
    }
}
