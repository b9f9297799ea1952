package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.run.Console;
import dev.tutti.hdf5.H5;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that print much have a bar while that goes into a file, and none while it runs over the screen. */
final class BesideOutputTest {
    /** More than the console holds back. */
    private static final int ROWS = 30_000;

    @TempDir
    private Path folder;

    /** Runs a command whose output is taken only when a bar is there, or at once if none is expected; says what stood on standard error. */
    private static String run(boolean screen, String task, String... words) {
        CountDownLatch shown = new CountDownLatch(1);
        ByteArrayOutputStream err = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                super.write(bytes, from, length);
                if (toString(StandardCharsets.UTF_8).contains(task)) {
                    shown.countDown();
                }
            }
        };
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                try {
                    assertThat(screen || shown.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err, screen, true, Map.of());
        assertThat(Tutti.run(console, words)).isZero();
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void rowsOfATable() throws Exception {
        Path csv = Files.writeString(
                folder.resolve("rows.csv"),
                "id\n" + LongStream.range(0, ROWS).mapToObj(Long::toString).collect(Collectors.joining("\n")));
        String table = folder.resolve("lake") + "/t";
        assertThat(Shell.run("table", "create", table, "id:long!").status()).isZero();
        assertThat(Shell.run("table", "append", table, csv.toString()).status()).isZero();
        assertThat(run(false, "scan", "table", "scan", table)).contains("/" + ROWS);
        assertThat(run(true, "scan", "table", "scan", table)).isEmpty();
    }

    @Test
    void valuesOfADataset() {
        Path file = folder.resolve("run.h5");
        H5.write(file, "x", LongStream.range(0, ROWS).toArray());
        assertThat(run(false, "get", "get", file + "/x")).contains("MB");
        assertThat(run(true, "get", "get", file + "/x")).isEmpty();
    }
}
