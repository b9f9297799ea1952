package dev.tutti.table.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files stay open until the barrier that brings them to disk, few of them, small ones, and none that is deleted before. */
class LateBarriersTest {
    @TempDir
    Path folder;

    private static void write(LocalFileIO io, Path path, int length) throws IOException {
        try (OutputStream out = io.newOutputFile(path.toUri().toString()).create()) {
            out.write(new byte[length]);
        }
    }

    @Test
    void aBarrierIsForAllThatWasWritten() throws IOException {
        try (LocalFileIO io = LocalFileIO.withLateBarriers()) {
            for (int i = 0; i < 200; i++) {
                write(io, folder.resolve("f" + i % 3).resolve("" + i), i == 7 ? 2 << 20 : i);
            }
            io.barrier();
            io.barrier();
            for (int i = 0; i < 200; i++) {
                assertThat(folder.resolve("f" + i % 3).resolve("" + i)).hasSize(i == 7 ? 2 << 20 : i);
            }
            write(io, folder.resolve("gone"), 3);
            io.deleteFile(folder.resolve("gone").toUri().toString());
            io.barrier();
            assertThat(folder.resolve("gone")).doesNotExist();
        }
    }

    @Test
    void threadsShareBarriers() throws Exception {
        try (LocalFileIO io = LocalFileIO.withLateBarriers()) {
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int number = t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 10; i++) {
                        Path path = folder.resolve(number + "-" + i);
                        try {
                            write(io, path, 100);
                            if (i % 3 == 0) {
                                io.deleteFile(path.toUri().toString());
                            }
                            io.barrier();
                        } catch (IOException e) {
                            failures.add(e);
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void whatIsNotOnDiskFailsEachBarrierUntilItIsDeleted() throws IOException {
        try (LateBarriers barriers = new LateBarriers()) {
            Path path = folder.resolve("file");
            // A device has nothing that could be brought to disk, and the system says so.
            FileOutputStream out = new FileOutputStream("/dev/null");
            assertThat(barriers.add(path, folder, out)).isTrue();
            assertThat(barriers.add(path, folder, out)).as("twice").isFalse();
            assertThatThrownBy(barriers::barrier).isInstanceOf(IOException.class);
            assertThatThrownBy(barriers::barrier).isInstanceOf(IOException.class);
            barriers.forget(path);
            barriers.barrier();
            assertThat(Files.exists(path)).isFalse();
        }
    }
}
