package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.bytedeco.hdf5.H5AC_cache_image_config_t;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with every file space strategy, changed by turns by the C library and by Tutti. */
final class FileSpaceOracleIT {
    private static final List<String> STRATEGIES = List.of("fsm", "page", "aggr", "none");

    /** Larger than any object header here: with its page buffer the C library cannot read one that is not, its own neither. */
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private static void make(Path path, int strategy, boolean persist, Random random) {
        CLibrary.call(() -> {
            try (CFile made = CFile.create(
                    path,
                    CFile.Bounds.LATEST,
                    random,
                    plist -> {
                        ok(H5Pset_file_space_strategy(plist, strategy, persist, 1), "strategy");
                        ok(H5Pset_file_space_page_size(plist, PAGE), "page size");
                    },
                    plist -> {})) {
                grow(made, random, 0);
            }
            return path;
        });
    }

    /** Adds objects, and takes some away, so that the file has free space. */
    private static void grow(CFile file, Random random, int from) {
        List<LayoutCase> layouts = LayoutCase.all();
        for (int i = from; i < from + 6; i++) {
            String path = "/d" + i;
            file.dataset(path, CTypes.all().get("f64"), layouts.get(random.nextInt(layouts.size())));
            file.attribute(path, "a", CTypes.all().get("vstring"), new long[] {3});
        }
        for (int i = from; i < from + 6; i += 3) {
            ok(H5Ldelete(file.id(), "/d" + i, H5P_DEFAULT), "delete");
        }
    }

    /** Files with pages are read and written page by page, which takes what they promise for granted. */
    private static LongConsumer access(String strategy) {
        return plist -> {
            if (strategy.startsWith("page")) {
                ok(H5Pset_page_buffer_size(plist, 8 * PAGE, 0, 0), "page buffer");
            }
        };
    }

    private static Tree read(Path path, String strategy) {
        return CReader.read(path, access(strategy));
    }

    private static void growInPlace(Path path, String strategy, Random random, int from) {
        CLibrary.call(() -> {
            try (CFile file = CFile.open(path, random, access(strategy))) {
                grow(file, random, from);
            }
            return path;
        });
    }

    private static void change(H5File file, Random random, int round) {
        List<String> names = new ArrayList<>(file.root().names());
        file.delete(names.get(random.nextInt(names.size())));
        file.put("t" + round, IntStream.range(0, 700 + random.nextInt(3000)).toArray());
        file.create("c" + round)
                .type(DType.F64)
                .shape(900)
                .chunk(100)
                .deflate(3)
                .create()
                .write(random.doubles(900).toArray());
        file.dataset("t" + round).attrs().set("note", "round " + round);
    }

    @Test
    void bothWriteByTurns() throws IOException {
        Seeds.repeat(1, random -> {
            for (int strategy = 0; strategy < 4; strategy++) {
                for (boolean persist : strategy < 2 ? new boolean[] {true, false} : new boolean[] {false}) {
                    turns("alone", FileOptions.exclusive(), strategy, persist, random);
                    if (persist) {
                        turns("shared", FileOptions.shared(), strategy, true, random);
                    }
                }
            }
        });
    }

    private void turns(String mode, FileOptions options, int strategy, boolean persist, Random random)
            throws IOException {
        String what = STRATEGIES.get(strategy) + (persist ? "-kept-" : "-") + mode;
        Path path = folder.resolve(what + ".h5");
        make(path, strategy, persist, random);
        Tree before = read(path, what);
        assertThat(TuttiReader.read(path).differences(before, 10)).as(what).isEmpty();
        for (int round = 0; round < 2; round++) {
            try (H5File file = H5.open(path, options)) {
                change(file, random, round);
            }
            assertThat(H5.check(path).problems()).as(what + round).isEmpty();
            assertThat(strategy == H5F_FSPACE_STRATEGY_PAGE && Files.size(path) % PAGE != 0)
                    .as(what + round + " ends with a page, not at " + Files.size(path))
                    .isFalse();
            Tree tutti = TuttiReader.read(path);
            assertThat(tutti.differences(read(path, what), 10)).as(what + round).isEmpty();
            growInPlace(path, what, random, 100 * (round + 1));
            assertThat(H5.check(path).problems()).as(what + round + " after C").isEmpty();
            Tree after = read(path, what);
            tutti.items().forEach((name, item) -> {
                if (!name.equals("/")) {
                    assertThat(after.items().get(name)).as(what + name).isEqualTo(item);
                }
            });
            assertThat(TuttiReader.read(path).differences(after, 10))
                    .as(what + round)
                    .isEmpty();
        }
    }

