package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LiveCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void recordAppendsLinesAndBytes() {
        String target = folder.resolve("log.h5") + "/station/ex";
        Shell.Outcome csv = Shell.runWithInput(
                "t,x\n1,2\n3,4.5\n".getBytes(StandardCharsets.UTF_8), "record", target, "--every", "10ms");
        assertThat(csv.status()).as(csv.err()).isZero();
        assertThat(csv.err()).contains("2 rows recorded");
        ByteBuffer raw = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        raw.putDouble(5).putDouble(6).putDouble(7).putDouble(8);
        Shell.Outcome binary = Shell.runWithInput(raw.array(), "record", target, "--format", "f64", "--columns", "2");
        assertThat(binary.status()).as(binary.err()).isZero();
        assertThat(Shell.run("get", target).lines()).containsExactly("1,2", "3,4.5", "5,6", "7,8");
        assertThat(Shell.run("check", folder.resolve("log.h5").toString()).status())
                .isZero();
    }

    @Test
    void aBadLineIsNamedAndWhatCameBeforeIsKept() {
        String target = folder.resolve("log.h5") + "/x";
        Shell.Outcome outcome =
                Shell.runWithInput("1\n2\nthree\n4\n".getBytes(StandardCharsets.UTF_8), "record", target);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("line 3").contains("three");
        assertThat(Shell.run("get", target).lines()).containsExactly("1", "2");
    }

    @Test
    void watchPrintsWhatIsAppended() throws Exception {
        Path file = folder.resolve("live.h5");
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (LiveWriter writer = H5.live(file)) {
            Dataset x = writer.create("x")
                    .type(DType.I32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(16)
                    .create();
            writer.publish();
            CompletableFuture<Shell.Outcome> lines = CompletableFuture.supplyAsync(
                    () -> Shell.run("watch", file + "/x", "--jsonl", "--from", "0", "--until", "50"), pool);
            CompletableFuture<Shell.Outcome> simple = CompletableFuture.supplyAsync(
                    () -> Shell.run("watch", file + "/x", "--simple", "--from", "0", "--until", "50"), pool);
            for (int i = 0; i < 50; i += 5) {
                x.append(new int[] {i, i + 1, i + 2, i + 3, i + 4});
                writer.publish();
                Thread.sleep(5);
            }
            Shell.Outcome outcome = lines.get(30, TimeUnit.SECONDS);
            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.lines().get(0)).startsWith("{\"path\":\"/x\",\"from\":0,");
            assertThat(outcome.out()).contains("\"to\":50").contains("49]}");
            assertThat(simple.get(30, TimeUnit.SECONDS).lines())
                    .hasSize(50)
                    .startsWith("0", "1")
                    .endsWith("49");
            Shell.Outcome ls = Shell.run("ls", file.toString());
            assertThat(ls.err())
                    .contains("is live")
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(ls.out()).contains("x  i32 (50)");
            assertThat(Shell.run("ls", "--json", file.toString()).out()).contains("\"live\"", "\"version\"");
            Shell.Outcome lock = Shell.run("lock", file.toString());
            assertThat(lock.lines()).containsExactly("free");
            assertThat(lock.err())
                    .contains("is live: pid " + ProcessHandle.current().pid());
            assertThat(Shell.run("lock", "--json", file.toString()).out()).contains("\"live\"");
            assertThat(Shell.run("watch", file + "/x", "--plot", "--until", "50")
                            .out())
                    .contains("/x  50 rows");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void watchGivesUpWhenNothingComes() {
        Shell.Outcome outcome = Shell.run("watch", folder.resolve("never.h5") + "/x", "--timeout", "200ms");
        assertThat(outcome.status()).isIn(3, 4);
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void theDoctorLooksAround() {
        Shell.Outcome outcome = Shell.run("doctor", folder.toString());
        assertThat(outcome.out()).contains("java", "file system", "locks", "live");
        assertThat(folder).isEmptyDirectory();
        assertThat(Shell.run("doctor", "--json", folder.toString()).out()).contains("\"findings\"");
    }
}
