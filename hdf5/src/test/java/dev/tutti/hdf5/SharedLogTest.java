package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.wal.LogFiles;
import dev.tutti.engine.wal.Session;
import dev.tutti.format.log.LogRecord;
import dev.tutti.storage.Storage;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one process leaves in the log, met by another that does something else. */
final class SharedLogTest {
    private static final Path FILE = Path.of("/data/x.h5");

    private final SimStorage storage = new SimStorage();

    @BeforeEach
    void make() throws IOException {
        try (H5File file =
                H5.create(FILE, FileOptions.exclusive().storage(storage).threads(1))) {
            file.put("n", 0L);
        }
        storage.forceDirectory(FILE.getParent());
    }

    private static H5File open(Storage process, Durability durability) {
        return H5.open(FILE, FileOptions.shared().storage(process).threads(1).durability(durability));
    }

    private static Session session(H5File file) throws IOException {
        return Objects.requireNonNull(((SharedAccess) file.access()).file().attachedSession());
    }

    @Test
    void aProcessThatDiedInARollStopsNobody() throws IOException {
        try (H5File file = open(storage, Durability.CONSISTENT);
                H5File other = open(storage.newProcess("other"), Durability.CONSISTENT)) {
            file.put("a", 1L);
            assertThat(other.contains("a")).isTrue();
            rollAndDie(other);
            file.put("big", new double[40_000]); // reserves space
            rollAndDie(other);
            session(file).checkpoint(); // writes notes into the log
            file.put("b", 2L);
        }
        try (H5File file = open(storage, Durability.CONSISTENT)) {
            assertThat(file.dataset("big").f64()).hasSize(40_000);
            assertThat(file.dataset("b").read(Long.class)).isEqualTo(2L);
        }
    }

    /** Takes the lock and makes a segment at the commit point, which is never published. */
    private void rollAndDie(H5File other) throws IOException {
        Session session = session(other);
        session.alone(() -> {
            SimStorage process = storage.newProcess("dies");
            LogRecord.Draft state = new LogRecord.Draft(LogRecord.Type.STATE, 0, 0, 0, 0, 0, 0, List.of());
            LogFiles.open(process, FILE).roll(session.newest(), state);
            process.kill();
            return process;
        });
    }

    @Test
    void aDurableCommitSecuresEarlierOnesThatItStandsOn() {
        double[] values = new double[40_000];
        values[39_999] = 7;
        H5File consistent = open(storage, Durability.CONSISTENT);
        H5File durable = open(storage.newProcess("durable"), Durability.DURABLE);
        consistent.put("big", values);
        durable.put("small", 5L);
        try (H5File file = open(storage.afterWorstPowerCut(), Durability.CONSISTENT)) {
            assertThat(file.dataset("small").read(Long.class)).isEqualTo(5L);
            assertThat(file.dataset("big").f64()).isEqualTo(values);
        }
        consistent.close();
        durable.close();
    }
}
