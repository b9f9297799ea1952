package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.locks.Hold;
import dev.tutti.locks.Locks;
import dev.tutti.locks.RedisLocks;
import dev.tutti.testkit.docs.Documents;
import dev.tutti.testkit.process.RedisProcess;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LockCommandIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** Runs a command in another thread: the lock that this one holds is not that one's. */
    private static Shell.Outcome elsewhere(String... args) throws InterruptedException {
        List<Shell.Outcome> outcome = new ArrayList<>();
        Thread thread = new Thread(() -> outcome.add(Shell.run(args)), "elsewhere");
        thread.start();
        thread.join();
        return outcome.get(0);
    }

    @Test
    void aCommandRunsUnderTheLock() throws Exception {
        Tools.assume("sh");
        String file = folder.resolve("run.h5").toString();
        assertThat(Shell.run("lock", file).lines()).containsExactly("free");
        Shell.Outcome ran = Shell.run("lock", file, "--", "sh", "-c", "echo token $TUTTI_LOCK_TOKEN; exit 7");
        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.out()).matches("token [0-9]{16}\\R");
        try (Hold hold = Locks.file(Path.of(file)).write(LONG)) {
            Shell.Outcome busy = elsewhere("lock", file, "--timeout", "100ms", "--read", "--", "sh", "-c", "echo no");
            assertThat(busy.status()).isEqualTo(4);
            assertThat(busy.out()).isEmpty();
            assertThat(busy.err()).contains("pid " + ProcessHandle.current().pid() + " on ");
            assertThat(elsewhere("lock", file).out())
                    .startsWith("holds  write  pid " + ProcessHandle.current().pid())
                    .contains("token " + hold.token());
            assertThat(elsewhere("lock", "--break", "--json", file).out())
                    .contains("\"mode\" : \"write\"", "\"alive\" : true");
            assertThat(elsewhere("lock", "--break", file).err()).contains("nothing is removed");
        }
        assertThat(Shell.run("lock", file, "--", "/no/such/program").status()).isEqualTo(3);
        assertThat(Shell.run("lock", file, "--read", "--write").status()).isEqualTo(2);
        assertThat(Shell.run("lock", folder.resolve("none/run.h5").toString()).status())
                .isEqualTo(3);
        assertThat(Shell.run("lock", file).lines()).containsExactly("free");
    }

    /** What docs/locks.md shows of a lock on a server. */
    private void theLineOfTheGuideRuns(RedisProcess redis) throws IOException {
        Path program = Files.writeString(folder.resolve("ingest.sh"), "#!/bin/sh\nexit 0\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        List<String> lines = Documents.blocks("docs/locks.md", "sh").stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("redis://lab-1:6379"))
                .toList();
        assertThat(lines).hasSize(1);
        new ShellLines(folder)
                .run(lines.get(0)
                        .replace("redis://lab-1:6379", redis.uri().toString())
                        .replace("./ingest.sh", program.toString()));
    }

    /** The way of h5pySWMR: take the lock, open, work, close, release; any number of hosts. */
    @Test
    void filesAreSharedUnderTheLockOfAServer() throws Exception {
        Path file = folder.resolve("shared.h5");
        try (RedisProcess redis = RedisProcess.start(folder);
                RedisLocks locks = Locks.redis(redis.uri())) {
            locks.lock(file).write(LONG).close(); // The server's first seconds are over.
            theLineOfTheGuideRuns(redis);
            H5.create(file).close();
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                writers.add(new Thread(() -> locks.writing(file, hold -> {
                    try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
                        h5.put("data/" + number, new double[] {number, number});
                        hold.check(); // Last before the close writes.
                        return number;
                    }
                })));
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }
            double[] last = locks.reading(file, hold -> {
                try (H5File h5 = H5.open(file, FileOptions.readOnly())) {
                    return h5.dataset("data/3").f64();
                }
            });
            assertThat(last).containsExactly(3, 3);
            assertThat(Shell.run("check", file.toString()).status()).isZero();
            try (Hold hold = locks.lock(file).read(LONG)) {
                Shell.Outcome shown = elsewhere("lock", "--redis", redis.uri().toString(), file.toString());
                assertThat(shown.out()).startsWith("holds  read ").contains("token " + hold.token());
                assertThat(shown.err()).isEmpty();
            }
        }
        Shell.Outcome away = Shell.run("lock", "--redis", "redis://127.0.0.1:1", file.toString());
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains("cannot be reached");
    }
}
