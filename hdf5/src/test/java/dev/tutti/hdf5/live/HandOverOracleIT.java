package dev.tutti.hdf5.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FollowedDataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One follower, and writers of both makes one after the other: what a writer left behind must not hide what the next one writes. */
class HandOverOracleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String APPEND =
            """
            import sys, time
            import h5py
            f = h5py.File(sys.argv[1], 'r+', libver='latest')
            d = f['d']
            f.swmr_mode = True
            for i in range(100):
                n = d.shape[0]
                d.resize((n + 5,))
                d[n:] = range(n, n + 5)
                d.flush()
                time.sleep(0.002)
            f.close()
            """;

    @TempDir
    Path folder;

    @Test
    void aFollowerSeesWhatTuttiThenTheCLibraryThenTuttiWrites() throws Exception {
        Tools.assumeH5py();
        Path path = folder.resolve("handed.h5");
        try (LiveWriter writer = H5.live(path)) {
            writer.create("d")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(64)
                    .create();
            writer.dataset("d").append(new double[] {0, 1, 2});
        }
        AtomicLong next = new AtomicLong();
        try (Follower follower = H5.follow(path)) {
            FollowedDataset followed = follower.dataset("d");
            AutoCloseable subscription = followed.onAppend(append -> {
                double[] values = append.f64();
                for (int i = 0; i < values.length; i++) {
                    assertThat(values[i]).isEqualTo((double) (next.get() + i));
                }
                assertThat(append.from()).isEqualTo(next.get());
                next.set(append.to());
            });
            try (ChildProcess python = Tools.startPython(APPEND, path)) {
                python.awaitSuccess(PATIENCE);
            }
            assertThat(followed.await(503, PATIENCE)).isTrue();
            try (LiveWriter writer = H5.live(path)) {
                writer.dataset("d").append(new double[] {503, 504});
                writer.publish();
                assertThat(followed.await(505, PATIENCE)).isTrue();
                writer.dataset("d").append(new double[] {505});
            }
            assertThat(followed.await(506, PATIENCE)).isTrue();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (next.get() < 506 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertThat(next.get()).isEqualTo(506);
            subscription.close();
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }
}
