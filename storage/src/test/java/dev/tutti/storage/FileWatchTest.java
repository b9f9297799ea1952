package dev.tutti.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileWatchTest {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static FileWatch watch(Path path, String kind) {
        return kind.equals("notices") ? FileWatch.of(path) : FileWatch.byLooking(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notices", "looking"})
    @Timeout(60)
    void tellsOfTouchesOfItsFileAlone(String kind) throws Exception {
        Path path = directory.resolve("a");
        try (FileWatch watch = watch(path, kind)) {
            assertThat(watch.await(SHORT)).isFalse();
            Files.writeString(directory.resolve("b"), "neighbour");
            assertThat(watch.await(SHORT)).isFalse();
            Files.writeString(path, "1");
            assertThat(watch.await(LONG)).as("made").isTrue();
            drain(watch);
            Files.writeString(path, "23", StandardOpenOption.APPEND);
            assertThat(watch.await(LONG)).as("written").isTrue();
            drain(watch);
            Files.delete(path);
            assertThat(watch.await(LONG)).as("removed").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notices", "looking"})
    @Timeout(60)
    void wakesAThreadThatWaits(String kind) throws Exception {
        Path path = directory.resolve("a");
        try (FileWatch watch = watch(path, kind)) {
            Thread writer = new Thread(() -> {
                try {
                    Thread.sleep(100);
                    Files.writeString(path, "x");
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            assertThat(watch.await(LONG)).isTrue();
            writer.join();
        }
    }

    @Test
    @Timeout(60)
    void closingEndsTheWait() throws Exception {
        FileWatch watch = FileWatch.of(directory.resolve("a"));
        Thread closer = new Thread(() -> {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            watch.close();
        });
        closer.start();
        assertThat(watch.await(LONG)).isFalse();
        closer.join();
        assertThat(watch.await(LONG)).isFalse();
    }

    private static void drain(FileWatch watch) throws InterruptedException {
        while (watch.await(SHORT)) {
            // One change may be told in several notices.
        }
    }
}
