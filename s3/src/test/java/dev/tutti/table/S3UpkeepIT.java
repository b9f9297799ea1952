package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@link UpkeepTest} once more, with files in an object store. */
class S3UpkeepIT extends UpkeepTest {
    private static ObjectServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new ObjectServer();
        TestPlace.choose(server::at);
    }

    @AfterAll
    static void stop() {
        TestPlace.choose(Tables::at);
        server.close();
    }

    @Override
    long files() {
        return server.files(folder, "").size();
    }

    @Override
    String orphan() {
        return server.put(folder, "default/t/data/left.parquet");
    }

    /** What was let go stays for readers that have begun with it. */
    @Test
    void filesThatAreLetGoStayForTheGracePeriod() throws Exception {
        Maintenance patient = new Maintenance(0, 1, 0, Duration.ofHours(1));
        try (Tables tables = TestPlace.at(folder, TablesOptions.standard().maintenance(patient))) {
            Table table = tables.create("t", Event.class);
            for (int i = 0; i < 3; i++) {
                table.append(List.of(Event.of(i)));
            }
            table.compact();
            TableView old = table.view();
            table.overwrite(Filter.less("id", 10), List.of(Event.of(10)));
            long before = files();
            assertThat(table.expire(Instant.now().plusSeconds(1), 1)).isEqualTo(4);
            // And the list of what is to be deleted; a metadata file, and no list of metadata files is full yet.
            assertThat(files()).isEqualTo(before + 2);
            assertThat(server.files(folder, "default/t/garbage/")).hasSize(1);
            assertThat(old.scan().count()).isEqualTo(3);
        }
    }
}
