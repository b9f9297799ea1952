package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.NioStorage;
import dev.tutti.testkit.store.CountingStorage;
import dev.tutti.testkit.store.CountingStorage.Counts;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What frequent operations ask of the disk: a guard of their cost that is the same on every machine, busy or not. Who makes one cheaper lowers its number. */
class CountedCallsTest {
    @TempDir
    private Path folder;

    private final CountingStorage storage = new CountingStorage(new NioStorage());

    private FileOptions on(FileOptions options) {
        return options.storage(storage).threads(1);
    }

    private Counts counted(Runnable work) {
        storage.reset();
        work.run();
        return storage.counts();
    }

    private Path written(int values, int chunk) {
        Path path = folder.resolve(values
                + (chunk == 0 ? "-whole.h5" : "-in-" + chunk + ".h5")); // a name that ends with zeros is that of a part
        try (H5File file = H5.create(path, FileOptions.exclusive())) {
            DatasetBuilder data = file.create("data").type(DType.F64).shape(values);
            (chunk == 0 ? data : data.chunk(chunk)).create().write(new double[values]);
        }
        return path;
    }

    /** The values, and the object header with the record, which stand in one page; for a dataset whose header stands elsewhere, three writes. */
    @Test
    void aLiveAppendAndPublish() {
        int times = 100;
        try (LiveWriter writer =
                H5.live(folder.resolve("live.h5"), LiveOptions.defaults().file(on(FileOptions.exclusive())))) {
            Dataset first = growing(writer, "first");
            Dataset second = growing(writer, "second");
            Counts one = appends(writer, times, first);
            assertThat(one.writes()).isLessThanOrEqualTo(2L * times + 20);
            assertThat(one.bytesWritten()).isLessThanOrEqualTo(3200L * times);
            Counts other = appends(writer, times, second);
            assertThat(other.writes()).isLessThanOrEqualTo(3L * times + 20);
            assertThat(other.bytesWritten()).isLessThanOrEqualTo(2000L * times);
            Counts both = appends(writer, times, first, second);
            assertThat(both.writes()).isLessThanOrEqualTo(4L * times + 20);
        }
    }

