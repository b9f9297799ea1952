package dev.tutti.table;

import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@link TablesProcessIT} once more, with files in an object store: no lock of a folder gives processes their turn, so that each commit may find that another was quicker. */
class S3TablesProcessIT extends TablesProcessIT {
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
    ChildJvm child(Class<?> main) {
        return ChildJvm.of(StoreMain.class)
                .option("-Daws.requestChecksumCalculation=WHEN_REQUIRED")
                .option("-Daws.responseChecksumValidation=WHEN_REQUIRED")
                .args(server.port(), main.getSimpleName());
    }

    @Override
    int[] processes() {
        return Seeds.isLong() ? new int[] {2, 3, 4} : new int[] {2, 4};
    }

    @Override
    int kills() {
        return Seeds.isLong() ? 40 : 4;
    }
}
