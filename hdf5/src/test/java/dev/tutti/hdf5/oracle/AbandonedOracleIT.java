package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as a C program leaves them when it dies, or has them while it writes: what it flushed is read, what is not sound says so. */
final class AbandonedOracleIT {
    private static final int FLUSHED = 8;

    @TempDir
    private Path folder;

    /** Copies a file that the C library has open: some datasets are flushed, more are not. Returns what was flushed. */
    private static Tree abandoned(Path path, Path copy, CFile.Bounds bounds, boolean swmr, Random random) {
        Path flushed = path.resolveSibling("flushed-" + path.getFileName());
        CLibrary.call(() -> {
            try (CFile file = CFile.create(path, bounds, random)) {
                List<LayoutCase> layouts =
                        LayoutCase.all().stream().filter(l -> !l.fletcher()).toList();
                for (int i = 0; i < FLUSHED; i++) {
                    file.dataset("/d" + i, CTypes.all().get("f64"), layouts.get(random.nextInt(layouts.size())));
                    file.attribute("/d" + i, "a", CTypes.all().get("vstring"), new long[] {2});
                }
                if (swmr) {
                    ok(H5Fstart_swmr_write(file.id()), "swmr");
                }
                ok(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "flush");
                Files.copy(path, flushed);
                if (!swmr) {
                    for (int i = FLUSHED; i < FLUSHED + 30; i++) {
                        file.dataset("/d" + i, CTypes.all().get("f64"), layouts.get(random.nextInt(layouts.size())));
                    }
                }
                Files.copy(path, copy);
            }
            return path;
        });
        try (H5File file = H5.open(flushed, FileOptions.snapshotOfLive())) {
            return TuttiReader.read(file);
        }
    }

    @Test
    void whatWasFlushedIsRead() {
        Seeds.repeat(2, random -> {
            for (CFile.Bounds bounds : List.of(CFile.Bounds.EARLIEST, CFile.Bounds.V18, CFile.Bounds.LATEST)) {
                for (boolean swmr : bounds == CFile.Bounds.LATEST ? new boolean[] {false, true} : new boolean[1]) {
                    String name = bounds + "-" + swmr + random.nextInt(1 << 20);
                    Path copy = folder.resolve("left-" + name + ".h5");
                    Path whole = folder.resolve(name + ".h5");
                    Tree flushed = abandoned(whole, copy, bounds, swmr, random);
                    Tree all = CReader.read(whole);
                    assertThat(flushed.items()).as(name).hasSize(FLUSHED + 1);
                    flushed.items().remove("/");
                    assertThat(all.items()).as(name).containsAllEntriesOf(flushed.items());
                    if (bounds == CFile.Bounds.LATEST) {
                        assertThatThrownBy(() -> H5.open(copy, FileOptions.readOnly()))
                                .isInstanceOf(H5BusyException.class)
                                .hasMessageContaining("snapshotOfLive");
                    }
                    Map<String, Object> found = sound(copy);
                    found.forEach((path, values) -> assertThat(values)
                            .as(name + path)
                            .isEqualTo(((Tree.DatasetItem) all.items().get(path))
                                    .data()
                                    .values()));
                    Path out = folder.resolve("saved-" + name + ".h5");
                    H5.recover(copy, out);
                    assertThat(H5.check(out).problems()).isEmpty();
                    CReader.read(out);
                }
            }
        });
    }

    /** The values of every dataset that is there and sound; one that is not ends in a declared error. */
    private static Map<String, Object> sound(Path path) {
        Map<String, Object> values = new TreeMap<>();
        try (H5File file = H5.open(path, FileOptions.snapshotOfLive())) {
            for (LinkInfo link : file.root().links()) {
                try {
                    if (file.get(link.name()) instanceof Dataset dataset) {
                        Tree.DatasetItem item = TuttiReader.datasetOf(dataset);
                        values.put("/" + link.name(), item.data().values());
                    }
                } catch (H5Exception e) {
                    assertThat(e.getMessage()).contains(path.getFileName().toString());
                }
            }
        } catch (H5Exception e) {
            assertThat(e.getMessage()).contains(path.getFileName().toString());
        }
        return values;
    }
}
