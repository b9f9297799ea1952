package dev.tutti.hdf5.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.FollowOptions;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publish over several datasets is seen by followers all at once, at full speed, with datasets that join late (L4). */
class FollowerAtomicityTest {
    private static final int LATE = 12;

    @TempDir
    private Path directory;

    @Test
    void followersNeverSeeUnequalProgress() throws Exception {
        Path path = directory.resolve("live.h5");
        int publishes = Seeds.scaled(3000);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        try (LiveWriter writer = H5.live(path)) {
            // Joins late: made before all others, grows for the first time when the session is old.
            for (int i = 0; i < LATE; i++) {
                dataset(writer, "late" + i);
            }
            dataset(writer, "a");
            dataset(writer, "b");
            dataset(writer, "c");
            writer.publish();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> follow(path, done, wrong, publishes));
                thread.start();
                threads.add(thread);
            }
            for (int i = 1; i <= publishes && wrong.get() == null; i++) {
                for (String name : new String[] {"a", "b", "c"}) {
                    writer.dataset(name).append(new long[] {i, -i});
                }
                for (int late = 0; late < LATE; late++) {
                    int from = start(late, publishes);
                    if (i >= from) {
                        writer.dataset("late" + late).append(i == from ? new long[2 * i] : new long[] {i, -i});
                    }
                }
                writer.publish();
            }
            done.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        if (wrong.get() != null) {
            throw new AssertionError(wrong.get());
        }
    }

    private static int start(int late, int publishes) {
        return (late + 1) * publishes / (LATE + 2);
    }

    private static void dataset(LiveWriter writer, String name) {
        writer.create(name)
                .type(DType.I64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(64)
                .create();
    }

    private static void follow(Path path, AtomicBoolean done, AtomicReference<Throwable> wrong, int publishes) {
        int looks = 0;
        try (Follower follower = H5.follow(
                path, FollowOptions.defaults().file(FileOptions.snapshotOfLive().threads(1)))) {
            while (!done.get() && wrong.get() == null) {
                follower.refresh();
                H5File view = follower.view();
                long expected = view.dataset("a").shape()[0];
                // Old views are asked late on purpose: the file has moved on meanwhile.
                if (looks++ % 3 == 0) {
                    Thread.sleep(1);
                }
                for (int late = LATE - 1; late >= 0; late--) {
                    long rows = view.dataset("late" + late).shape()[0];
                    long should = expected >= 2L * start(late, publishes) ? expected : 0;
                    assertThat(rows).as("late" + late + " beside " + expected).isEqualTo(should);
                }
                assertThat(view.dataset("b").shape()[0]).isEqualTo(expected);
                long[] c = view.dataset("c").i64();
                assertThat((long) c.length).isEqualTo(expected);
                for (int i = 0; i < c.length; i++) {
                    assertThat(c[i]).isEqualTo(i % 2 == 0 ? i / 2 + 1 : -(i / 2 + 1));
                }
            }
        } catch (Throwable e) {
            wrong.compareAndSet(null, e);
        }
    }
}
