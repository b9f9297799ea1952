package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tutti.hdf5.Durability;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Appends to which callers gave no name, of which nobody knows whether they are in the table: done again by the name that the error gives, each is in it once (T3), whether its thread was alone
 * or shared the commit with others.
 */
class UnknownCommitTest {
    private static final TablesOptions OPTIONS = TablesOptions.standard()
            .durability(Durability.PROCESS)
            .maintenance(Maintenance.byHand())
            .threads(1);

    @TempDir
    Path folder;

    private final Background background = new Background();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FaultDriver database;
    private Tables tables;
    private CatalogFile catalog;
    private long next = 1;

    @BeforeEach
    void open() throws SQLException {
        database = new FaultDriver();
        tables = Tables.at(folder, OPTIONS);
        tables.create("t", Event.class).append(List.of(Event.of(0)));
        catalog = new CatalogFile(
                "jdbc:fault:sqlite:" + folder.resolve(Catalogs.FILE) + "?busy_timeout=60000&synchronous=OFF",
                Catalogs.NAME);
    }

    @AfterEach
    void close() throws SQLException {
        threads.shutdownNow();
        background.close();
        catalog.close();
        tables.close();
        database.close();
    }

    /** The table by the catalog that fails. */
    private Table failing() {
        AtomicReference<@Nullable TableMetadata> known = new AtomicReference<>();
        MetadataWriter writer = new MetadataWriter();
        return new Table(new TableCore(
                "t",
                "t",
                () -> new EmbeddedOperations(
                        catalog, TableIdentifier.of("default", "t"), new FaultFileIO(), known, writer),
                () -> {
                    throw new AssertionError("not used");
                },
                OPTIONS,
                null,
                background,
                true));
    }

    private List<Long> ids() {
        return tables.load("t").scan().as(Event.class).map(Event::id).sorted().toList();
    }

    private static @Nullable TableCommitUnknownException unknown(Future<?> call) {
        return catchThrowableOfType(TableCommitUnknownException.class, () -> {
            try {
                call.get(1, TimeUnit.MINUTES);
            } catch (java.util.concurrent.ExecutionException e) {
                throw e.getCause();
            }
        });
    }

    /** Lets the catalog stop at each of its calls, before it has done it or behind that, while some threads append; each does it again where nobody knows. */
    private int everyCallStops(int calls) {
        int unknown = 0;
        for (boolean behind : new boolean[] {false, true}) {
            boolean stopped = true;
            for (int number = 1; stopped; number++) {
                Table table = failing();
                table.rowCount();
                database.fail(number, behind, true);
                List<Future<Snapshot>> appends = new ArrayList<>();
                long first = next;
                for (int i = 0; i < calls; i++) {
                    long id = next++;
                    appends.add(threads.submit(() -> table.append(List.of(Event.of(id)))));
                }
                List<@Nullable TableCommitUnknownException> errors = new ArrayList<>();
                for (Future<Snapshot> append : appends) {
                    try {
                        errors.add(unknown(append));
                    } catch (AssertionError e) {
                        errors.add(null); // Certain not to be in: another error.
                    }
                }
                stopped = database.mend();
                for (int i = 0; i < calls; i++) {
                    TableCommitUnknownException error = errors.get(i);
                    if (error != null) {
                        unknown++;
                        List<Event> rows = List.of(Event.of(first + i));
                        tables.load("t").append(error.commitId(), rows);
                        tables.load("t").append(error.commitId(), rows);
                        assertThat(ids()).as("call " + number + ": " + error).contains(first + i);
                    }
                }
                assertThat(ids()).as("call " + number).doesNotHaveDuplicates();
            }
        }
        assertThat(ids())
                .doesNotHaveDuplicates()
                .isSubsetOf(LongStream.range(0, next).boxed().toList());
        return unknown;
    }

    @Test
    void doneAgainItIsThereOnce() {
        assertThat(everyCallStops(1)).as("commits of which nobody knew").isPositive();
    }

    @Test
    void eachOfAGroupHasANameOfItsOwn() {
        int unknown = 0;
        for (int i = 0; i < Seeds.scaled(1); i++) {
            unknown += everyCallStops(4);
        }
        assertThat(unknown).as("calls of which nobody knew").isPositive();
    }
}
