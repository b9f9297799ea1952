package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg as other engines use it commits to the same table: through its own catalog, without the lock that Tutti's processes take turns by. */
class OtherEngineTest {
    private static final TablesOptions QUICK = TablesOptions.standard().durability(Durability.PROCESS);

    @TempDir
    Path folder;

    /** Data files with one row each, of a table that is only there for them. */
    private static List<DataFile> files(Tables tables, int number, long from) {
        Table source = tables.create("source" + from, Event.class);
        for (long id = from; id < from + number; id++) {
            source.append(List.of(Event.of(id)));
        }
        try (var tasks = ((org.apache.iceberg.Table) source.iceberg()).newScan().planFiles()) {
            return StreamSupport.stream(tasks.spliterator(), false)
                    .map(task -> task.file().copy())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static org.apache.iceberg.Table stock(Tables tables) {
        return ((Catalog) tables.iceberg()).loadTable(TableIdentifier.of("default", "t"));
    }

    /** As a process sees it that has nothing of it in memory. */
    private void assertHas(LongStream ids) {
        try (Tables tables = Tables.at(folder)) {
            Table table = tables.load("t");
            assertThat(table.scan().as(Event.class).map(Event::id).sorted())
                    .isEqualTo(ids.boxed().toList());
            for (Snapshot snapshot : table.snapshots()) {
                assertThat(table.at(snapshot.id()).rowCount())
                        .isEqualTo(snapshot.rows().orElseThrow());
            }
        }
    }

    /** Through a link here; through {@code s3a:} elsewhere. */
    @Test
    void filesUnderAnotherNameOfTheFolderAreNoOrphans() throws IOException {
        try (Tables tables = Tables.at(folder, QUICK)) {
            Table table = tables.create("t", Event.class);
            table.append(List.of(Event.of(1)));
            Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
            org.apache.iceberg.Table stock = stock(tables);
            DataFile known;
            try (var tasks = stock.newScan().planFiles()) {
                known = tasks.iterator().next().file().copy();
            }
            DataFile same = DataFiles.builder(stock.spec())
                    .copy(known)
                    .withPath(known.location().replace(folder.toString(), link.toString()))
                    .build();
            stock.newOverwrite().deleteFile(known).addFile(same).commit();
            stock.expireSnapshots()
                    .expireOlderThan(System.currentTimeMillis() + 1)
                    .retainLast(1)
                    .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                    .commit();
            assertThat(table.view().files()).singleElement().asString().contains("/link/");
            assertThat(table.removeOrphans(Duration.ofSeconds(-5))).noneMatch(file -> file.endsWith(".parquet"));
        }
        assertHas(LongStream.of(1));
    }

    /** A table's operations, in whose way another comes the first time that they commit. */
    private record Overtaken(TableOperations operations, AtomicInteger commits, Runnable other)
            implements TableOperations {
        @Override
        public TableMetadata current() {
            return operations.current();
        }

        @Override
        public TableMetadata refresh() {
            return operations.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata changed) {
            if (commits.getAndIncrement() == 0) {
                other.run();
            }
            operations.commit(base, changed);
        }

        @Override
        public FileIO io() {
            return operations.io();
        }

        @Override
        public EncryptionManager encryption() {
            return operations.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return operations.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return operations.locationProvider();
        }
    }

    @Test
    void aCommitThatWasOvertakenIsDoneAnewUponTheOther() {
        try (Tables tables = Tables.at(folder, QUICK)) {
            Table table = tables.create("t", Event.class);
            table.append(List.of(Event.of(0)));
            List<DataFile> files = files(tables, 2, 1);
            TableOperations operations = ((BaseTable) table.iceberg()).operations();
            Runnable other =
                    () -> stock(tables).newAppend().appendFile(files.get(0)).commit();
            Overtaken overtaken = new Overtaken(operations, new AtomicInteger(), other);
            new BaseTable(overtaken, "t").newAppend().appendFile(files.get(1)).commit();
            assertThat(overtaken.commits()).hasValue(2);
            table.append(List.of(Event.of(3)));
            assertHas(LongStream.range(0, 4));
        }
    }

    @Test
    void nothingIsLostBesideIt() throws Exception {
        int each = 25;
        try (Tables tables = Tables.at(folder, QUICK)) {
            Table table = tables.create("t", Event.class);
            List<DataFile> files = files(tables, each, 1000);
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            Thread other = new Thread(() -> {
                org.apache.iceberg.Table stock = stock(tables);
                files.forEach(file -> stock.newAppend().appendFile(file).commit());
            });
            other.setUncaughtExceptionHandler((where, error) -> failures.add(error));
            other.start();
            for (long id = 0; id < each; id++) {
                table.append(List.of(Event.of(id)));
            }
            other.join();
            assertThat(failures).isEmpty();
            assertHas(LongStream.concat(LongStream.range(0, each), LongStream.range(1000, 1000 + each)));
        }
    }

    @Test
    void rowsFitTheColumnsThatOthersHaveMade() {
        try (Tables tables = Tables.at(folder, QUICK)) {
            Table table = tables.create("t", Schema.parse("id:long!, x:double"));
            table.append(List.of(Map.of("id", 1, "x", 0.5)));
            stock(tables)
                    .updateSchema()
                    .renameColumn("x", "volts")
                    .addColumn("note", Types.StringType.get())
                    .commit();
            table.append(List.of(Map.of("id", 2, "volts", 1.5, "note", "renamed")));
            stock(tables).updateSchema().renameColumn("volts", "amperes").commit();
            table.append(Stream.of(Map.of("id", 3, "amperes", 2.5)));
            assertThatThrownBy(() -> table.append(List.of(Map.of("id", 4, "x", 2))))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("amperes");
            assertThat(table.scan().rows().map(row -> row.get("amperes"))).containsExactlyInAnyOrder(0.5, 1.5, 2.5);
        }
    }

    @Test
    void aStreamWithANameIsAppendedOnce() {
        try (Tables tables = Tables.at(folder, QUICK)) {
            Table table = tables.create("t", Event.class);
            Snapshot first = table.append("load", LongStream.range(0, 10_000).mapToObj(Event::of));
            AtomicInteger taken = new AtomicInteger();
            Snapshot second = table.append(
                    "load", LongStream.range(0, 10_000).mapToObj(Event::of).peek(event -> taken.incrementAndGet()));
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(taken).hasValue(0);
            assertThat(table.rowCount()).isEqualTo(10_000);
        }
    }
}
