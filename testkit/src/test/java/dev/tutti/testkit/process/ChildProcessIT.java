package dev.tutti.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.lock.ProcessIdentity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ChildProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Says what it was started with, and then nothing until it is killed. */
    static final class TalkMain {
        private TalkMain() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("args " + String.join(",", args));
            System.err.println("heap " + Runtime.getRuntime().maxMemory() / (1024 * 1024));
            System.out.println("variable " + System.getenv("TALK"));
            Thread.sleep(60_000);
        }
    }

    @Test
    void aJvmTalksAndIsKilled() throws Exception {
        try (ChildProcess child = ChildJvm.of(TalkMain.class)
                .heap("48m")
                .environment("TALK", "ü")
                .option("-Dfile.encoding=UTF-8")
                .option("-Dsun.stdout.encoding=UTF-8")
                .args("a b", 3)
                .start()) {
            assertThat(child.awaitLine("args", LIMIT)).isEqualTo("args a b,3");
            assertThat(child.awaitLine("heap", LIMIT)).startsWith("heap 4");
            child.awaitLine("variable", LIMIT);
            ProcessIdentity identity = ProcessIdentity.of(child.pid()).orElseThrow();
            assertThat(identity.isAlive()).isTrue();
            assertThatThrownBy(() -> child.awaitLine("never", Duration.ofMillis(100)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("args a b,3");
            assertThatThrownBy(() -> child.awaitExit(Duration.ofMillis(50))).hasMessageContaining("still runs");
            child.kill();
            assertThat(child.isAlive()).isFalse();
            assertThat(identity.isAlive()).isFalse();
            assertThatThrownBy(() -> child.awaitLine("never", LIMIT)).hasMessageContaining("ended without");
        }
    }

    @Test
    void theToolsRun() throws Exception {
        assertThat(Tools.python("import sys, h5py\nprint(sys.argv[1], h5py.__version__)", "x")
                        .success())
                .startsWith("x ");
        assertThat(Tools.python("import sys\nsys.exit(3)").status()).isEqualTo(3);
        assertThat(Tools.run("h5dump", "--version").success()).contains("Version");
    }
}
