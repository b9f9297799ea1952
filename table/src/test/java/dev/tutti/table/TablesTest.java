package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.testkit.Seeds;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are made, filled, read, renamed and dropped. */
class TablesTest {
    @TempDir
    Path folder;

    /** One column of each type. */
    record Everything(
            boolean flag,
            int small,
            long large,
            float single,
            double number,
            @Nullable LocalDate day,
            @Nullable LocalTime hour,
            @Nullable LocalDateTime local,
            @Nullable Instant instant,
            @Nullable String text,
            @Nullable UUID uuid,
            byte @Nullable [] bytes,
            @Nullable BigDecimal exact,
            @Nullable List<Double> list,
            @Nullable Map<String, Long> map,
            @Nullable Place place,
            @Nullable Colour colour) {}

    record Place(double x, @Nullable String name) {}

    enum Colour {
        RED,
        GREEN
    }

    static Everything full() {
        return new Everything(
                true,
                -7,
                1L << 40,
                1.5f,
                Math.PI,
                LocalDate.of(2026, 2, 28),
                LocalTime.of(3, 4, 5, 6000),
                LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1000),
                Instant.parse("2026-11-21T21:00:00.123456Z"),
                "größer\n",
                new UUID(1, 2),
                new byte[] {1, 2, -1},
                new BigDecimal("12345.678900000"),
                Arrays.asList(1.0, null, Double.NaN),
                new HashMap<>(Map.of("a", 1L)),
                new Place(0.5, null),
                Colour.GREEN);
    }

    static Everything empty() {
        return new Everything(
                false,
                0,
                0,
                Float.NaN,
                Double.NEGATIVE_INFINITY,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** All values as text, bytes too. */
    private static String text(Everything row) {
        return row.toString().replaceFirst("bytes=[^,]*", "bytes=" + Arrays.toString(row.bytes()));
    }

    private static List<Event> events(int from, int to) {
        return LongStream.range(from, to).mapToObj(Event::of).toList();
    }

    @Test
    void madeFilledReadRenamedAndDropped() {
        try (Tables tables = TestPlace.at(folder)) {
            assertThat(tables.list()).isEmpty();
            Table events = tables.create("events", Event.class);
            assertThat(events.rowCount()).isZero();
            assertThat(events.scan().rows()).isEmpty();
            assertThat(events.currentSnapshot()).isEmpty();
            Snapshot first = events.append(events(0, 10));
            assertThat(first.rows()).hasValue(10);
            assertThat(first.operation()).isEqualTo("append");
            events.append(List.of(Map.of("id", 10, "value", 2.5f)));
            assertThat(events.scan().where("id < 10").as(Event.class))
                    .containsExactlyInAnyOrderElementsOf(events(0, 10));
            assertThat(events.scan().where(Filter.isNull("time")).as(Event.class))
                    .containsExactly(new Event(10, null, null, 2.5));
            assertThat(events.snapshots()).hasSize(2);
            tables.create("lab.events", Event.class);
            assertThat(tables.list()).containsExactly("events", "lab.events");
            tables.rename("events", "lab.old");
            assertThat(tables.list()).containsExactly("lab.events", "lab.old");
            assertThat(tables.load("lab.old").rowCount()).isEqualTo(11);
            assertThat(tables.drop("lab.old")).isTrue();
            assertThat(tables.drop("lab.old")).isFalse();
        }
        try (Tables tables = TestPlace.at(folder)) {
            assertThat(tables.list()).containsExactly("lab.events");
        }
    }

    @Test
    void everyTypeComesBack() {
        Everything full = full();
        Everything empty = empty();
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("all", Everything.class);
            assertThat(table.schema()).isEqualTo(Schema.of(Everything.class));
            table.append(List.of(full, empty));
            assertThat(table.scan().ordered().as(Everything.class).map(TablesTest::text))
                    .containsExactly(text(full), text(empty));
            Row row = table.scan().ordered().rows().findFirst().orElseThrow();
            assertThat(row.get("instant")).isEqualTo(full.instant());
            assertThat(((Row) row.get("place")).getDouble("x")).isEqualTo(0.5);
            table.append(List.of(row));
            assertThat(table.scan().where("colour = 'GREEN'").count()).isEqualTo(2);
        }
    }

    @Test
    void rowsThatDoNotFitAreErrorsAndNothingIsWritten() {
        try (Tables tables = TestPlace.at(folder)) {
            Table events = tables.create("events", Event.class);
            Map<String, Object> good = Map.of("id", 1L, "value", 1.0);
            assertThatThrownBy(() -> events.append(List.of(good, Map.of("id", 1L))))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessage("table events: column 'value' is required, and a row has no value for it");
            assertThatThrownBy(() -> events.append(List.of(good, Map.of("id", 1L, "value", 1.0, "vlaue", 2.0))))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("has no column 'vlaue'; it has [");
            assertThatThrownBy(() -> events.append(List.of(good, Map.of("id", "7", "value", 1.0))))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessage("table events: column 'id': long is expected, found String 7");
            assertThatThrownBy(() -> events.append(List.of("text"))).hasMessageContaining("a row is a record, a Map");
            assertThatThrownBy(() -> events.append(Stream.concat(
                            LongStream.range(0, 20_000).mapToObj(Event::of), Stream.of(Map.of("id", 1L)))))
                    .isInstanceOf(H5TypeException.class);
            assertThat(events.rowCount()).isZero();
            assertThat(folder.toFile()
                            .toPath()
                            .resolve("default/events/data")
                            .toFile()
                            .list())
                    .satisfiesAnyOf(names -> assertThat(names).isNull(), names -> assertThat(names)
                            .isEmpty());
            assertThatThrownBy(() -> tables.create("events", Event.class)).isInstanceOf(H5ExistsException.class);
            assertThatThrownBy(() -> tables.load("evnts"))
                    .isInstanceOf(H5NotFoundException.class)
                    .hasMessageContaining("there are [events]");
            assertThatThrownBy(() -> events.scan().select("nam")).isInstanceOf(H5NotFoundException.class);
            assertThatThrownBy(() -> events.scan().where("id = 'x'")).isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> events.scan().where("id >")).hasMessageContaining("character 5, found the end");
            assertThatThrownBy(() -> tables.create("b", Event.class, "week(time)"))
                    .hasMessageContaining("there are year");
        }
    }

    @Test
    void streamsOfAnyLengthAreOneSnapshot() {
        try (Tables tables = TestPlace.at(folder, TablesOptions.standard().threads(3))) {
            Table events = tables.create("events", Event.class, "bucket(4, id)", "day(time)");
            assertThat(events.view().partitionBy()).containsExactly("bucket(4, id)", "day(time)");
            int rows = Seeds.isLong() ? 10_000_000 : 30_000;
            events.append(LongStream.range(0, rows).mapToObj(id -> new Event(id, Instant.EPOCH, "x", id)));
            assertThat(events.snapshots()).hasSize(1);
            BitSet found = new BitSet(rows);
            try (Stream<Event> scanned = events.scan().as(Event.class)) {
                scanned.forEach(event -> {
                    if (found.get((int) event.id())) {
                        throw new AssertionError(event + " comes twice");
                    }
                    found.set((int) event.id());
                });
            }
            assertThat(found.cardinality()).isEqualTo(rows);
            assertThat(found.length()).isEqualTo(rows);
            assertThat(events.scan().limit(7).rows()).hasSize(7);
            assertThat(events.scan().batches(1000).map(List::size))
                    .hasSize(rows / 1000)
                    .containsOnly(1000);
            assertThat(events.scan().where("id = 77").count()).isEqualTo(1);
        }
    }

    @Test
    void versionsOfThePastAreRead() throws InterruptedException {
        try (Tables tables = TestPlace.at(folder)) {
            Table events = tables.create("events", Event.class);
            List<Snapshot> made = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                made.add(events.append(events(i, i + 1)));
                Thread.sleep(3);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(events.at(made.get(i).id()).rowCount()).isEqualTo(i + 1);
                assertThat(events.asOf(made.get(i).time())
                                .scan()
                                .as(Event.class)
                                .map(Event::id))
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.rangeClosed(0, i).boxed().toList());
            }
            assertThatThrownBy(() -> events.asOf(Instant.EPOCH)).isInstanceOf(H5NotFoundException.class);
            assertThatThrownBy(() -> events.at(1)).isInstanceOf(H5NotFoundException.class);
        }
    }

    @Test
    void aNamedCommitLandsOnce() throws Exception {
        try (Tables tables = TestPlace.at(folder);
                Tables others = TestPlace.at(folder)) {
            Table events = tables.create("events", Event.class);
            Snapshot first = events.append("load-1", events(0, 3));
            assertThat(events.append("load-1", events(0, 3)).id()).isEqualTo(first.id());
            assertThat(others.load("events").append("load-1", events(0, 3)).id())
                    .isEqualTo(first.id());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Table mine = i % 2 == 0 ? events : others.load("events");
                threads.add(new Thread(() -> mine.append("load-2", events(3, 5))));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(events.rowCount()).isEqualTo(5);
        }
    }

    @Test
    void threadsShareCommits() throws Exception {
        try (Tables tables = TestPlace.at(folder)) {
            Table events = tables.create("events", Event.class);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                int base = t * 1000;
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 10; i++) {
                        events.append(events(base + 2 * i, base + 2 * i + 2));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(events.scan().as(Event.class).map(Event::id).distinct()).hasSize(16 * 20);
            assertThat(events.rowCount()).isEqualTo(16 * 20);
            assertThat(events.commits().calls()).isEqualTo(160);
            assertThat(events.commits().commits()).isLessThan(160);
        }
    }

    @Test
    void namesAndOrderOfColumnsAreTheTables() {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Schema.parse("b:string, \"a b\":long!, c:list<double>"));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("c", new double[] {1, 2});
            row.put("a b", 5);
            table.append(List.of(row));
            assertThat(table.scan().rows().map(Row::toString)).containsExactly("{b=null, a b=5, c=[1.0, 2.0]}");
            assertThat(table.scan().select("c", "b").where("\"a b\" = 5").rows().map(Row::names))
                    .containsExactly(List.of("c", "b"));
        }
    }

    @Test
    void anObjectStoreNeedsACatalogAndItsLibraries() {
        TablesOptions options = TablesOptions.standard();
        assertThatThrownBy(() -> Tables.at("s3://bucket/data", options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://bucket/data")
                .hasMessageContaining("catalog")
                .hasMessageContaining("jdbc:");
        String catalog = "jdbc:sqlite:" + folder.resolve("s3.db");
        assertThatThrownBy(() -> Tables.at(
                        "s3://bucket/data", options.property("uri", catalog).property("warehouse", "s3://other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://other");
        assertThatThrownBy(() -> Tables.at("gs://bucket/data", options)).hasMessageContaining("s3:");
        assertThatThrownBy(() -> Tables.at(Path.of("s3://bucket/data"))).hasMessageContaining("String");
        if (!ObjectStore.isAvailable()) {
            assertThatThrownBy(() -> Tables.at("s3://bucket/data", options.property("uri", catalog)))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("iceberg-aws");
        }
    }
}
