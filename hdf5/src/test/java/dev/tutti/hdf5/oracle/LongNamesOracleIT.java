package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.RepackOptions;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links and attributes that are too long for an object header. */
final class LongNamesOracleIT {
    private static final String LOOK =
            """
            import sys, h5py
            with h5py.File(sys.argv[1], 'r') as f:
                for n in f['g']:
                    link = f['g'].get(n, getlink=True)
                    print(len(n), len(link.path) if isinstance(link, h5py.SoftLink) else 0)
                print([(n, f.attrs[n].shape) for n in f.attrs])
            """;

    @TempDir
    private Path folder;

    @Test
    void linksAndAttributesBeyondAnObjectHeader() throws Exception {
        for (String compat : List.of("earliest", "v18", "latest")) {
            Path path = folder.resolve(compat + ".h5");
            try (H5File file = H5.create(path, FileOptions.exclusive().compat(compat))) {
                file.createGroup("g/short");
                file.softLink("g/" + "n".repeat(600), "/" + "y".repeat(65_400));
                file.createGroup("g/" + "m".repeat(70_000));
                if (compat.equals("earliest")) {
                    assertThatThrownBy(() -> file.attrs().set("big", new double[10_000]))
                            .isInstanceOf(H5UnsupportedException.class)
                            .hasMessageContaining("v18");
                } else {
                    file.attrs().set("big", new double[10_000]);
                }
                file.attrs().set("small", new double[1]);
            }
            look(path, compat);
            for (String to :
                    compat.equals("earliest") ? List.of("earliest", "v18", "latest") : List.of("v18", "latest")) {
                Path packed = folder.resolve(compat + "-" + to + ".h5");
                H5.repack(
                        path,
                        packed,
                        RepackOptions.defaults().file(FileOptions.exclusive().compat(to)));
                look(packed, compat);
            }
            try (H5File file = H5.open(path)) {
                for (LinkInfo link : file.group("g").links()) {
                    if (link.name().length() > 100) {
                        file.delete("g/" + link.name());
                    }
                }
                assertThat(file.group("g").names()).containsExactly("short");
            }
            assertThat(H5.check(path).problems()).isEmpty();
        }
    }

    private static void look(Path path, String compat) throws Exception {
        assertThat(H5.check(path).problems()).isEmpty();
        if (Tools.python().isPresent()) {
            String big = compat.equals("earliest") ? "" : "('big', (10000,)), ";
            assertThat(Tools.python(LOOK, path).success().lines())
                    .containsExactly("70000 0", "600 65401", "5 0", "[" + big + "('small', (1,))]");
        }
    }
}
