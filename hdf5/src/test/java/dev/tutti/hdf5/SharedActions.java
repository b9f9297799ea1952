package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.wal.ConflictException;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5ConflictException;
import dev.tutti.hdf5.SharedModel.Found;
import dev.tutti.hdf5.SharedModel.Vector;
import dev.tutti.storage.Storage;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What workers of a simulation do with a file, each noted in the history. */
record SharedActions(SharedModel model, SharedHistory history) {
    void update(H5File file, int worker) {
        int[] count = new int[1];
        file.update(tx -> count[0] = model.change(tx, worker));
        history.acknowledged(worker, count[0]);
    }

    /** A transaction that is not made again if others were faster, or that is given up. */
    void once(H5File file, int worker, Random random) {
        try (Transaction tx = file.begin()) {
            int count = model.change(tx, worker);
            if (random.nextInt(4) > 0) {
                tx.commit(Seeds.pick(random, List.of(Durability.values())));
                history.acknowledged(worker, count);
            }
        } catch (H5ConflictException e) {
            assertThat(e).hasCauseInstanceOf(ConflictException.class);
        }
    }

    void read(H5File file) {
        Vector since = history.begin();
        Found found = file.access().reading(() -> model.read(file));
        history.read(since, found);
    }

    /** As a program that knows nothing of a log: it is refused, or finds a version. */
    void readAsOthers(Path path, Storage process) {
        FileOptions options = FileOptions.readOnly().storage(process).threads(1).lockTimeout(Duration.ZERO);
        try (H5File file = new H5File(FileOpener.read(path, options.settings()), path)) {
            history.read(Vector.none(model.workers()), model.read(file));
        } catch (H5BusyException e) {
            assertThat(e).hasMessageContaining(path.toString());
        }
    }

    /** Without joining: the newest version, as for those who have joined. */
    void readOutside(Path path, Storage process) {
        Vector since = history.begin();
        try (H5File file = H5.open(path, FileOptions.readOnly().storage(process).threads(1))) {
            Found found = model.read(file);
            history.read(since, found);
            process.pause(1_000_000);
            assertThat(model.read(file)).as("a version stays as it is").isEqualTo(found);
        }
    }

    void hold(H5File file, int worker, Random random) {
        Vector since = history.begin();
        try (H5File snapshot = file.snapshot()) {
            Found found = model.read(snapshot);
            history.read(since, found);
            for (int i = random.nextInt(3); i > 0; i--) {
                update(file, worker);
            }
            assertThat(model.read(snapshot)).as("a snapshot stays as it is").isEqualTo(found);
        }
    }
}