    /** Free bytes of the file as the C library counts them when it opens it; it is shown a copy, for it forgets most of them when it closes a file with pages. */
    private long freeSpace(Path path) throws IOException {
        Path copy = Files.copy(path, folder.resolve("copy.h5"), StandardCopyOption.REPLACE_EXISTING);
        return CLibrary.call(() -> {
            try (CFile file = CFile.open(copy, new Random(0))) {
                return ok(H5Fget_freespace(file.id()), "free space");
            }
        });
    }

    @Test
    void freeSpaceThatAFileKeepsIsUsedAndKept() throws IOException {
        Path path = folder.resolve("kept.h5");
        CLibrary.call(() -> {
            try (CFile made = CFile.create(
                    path,
                    CFile.Bounds.LATEST,
                    new Random(7),
                    plist -> ok(H5Pset_file_space_strategy(plist, H5F_FSPACE_STRATEGY_FSM_AGGR, true, 1), "strategy"),
                    plist -> {})) {
                for (int i = 0; i < 8; i++) {
                    long space = H5Screate_simple(1, new long[] {20_000}, null);
                    long data = H5Dcreate2(
                            made.id(), "/c" + i, H5T_STD_I64LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
                    try (org.bytedeco.javacpp.LongPointer values = new org.bytedeco.javacpp.LongPointer(20_000)) {
                        ok(H5Dwrite(data, H5T_NATIVE_INT64_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write");
                    }
                    H5Dclose(data);
                    H5Sclose(space);
                }
                for (int i = 1; i < 7; i += 2) {
                    ok(H5Ldelete(made.id(), "/c" + i, H5P_DEFAULT), "delete");
                }
            }
            return path;
        });
        assertThat(freeSpace(path)).isGreaterThan(3 * 160_000);
        long size = Files.size(path);
        try (H5File file = H5.open(path, FileOptions.exclusive())) {
            file.put("one", new long[19_000]);
            file.put("two", new long[19_000]);
        }
        assertThat(Files.size(path)).as("found space is used").isLessThan(size + 10_000);
        long free = freeSpace(path);
        assertThat(free).as("the rest is kept").isBetween(160_000L, 200_000L);
        try (H5File file = H5.open(path, FileOptions.exclusive())) {
            file.delete("c2");
        }
        assertThat(freeSpace(path)).as("what was given back is kept").isGreaterThan(free + 150_000);
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 10)).isEmpty();
        long before = Files.size(path);
        CLibrary.call(() -> {
            try (CFile file = CFile.open(path, new Random(3))) {
                grow(file, new Random(4), 50);
            }
            return path;
        });
        assertThat(Files.size(path)).as("the C library uses what Tutti kept").isLessThan(before + 5_000);
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 10)).isEmpty();
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.put("three", new long[1000]);
        }
        assertThat(freeSpace(path)).isPositive();
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 10)).isEmpty();
    }

    /** The same in a file with pages: short blocks of both kinds, and long ones. */
    @Test
    void freeSpaceInPagesIsUsedAndKept() throws IOException {
        Path path = folder.resolve("kept.h5");
        make(path, H5F_FSPACE_STRATEGY_PAGE, true, new Random(5));
        usedAgain(path, "page", FileOptions.exclusive());
        usedAgain(path, "page", FileOptions.shared());
        usedAgain(path, "page", FileOptions.exclusive());
        growInPlace(path, "page", new Random(4), 50);
        assertThat(TuttiReader.read(path).differences(read(path, "page"), 10)).isEmpty();
    }

    @Test
    void freeSpaceIsUsedAndKeptByProgramsThatShareAFile() throws IOException {
        Path path = folder.resolve("shared.h5");
        make(path, H5F_FSPACE_STRATEGY_FSM_AGGR, true, new Random(5));
        usedAgain(path, "fsm", FileOptions.shared());
        usedAgain(path, "fsm", FileOptions.exclusive());
        growInPlace(path, "fsm", new Random(4), 50);
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 10)).isEmpty();
    }

    /** Fills a file and takes all of it away again, several times: it does not grow. */
    private void usedAgain(Path path, String strategy, FileOptions options) throws IOException {
        fill(path, options);
        try (H5File file = H5.open(path, options)) {
            file.put("behind " + file.root().names().size(), new long[600]); // what is free is not at the end
        }
        empty(path, options);
        assertThat(freeSpace(path)).as("what was given back is kept").isGreaterThan(7 * 4000);
        long size = 0;
        for (int round = 0; round < 7; round++) {
            fill(path, options);
            empty(path, options);
            size = round < 3 ? Files.size(path) : size;
            assertThat(read(path, strategy).differences(CReader.read(path), 10)).isEmpty();
            assertThat(H5.check(path).problems()).isEmpty();
        }
        assertThat(Files.size(path)).as("nothing is lost").isEqualTo(size);
    }

    private static void fill(Path path, FileOptions options) {
        try (H5File file = H5.open(path, options)) {
            file.put("filled", new long[4000]);
            for (int i = 0; i < 30; i++) {
                file.dataset("filled").attrs().set("a" + i, i);
            }
        }
    }

    private static void empty(Path path, FileOptions options) {
        try (H5File file = H5.open(path, options)) {
            file.delete("filled");
        }
    }

    private static void image(long access) {
        try (H5AC_cache_image_config_t config = new H5AC_cache_image_config_t()) {
            config.version(H5AC__CURR_CACHE_IMAGE_CONFIG_VERSION)
                    .generate_image(true)
                    .save_resize_status(false)
                    .entry_ageout(H5AC__CACHE_IMAGE__ENTRY_AGEOUT__NONE);
            ok(H5Pset_mdc_image_config(access, config), "cache image");
        }
    }

    @Test
    void imagesOfTheMetadataCacheCount() {
        Seeds.repeat(1, random -> {
            for (FileOptions options : List.of(FileOptions.exclusive(), FileOptions.shared())) {
                Path path = folder.resolve("image.h5");
                CLibrary.call(() -> {
                    try (CFile made =
                            CFile.create(path, CFile.Bounds.LATEST, random, plist -> {}, FileSpaceOracleIT::image)) {
                        grow(made, random, 0);
                    }
                    return path;
                });
                assertThat(contents(path)).contains("MDCI");
                assertThat(TuttiReader.read(path).differences(CReader.read(path), 10))
                        .isEmpty();
                assertThat(H5.check(path).problems()).isEmpty();
                assertThat(contents(path)).contains("MDCI");
                Tree before = TuttiReader.read(path);
                try (H5File file = H5.open(path, options)) {
                    file.put("more", 5);
                }
                Tree after = TuttiReader.read(path);
                before.items().keySet().forEach(name -> assertThat(after.items())
                        .containsKey(name));
                assertThat(after.differences(CReader.read(path), 10)).isEmpty();
                assertThat(H5.check(path).problems()).isEmpty();
                growInPlace(path, "fsm", random, 100);
                assertThat(TuttiReader.read(path).differences(CReader.read(path), 10))
                        .isEmpty();
            }
        });
    }

    private static String contents(Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
