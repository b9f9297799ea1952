package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More datasets grow in a live file than its publication record has room for, a few more at each publish: the list of their extents, which then stands in the file, never
 * goes over anything else.
 */
final class LiveListTest {
    @TempDir
    private Path folder;

    @Test
    void theListOfExtentsStaysInItsPlace() {
        Seeds.repeat(3, random -> {
            Path path = Files.createTempFile(folder, "list", ".h5");
            Files.delete(path);
            List<Integer> lengths = new ArrayList<>();
            try (LiveWriter writer = H5.live(path)) {
                for (int publish = 0; publish < 60; publish++) {
                    grow(writer.file(), lengths, random);
                    writer.publish();
                    if (publish % 10 == 9) {
                        try (H5File seen = H5.open(path, FileOptions.snapshotOfLive())) {
                            compare(seen, lengths);
                        }
                    }
                }
            }
            assertThat(H5.check(path).problems()).isEmpty();
            try (H5File file = H5.open(path, FileOptions.readOnly())) {
                compare(file, lengths);
            }
        });
    }

    private static void grow(H5File file, List<Integer> lengths, Random random) {
        for (int more = random.nextInt(8); more > 0; more--) {
            file.create(name(lengths.size()))
                    .type(DType.I32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(16)
                    .create();
            lengths.add(0);
        }
        for (int i = 0; i < lengths.size(); i++) {
            if (random.nextInt(3) > 0) {
                file.dataset(name(i)).append(new int[] {lengths.get(i)});
                lengths.set(i, lengths.get(i) + 1);
            }
        }
    }

    private static void compare(H5File file, List<Integer> lengths) {
        for (int i = 0; i < lengths.size(); i++) {
            int[] values = file.dataset(name(i)).i32();
            assertThat(values).as(name(i)).hasSize(lengths.get(i));
            for (int j = 0; j < values.length; j++) {
                assertThat(values[j]).as(name(i)).isEqualTo(j);
            }
        }
    }

    private static String name(int i) {
        return "/values" + i;
    }
}