    private static Dataset growing(LiveWriter writer, String name) {
        return writer.create(name)
                .type(DType.F64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(4096)
                .create();
    }

    private Counts appends(LiveWriter writer, int times, Dataset... datasets) {
        double[] values = new double[100];
        for (Dataset data : datasets) {
            data.append(values);
            writer.publish();
        }
        Counts counts = counted(() -> {
            for (int i = 0; i < times; i++) {
                for (Dataset data : datasets) {
                    data.append(values);
                }
                writer.publish();
            }
        });
        assertThat(counts.reads()).isLessThanOrEqualTo(1); // the first page, once
        assertThat(counts.barriers()).isZero();
        return counts;
    }

    @Test
    void aFileIsOpenedReadAndClosed() {
        Path path = written(10_000, 0);
        Counts counts = counted(() -> {
            try (H5File file = H5.open(path, on(FileOptions.readOnly()))) {
                assertThat(file.dataset("data").f64(Slice.rows(0, 100))).hasSize(100);
            }
        });
        assertThat(counts.reads()).isLessThanOrEqualTo(3); // superblock, root group with what stands beside it, values
        assertThat(counts.bytesRead()).isLessThanOrEqualTo(4096);
        assertThat(counts.writes() + counts.barriers()).isZero();
    }

    @Test
    void theLastOfManyChunksIsFoundInFewReads() {
        Path path = written(40_000, 2);
        Counts counts = counted(() -> {
            try (H5File file = H5.open(path, on(FileOptions.readOnly()))) {
                assertThat(file.dataset("data").f64(Slice.rows(39_998, 40_000))).hasSize(2);
            }
        });
        assertThat(counts.reads()).isLessThanOrEqualTo(7);
    }

    @Test
    void aContiguousDatasetIsReadInLargePieces() {
        Path path = written(1 << 20, 0);
        double[] target = new double[1 << 20];
        Counts counts = counted(() -> {
            try (H5File file = H5.open(path, on(FileOptions.readOnly()))) {
                file.dataset("data").readInto(target, Slice.all());
            }
        });
        assertThat(counts.reads()).isLessThanOrEqualTo(8 + 5);
        assertThat(counts.bytesRead()).isLessThanOrEqualTo((8L << 20) + 8192);
    }

    @Test
    void aFileThatIsAloneGoesToTheDiskOnceOrNotAtAll() {
        for (Durability level : Durability.values()) {
            Counts counts = counted(() -> {
                Path path = folder.resolve(level + ".h5");
                try (H5File file = H5.create(path, on(FileOptions.exclusive()).durability(level))) {
                    file.create("data").type(DType.F64).shape(100).create().write(new double[100]);
                }
                assertThat(H5.read(path, "data", double[].class)).hasSize(100);
            });
            // The file, and its name in the folder.
            assertThat(counts.barriers()).as("%s", level).isEqualTo(level == Durability.PROCESS ? 0 : 2);
        }
    }

    @Test
    void aLiveFileGoesToTheDiskAtItsCloseOrNotAtAll() {
        for (Durability level : Durability.values()) {
            LiveWriter writer = H5.live(
                    folder.resolve("live-" + level + ".h5"),
                    LiveOptions.defaults().file(on(FileOptions.exclusive()).durability(level)));
            writer.create("data").type(DType.F64).shape(100).create();
            writer.publish();
            Counts counts = counted(writer::close);
            assertThat(counts.barriers()).as("%s", level).isEqualTo(level == Durability.PROCESS ? 0 : 1);
        }
    }

    /** What is made in bulk goes out in bulk: headers, values, names and their index lie one behind the other. */
    @Test
    void manyNewDatasets() {
        int datasets = 1000;
        int pages = datasets * 420 / 4096; // so many bytes for header and values of each
        Counts counts = counted(() -> {
            try (H5File file = H5.create(folder.resolve("many.h5"), on(FileOptions.exclusive()))) {
                for (int i = 0; i < datasets; i++) {
                    file.create("d" + i).type(DType.F64).shape(10).create().write(new double[10]);
                    file.attrs().set("a" + i, i);
                }
            }
        });
        assertThat(counts.writes()).isLessThanOrEqualTo(pages + 40L);
        assertThat(counts.bytesWritten()).isLessThanOrEqualTo(600L * datasets);
        assertThat(counts.reads()).isLessThanOrEqualTo(10);
    }

    @Test
    void namesOfALargeGroupInTheOldForm() {
        int links = 1000;
        Path path = linked("old.h5", FileOptions.exclusive().compat("earliest"), links);
        Counts counts = counted(() -> {
            try (H5File file = H5.open(path, on(FileOptions.readOnly()))) {
                assertThat(file.root().names()).hasSize(links);
            }
        });
        // A node has four of names that came in order. Two reads for each of them were 520; those that lie beside each
        // other come at once.
        assertThat(counts.reads()).isLessThanOrEqualTo(125);
    }

    private Path linked(String name, FileOptions options, int links) {
        Path path = folder.resolve(name);
        try (H5File file = H5.create(path, options)) {
            file.put("data", 1.0);
            for (int i = 0; i < links; i++) {
                file.softLink(String.format(Locale.ROOT, "link%06d", i), "/data");
            }
            file.delete("data");
        }
        return path;
    }

    @Test
    void commitsOfSharedMode() {
        Path path = written(1000, 100);
        try (H5File file = H5.open(path, on(FileOptions.shared()))) {
            Dataset data = file.dataset("data");
            data.write(Slice.rows(0, 100), new double[100]);
            int times = 50;
            Counts counts = counted(() -> {
                for (int i = 0; i < times; i++) {
                    data.write(Slice.rows(100, 200), new double[100]);
                }
            });
            // A machine on which this takes seconds brings the log into the file meanwhile.
            assertThat(counts.writes()).isLessThanOrEqualTo(2L * times);
            assertThat(counts.bytesWritten()).isLessThanOrEqualTo(2000L * times);
            assertThat(counts.barriers()).isLessThanOrEqualTo(times);
        }
    }
}
