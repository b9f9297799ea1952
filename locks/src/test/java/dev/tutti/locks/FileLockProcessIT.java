package dev.tutti.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The processes' contract on a lock file: what a killed process had is free at once. */
final class FileLockProcessIT extends LockProcessContract {
    @Override
    String where() {
        return "file";
    }

    @Override
    SharedLock lock() {
        return Locks.file(file);
    }

    @Override
    Duration lease() {
        return Duration.ofSeconds(1); // Has no meaning here.
    }

    @Override
    Duration afterlife() {
        return MOMENT;
    }

    /** L1 and L7: killed anywhere, also while it changes the lock file. */
    @Test
    void killsInTheMiddleOfLockingDoNoHarm() throws Exception {
        Path counter = Files.writeString(folder.resolve("counter"), "0");
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (int round = 0; round < 12; round++) {
                while (children.size() < 3) {
                    ChildProcess child = child();
                    child.send("work " + counter + " 100000");
                    children.add(child);
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(20, 120));
                children.remove(0).kill();
            }
            for (ChildProcess child : children) {
                assertThat(child.isAlive()).as(child.report()).isTrue();
                assertThat(child.lines()).extracting(ChildProcess.Line::text).doesNotContain("torn");
                child.kill();
            }
        } finally {
            children.forEach(ChildProcess::close);
        }
        try (Hold hold = lock().write(MOMENT)) {
            assertThat(lock().holders()).hasSize(1);
            hold.check();
        }
    }
}
