package dev.tutti.hdf5.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5BusyException;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveOptions;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may be in a file together with whom: HDF5's rules hold in both directions, and Tutti names the holder. */
class RefusalProcessIT {
    private static final Duration START = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void make() {
        Tools.assumeH5py();
        path = directory.resolve("file.h5");
        try (LiveWriter writer = H5.live(path)) {
            writer.create("plain")
                    .type(dev.tutti.hdf5.DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(16)
                    .create();
            writer.publish();
        }
    }

    @Test
    void aLiveTuttiWriterKeepsOthersOut() throws Exception {
        try (LiveWriter writer = H5.live(path)) {
            assertThat(h5py("r", "plain")).startsWith("refused");
            assertThat(h5py("r+", "plain")).startsWith("refused");
            assertThat(h5py("r", "swmr")).isEqualTo("opened");
            assertBusy(
                    () -> H5.live(path, LiveOptions.defaults().file(hasty(FileOptions.exclusive()))),
                    "" + ProcessHandle.current().pid());
            assertBusy(
                    () -> H5.open(path, hasty(FileOptions.readOnly())),
                    "" + ProcessHandle.current().pid());
            assertBusy(
                    () -> H5.open(path, hasty(FileOptions.exclusive())),
                    "" + ProcessHandle.current().pid());
            try (Follower follower = H5.follow(path)) {
                assertThat(follower.view().contains("plain")).isTrue();
            }
            writer.publish();
        }
        assertThat(h5py("r", "plain")).isEqualTo("opened");
        assertThat(h5py("r+", "plain")).isEqualTo("opened");
    }

    @Test
    void anExclusiveTuttiWriterKeepsAllOut() throws Exception {
        try (H5File file = H5.open(path, FileOptions.exclusive())) {
            file.createGroup("new");
            assertThat(h5py("r", "plain")).startsWith("refused");
            assertThat(h5py("r", "swmr")).startsWith("refused");
            assertThat(h5py("r+", "plain")).startsWith("refused");
            assertBusy(
                    () -> H5.open(path, hasty(FileOptions.readOnly())),
                    "" + ProcessHandle.current().pid());
        }
        assertThat(h5py("r", "plain")).isEqualTo("opened");
    }

    @Test
    void aPlainTuttiReaderKeepsWritersOut() throws Exception {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            assertThat(h5py("r", "plain")).isEqualTo("opened");
            assertThat(h5py("r+", "plain")).startsWith("refused");
            assertBusy(
                    () -> H5.open(path, hasty(FileOptions.exclusive())),
                    "" + ProcessHandle.current().pid());
            assertThat(file.contains("plain")).isTrue();
        }
    }

    @Test
    void aPlainWriterOfTheCLibraryKeepsTuttiOut() throws Exception {
        try (ChildProcess h5py = hold("r+", "plain", "plain")) {
            assertBusy(() -> H5.open(path, hasty(FileOptions.readOnly())), "" + h5py.pid());
            assertBusy(() -> H5.open(path, hasty(FileOptions.exclusive())), "" + h5py.pid());
            assertBusy(
                    () -> H5.live(path, LiveOptions.defaults().file(hasty(FileOptions.exclusive()))), "" + h5py.pid());
            release(h5py);
        }
        H5.open(path).close();
        H5.live(path).close();
    }

    @Test
    void aLiveWriterOfTheCLibraryKeepsWritersOut() throws Exception {
        try (ChildProcess h5py = hold("r+", "plain", "live")) {
            assertThatThrownBy(() -> H5.live(path, LiveOptions.defaults().file(hasty(FileOptions.exclusive()))))
                    .isInstanceOf(H5BusyException.class);
            assertThatThrownBy(() -> H5.open(path, hasty(FileOptions.exclusive())))
                    .isInstanceOf(H5BusyException.class);
            assertThatThrownBy(() -> H5.open(path, hasty(FileOptions.readOnly())))
                    .isInstanceOf(H5BusyException.class);
            try (Follower follower = H5.follow(path)) {
                assertThat(follower.view().contains("plain")).isTrue();
            }
            release(h5py);
        }
        H5.live(path).close();
    }

    @Test
    void aLiveWriterMayStartWhileReadersHaveTheFile() throws Exception {
        try (ChildProcess swmr = hold("r", "swmr", "plain");
                LiveWriter writer = H5.live(path)) {
            writer.dataset("plain").append(new double[] {1, 2, 3});
            writer.publish();
            release(swmr);
        }
        assertThat(H5.read(path, "plain", double[].class)).containsExactly(1, 2, 3);
    }

    private static FileOptions hasty(FileOptions options) {
        return options.lockTimeout(Duration.ofMillis(200));
    }

    private static void assertBusy(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String holder) {
        assertThatThrownBy(call).isInstanceOf(H5BusyException.class).hasMessageContaining(holder);
    }

    private String h5py(String mode, String how) throws Exception {
        return Tools.python(Python.OPEN, path, mode, how)
                .success()
                .lines()
                .findFirst()
                .orElse("");
    }

    private ChildProcess hold(String mode, String how, String then) throws Exception {
        ChildProcess h5py = Tools.startPython(Python.OPEN, path, mode, how, then);
        h5py.awaitLine("held", START);
        return h5py;
    }

    private static void release(ChildProcess h5py) throws Exception {
        h5py.send("close");
        h5py.awaitSuccess(START);
    }
}
