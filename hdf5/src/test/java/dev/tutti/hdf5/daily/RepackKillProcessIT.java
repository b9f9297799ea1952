package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever repacks is killed at any moment: the file is whole, old or new, and no half file has the name of the target. */
@Timeout(300)
class RepackKillProcessIT {
    private static final int DATASETS = 12;

    @TempDir
    private Path folder;

    private static int[] values(int dataset) {
        return IntStream.range(0, 3_000).map(i -> i * (dataset + 1)).toArray();
    }

    @Test
    void everyFileIsWholeAfterAKill() {
        Seeds.repeat(1, random -> {
            Path file = folder.resolve("source.h5");
            Path other = folder.resolve("other.h5");
            try (H5File made = H5.create(file)) {
                for (int i = 0; i < DATASETS; i++) {
                    made.create("g" + i % 3 + "/d" + i)
                            .type(DType.I32)
                            .shape(3_000)
                            .chunk(100)
                            .deflate(1)
                            .create()
                            .write(values(i));
                }
                made.attrs().set("names", new String[] {"one", "two"});
            }
            for (int kill = 0; kill < 3; kill++) {
                try (ChildProcess child = ChildJvm.of(RepackMain.class)
                        .heap("128m")
                        .args(file, other)
                        .start()) {
                    child.awaitLine(kill == 0 ? "ready" : "round", Duration.ofSeconds(100));
                    Thread.sleep(random.nextInt(400));
                    child.kill();
                }
                isWhole(file);
                if (Files.exists(other)) {
                    isWhole(other);
                }
                H5.repack(file, file); // goes on whatever was left behind
                isWhole(file);
                try (Stream<Path> left = Files.list(folder)) {
                    List<String> names = left.map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith("other.h5"))
                            .toList();
                    assertThat(names).containsExactly("source.h5");
                }
            }
        });
    }

    private static void isWhole(Path path) {
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            for (int i = 0; i < DATASETS; i++) {
                assertThat(file.dataset("g" + i % 3 + "/d" + i).i32()).isEqualTo(values(i));
            }
            assertThat(file.attrs().get("names", String[].class)).containsExactly("one", "two");
        }
    }
}
