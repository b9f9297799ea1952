package dev.tutti.table;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@link FilterModelTest} once more, with files in an object store. */
class S3FilterModelIT extends FilterModelTest {
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
}
