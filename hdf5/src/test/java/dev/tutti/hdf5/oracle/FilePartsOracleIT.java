package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the C library spreads over several ones. */
final class FilePartsOracleIT {
    @TempDir
    private Path folder;

    private void readsAlike(String name, String firstPart, LongConsumer access) {
        for (CFile.Bounds bounds : List.of(CFile.Bounds.EARLIEST, CFile.Bounds.LATEST)) {
            Path path = folder.resolve(bounds.name().charAt(0) + name);
            Seeds.repeat(
                    1,
                    random -> CLibrary.call(() -> {
                        try (CFile file = CFile.create(path, bounds, random, plist -> {}, access)) {
                            List<LayoutCase> layouts = LayoutCase.all().stream()
                                    .filter(l -> !l.fletcher())
                                    .toList();
                            for (int i = 0; i < 40; i++) {
                                String type = List.of("f64", "i16be", "vstring", "compound", "objref")
                                        .get(i % 5);
                                LayoutCase layout = layouts.get(random.nextInt(layouts.size()));
                                file.dataset("/d" + i, CTypes.all().get(type), layout);
                                file.attribute("/d" + i, "a", CTypes.all().get("vlen_i32"), new long[] {3});
                            }
                            file.group("/g/h");
                        }
                        return path;
                    }));
            assertThat(H5.status(path).state()).isEqualTo(LiveStatus.State.CLOSED);
            try (H5File file = H5.open(path)) {
                assertThat(TuttiReader.read(file).differences(CReader.read(path, access), 10))
                        .as(path.toString())
                        .isEmpty();
                assertThatThrownBy(() -> file.put("more", 1)).hasMessageContaining("reading");
            }
            Path first = folder.resolve(bounds.name().charAt(0) + firstPart);
            try (H5File file = H5.open(first, FileOptions.readOnly())) {
                assertThat(TuttiReader.read(file).differences(CReader.read(path, access), 10))
                        .as(first.toString())
                        .isEmpty();
            }
            for (Path asked : List.of(path, first)) {
                assertThatThrownBy(() -> H5.open(asked, FileOptions.exclusive()))
                        .isInstanceOf(H5UnsupportedException.class)
                        .hasMessageContaining("several parts");
            }
        }
    }

    @Test
    void families() {
        readsAlike(
                "family2-%03d.h5",
                "family2-000.h5", plist -> ok(H5Pset_fapl_family(plist, 3000, H5P_DEFAULT), "family"));
    }

    @Test
    void splitFiles() {
        readsAlike(
                "split",
                "split-m.h5",
                plist -> ok(H5Pset_fapl_split(plist, "-m.h5", H5P_DEFAULT, "-r.h5", H5P_DEFAULT), "split"));
    }

    @Test
    void multiFiles() {
        readsAlike(
                "multi",
                "multi-s.h5",
                plist -> ok(
                        H5Pset_fapl_multi(plist, (int[]) null, (long[]) null, (byte[]) null, (long[]) null, true),
                        "multi"));
    }

    /** Kinds of data in parts with names and addresses of their own, as a program chose them. */
    @Test
    void multiFilesWithAMapOfTheirOwn() {
        for (boolean few : new boolean[] {false, true}) {
            String name = few ? "few" : "many";
            int[] map = new int[H5FD_MEM_NTYPES];
            long[] starts = new long[H5FD_MEM_NTYPES];
            BytePointer[] names = new BytePointer[H5FD_MEM_NTYPES];
            String letters = "xsbrglo";
            for (int kind = 0; kind < map.length; kind++) {
                map[kind] = few && kind != H5FD_MEM_DRAW ? H5FD_MEM_SUPER : kind;
                starts[kind] = Math.max(0, kind - 1) * (few ? 1L << 40 : Long.divideUnsigned(-4, 6) + 1);
                names[kind] = new BytePointer("%s-" + letters.charAt(kind) + ".h5");
            }
            readsAlike(
                    name,
                    name + "-s.h5",
                    plist -> ok(
                            H5Pset_fapl_multi(
                                    plist,
                                    new IntPointer(map),
                                    new LongPointer(new long[map.length]),
                                    new PointerPointer<>(names),
                                    new LongPointer(starts),
                                    true),
                            "multi"));
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> H5.open(folder.resolve("x-%d.h5"), FileOptions.readOnly()))
                .isInstanceOf(H5NotFoundException.class);
    }
}
