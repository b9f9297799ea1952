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
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
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

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> H5.open(folder.resolve("x-%d.h5"), FileOptions.readOnly()))
                .isInstanceOf(H5NotFoundException.class);
    }
}
