package dev.tutti.hdf5.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound files that are cut off or damaged, with checksums made right again: each ends in a result or in declared errors, in time. */
class BadInputFuzzTest {
    /** A whole ordeal is several operations, each of which has two seconds at most. */
    private static final long MOST_NANOS = 4_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void aFileThatIsCutOffAnywhere() throws Exception {
        byte[] sound = Files.readAllBytes(SampleFile.make(folder.resolve("sound.h5")));
        for (int length = 0; length < sound.length; length += 97) {
            ordeal(Arrays.copyOf(sound, length), "cut off after " + length + " bytes");
        }
    }

    @Test
    void aFileWithDamageBehindSoundChecksums() throws Exception {
        Damage damage = new Damage(Files.readAllBytes(SampleFile.make(folder.resolve("sound.h5"))));
        assertThat(damage.blocks()).as("blocks with a checksum").isGreaterThan(30);
        Seeds.repeat(200, random -> ordeal(damage.damaged(random), "damaged"));
    }

    @Test
    void anAbandonedLiveFileWithDamage() throws Exception {
        Path live = folder.resolve("live.h5");
        Path left = folder.resolve("left.h5");
        try (LiveWriter writer = H5.live(live)) {
            var dataset = writer.create("a/x")
                    .type(dev.tutti.hdf5.DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(16)
                    .create();
            for (int i = 0; i < 50; i++) {
                dataset.append(new double[] {i, i, i});
                writer.publish();
            }
            Files.copy(live, left);
        }
        byte[] all = Files.readAllBytes(left);
        Damage damage = new Damage(Arrays.copyOf(all, Math.min(all.length, 64 << 10)));
        // Each broken block of a live file is read again for a while, as its writer may be at work on it.
        Seeds.repeat(8, random -> ordeal(damage.damaged(random), "damaged"));
    }

    private void ordeal(byte[] bytes, String what) throws Exception {
        Path file = Files.write(folder.resolve("damaged.h5"), bytes);
        long took = timed(file);
        // A machine that is busy with something else gets a second chance.
        assertThat(took < MOST_NANOS ? took : timed(file)).as("%s: time", what).isLessThan(MOST_NANOS);
    }

    private static long timed(Path file) {
        long before = System.nanoTime();
        Ordeal.of(file);
        return System.nanoTime() - before;
    }
}
