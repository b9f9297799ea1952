package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sessions of clients that change, read, branch, publish, go back and do upkeep on one table at the same time, one of them with a disk and a catalog that fail now and then: all that they
 * say of it is true ({@link TableTale}).
 */
class TableModelTest {
    private static final int CLIENTS = 3;
    private static final int THINGS = 15;

    @TempDir
    Path folder;

    private int sessions;

    @Test
    void whatClientsSayIsTrue() {
        Seeds.repeat(1, this::session);
    }

    private void session(Random random) throws Exception {
        Path place = Files.createDirectory(folder.resolve("s" + sessions++));
        long seed = random.nextLong();
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        // Catalogs' clients that know no more of each other than processes do.
        try (Tables one = Tables.at(place, TableClient.OPTIONS);
                Tables two = Tables.at(place, TableClient.OPTIONS);
                Unlucky three = new Unlucky(place)) {
            Table table = create(one, seed, random.nextBoolean(), said);
            Table same = two.load(TableClient.TABLE);
            List<Thread> clients = new ArrayList<>();
            for (int i = 1; i <= CLIENTS; i++) {
                clients.add(new Thread(
                        new TableClient(i % 2 == 0 ? table : same, seed, i, THINGS, TableClient.NONE, said::add)));
            }
            clients.add(new Thread(new TableClient(three.table(), seed, CLIENTS + 1, THINGS, three, said::add)));
            clients.forEach(Thread::start);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(TableTale.demandTrue(seed, List.copyOf(said), table)).isGreaterThan(THINGS);
        }
    }

    /** A table of which no version is forgotten. */
    static Table create(Tables tables, long seed, boolean divided, List<String> said) {
        Table table = divided
                ? tables.create(TableClient.TABLE, TableOp.Cell.class, "key")
                : tables.create(TableClient.TABLE, TableOp.Cell.class);
        table.change(tx -> tx.property("write.metadata.previous-versions-max", "100000"));
        said.add("begin 0 0" + TableClient.END);
        Snapshot first = TableOp.of(seed, 0).run(table).snapshot().orElseThrow();
        said.add("end 0 0 done " + first.id() + " 0" + TableClient.END);
        return table;
    }

    /** A client whose disk and catalog fail at times, and which takes no lock of the others. */
    private static final class Unlucky implements TableClient.Trouble, AutoCloseable {
        private static final List<String> CALLS = List.of(
                "barrier",
                "make data",
                "write data",
                "close data",
                "write manifest",
                "close list",
                "read list",
                "read manifest",
                "close metadata");

        private final FaultDriver database;
        private final FaultFileIO disk = new FaultFileIO();
        private final CatalogFile catalog;
        private final Background background = new Background();

        Unlucky(Path place) throws SQLException {
            database = new FaultDriver();
            catalog = new CatalogFile(
                    "jdbc:fault:sqlite:" + place.resolve(Catalogs.FILE) + "?busy_timeout=60000&synchronous=OFF",
                    Catalogs.NAME);
        }

        Table table() {
            TableIdentifier identifier = TableIdentifier.of("default", TableClient.TABLE);
            AtomicReference<@Nullable TableMetadata> known = new AtomicReference<>();
            MetadataWriter writer = new MetadataWriter();
            Supplier<TableOperations> operations =
                    () -> new EmbeddedOperations(catalog, identifier, disk, known, writer);
            TablesOptions options =
                    TableClient.OPTIONS.maintenance(Maintenance.byHand()).commitTimeout(Duration.ofSeconds(20));
            return new Table(
                    new TableCore(TableClient.TABLE, "", operations, operations, options, null, background, true));
        }

        @Override
        public void begin(Random random) {
            switch (random.nextInt(3)) {
                case 0 -> database.fail(1 + random.nextInt(8), random.nextBoolean(), random.nextBoolean());
                case 1 -> disk.fail(Seeds.pick(random, CALLS), 1 + random.nextInt(2), false);
                default -> {}
            }
        }

        @Override
        public void end() {
            database.mend();
            disk.mend();
        }

        @Override
        public void close() throws SQLException {
            background.close();
            catalog.close();
            database.close();
        }
    }
}
