package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.table.local.LocalFileIO;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose catalog is a server: the same program with another address. */
class RestCatalogTest {
    @TempDir
    Path folder;

    private static TablesOptions options() {
        return TablesOptions.standard().property("io-impl", LocalFileIO.class.getName());
    }

    private static List<Event> events(long from, long to) {
        return LongStream.range(from, to).mapToObj(Event::of).toList();
    }

    private static List<Long> ids(Scan scan) {
        return scan.as(Event.class).map(Event::id).sorted().toList();
    }

    @Test
    void onlyTheAddressChanges() throws Exception {
        try (RestServer server = new RestServer(folder);
                Tables tables = Tables.at(server.address(), options())) {
            Table table = tables.create("lab.t", Event.class);
            assertThatThrownBy(() -> tables.create("lab.t", Event.class)).isInstanceOf(H5ExistsException.class);
            Snapshot first = table.append(events(0, 3));
            table.append("a load", events(3, 5));
            table.append("a load", events(3, 5));
            table.delete(Filter.equal("id", 4));
            table.columns(c -> c.add("note", ColumnType.STRING));
            table.change(tx -> {
                long rows = tx.scan().count();
                tx.append(events(10, 10 + rows));
            });
            assertThat(ids(table.scan())).containsExactly(0L, 1L, 2L, 3L, 10L, 11L, 12L, 13L);
            assertThat(ids(table.at(first.id()).scan())).containsExactly(0L, 1L, 2L);
            assertThat(table.compact().to()).isEqualTo(1);
            assertThat(table.expire(java.time.Instant.now().plusSeconds(1), 1)).isPositive();
            tables.rename("lab.t", "lab.u");
            assertThat(tables.list()).containsExactly("lab.u");
            assertThat(tables.load("lab.u").rowCount()).isEqualTo(8);
            tables.drop("lab.u");
            assertThatThrownBy(() -> tables.load("lab.u")).isInstanceOf(H5NotFoundException.class);
        }
    }

    @Test
    void writersThatMeetOnlyAtTheServerLoseNothing() throws Exception {
        int writers = 3;
        int each = 4;
        try (RestServer server = new RestServer(folder);
                Tables tables = Tables.at(server.address(), options())) {
            Table table = tables.create("lab.t", Event.class);
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                long from = (long) w * each;
                Thread thread = new Thread(() -> {
                    try (Tables own = Tables.at(server.address(), options())) {
                        Table mine = own.load("lab.t");
                        for (long id = from; id < from + each; id++) {
                            mine.append(events(id, id + 1));
                        }
                    }
                });
                thread.setUncaughtExceptionHandler((where, error) -> failures.add(error));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(ids(table.scan()))
                    .isEqualTo(LongStream.range(0, writers * each).boxed().toList());
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsIn() throws Exception {
        try (RestServer server = new RestServer(folder);
                Tables tables = Tables.at(server.address(), options())) {
            Table table = tables.create("lab.t", Event.class);
            table.append(events(0, 1));
            server.answersToLose.set(1);
            table.append(events(1, 2));
            assertThat(ids(table.scan())).containsExactly(0L, 1L);
        }
    }
}
