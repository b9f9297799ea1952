package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.VirtualSource;
import dev.tutti.hdf5.VirtualView;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual datasets without an end, made here: as large as the C library says for every view and gap, and listed as h5py lists them. */
final class VirtualViewOracleIT {
    private static final long U = H5.UNLIMITED;

    private static final String LIST =
            """
            import sys, h5py
            with h5py.File(sys.argv[1], 'r') as f:
                for n in sorted(f):
                    if f[n].is_virtual:
                        for s in f[n].virtual_sources():
                            v = s.vspace.get_regular_hyperslab() if s.vspace.get_select_type() == 2 else 'all'
                            o = s.src_space.get_regular_hyperslab() if s.src_space.get_select_type() == 2 else 'all'
                            print(n, s.file_name, s.dset_name, o, v)
            """;

    @TempDir
    private Path folder;

    private static Slice slab(long[] start, long[] stride, long[] count, long[] block) {
        return Slice.hyperslab(start, stride, count, block);
    }

    private static Slice line(long start, long stride, long count, long block) {
        return slab(new long[] {start}, new long[] {stride}, new long[] {count}, new long[] {block});
    }

    private static void make(H5File file) {
        file.create("weave")
                .type(DType.I32)
                .shape(0)
                .maxShape(U)
                .fill(-1)
                .virtual(List.of(
                        VirtualSource.of("a.h5", "x", 7).from(line(0, 1, U, 1)).into(line(0, 2, U, 1)),
                        VirtualSource.of("b.h5", "x", 4).from(line(0, 1, U, 1)).into(line(1, 2, U, 1))))
                .create();
        file.create("tail")
                .type(DType.I32)
                .shape(3)
                .maxShape(U)
                .fill(-2)
                .virtual(List.of(
                        VirtualSource.of("a.h5", "x", 7).from(Slice.of("0:3")).into(Slice.of("0:3")),
                        VirtualSource.of("b.h5", "x", 4)
                                .from(slab(new long[] {1}, new long[] {1}, new long[] {1}, new long[] {U}))
                                .into(slab(new long[] {3}, new long[] {1}, new long[] {1}, new long[] {U}))))
                .create();
        file.create("sets")
                .type(DType.I32)
                .shape(0, 2)
                .maxShape(U, 2)
                .fill(-3)
                .virtual(List.of(VirtualSource.of("a.h5", "s%b", 3, 2)
                        .into(slab(new long[] {1, 0}, new long[] {4, 2}, new long[] {U, 1}, new long[] {3, 2}))))
                .create();
        file.create("both")
                .type(DType.I32)
                .shape(0, 2)
                .maxShape(U, 2)
                .virtual(List.of(
                        VirtualSource.of("a.h5", "s%b", 3, 2)
                                .from(Slice.of(":, 0"))
                                .into(slab(new long[] {0, 0}, new long[] {3, 1}, new long[] {U, 1}, new long[] {3, 1})),
                        VirtualSource.of("no.h5", "s%b", 3, 2)
                                .from(Slice.of(":, 1"))
                                .into(slab(
                                        new long[] {0, 1}, new long[] {3, 1}, new long[] {U, 1}, new long[] {3, 1}))))
                .create();
        file.create("missing")
                .type(DType.I32)
                .shape(0)
                .maxShape(U)
                .virtual(List.of(
                        VirtualSource.of("no.h5", "x", 5).from(line(0, 1, U, 1)).into(line(2, 1, U, 1))))
                .create();
    }

    private Path made() {
        try (H5File file = H5.create(folder.resolve("a.h5"))) {
            file.put("x", new int[] {0, 10, 20, 30, 40, 50, 60});
            for (int block : new int[] {0, 1, 3, 7}) {
                file.put("s" + block, new int[][] {{block, block}, {block + 100, block}, {block + 200, block}});
            }
        }
        try (H5File file = H5.create(folder.resolve("b.h5"))) {
            file.put("x", new int[] {1, 11, 21, 31});
        }
        Path path = folder.resolve("v.h5");
        try (H5File file = H5.create(path)) {
            make(file);
        }
        return path;
    }

    @Test
    void viewsAndGapsAreThoseOfTheCLibrary() throws Exception {
        Path path = made();
        assertThat(H5.check(path).problems()).isEmpty();
        for (int round = 0; round < 2; round++) {
            for (long gap : new long[] {-1, 0, 1, 2, 3, 10}) {
                FileOptions options = gap < 0
                        ? FileOptions.readOnly().virtualView(VirtualView.FIRST_MISSING)
                        : FileOptions.readOnly().virtualGap(gap);
                List<String> expected = CLibrary.call(() -> look(path, gap));
                List<String> found = new ArrayList<>();
                try (H5File file = H5.open(path, options)) {
                    for (String name : file.root().names()) {
                        Dataset dataset = file.dataset(name);
                        found.add(name + " " + Arrays.toString(dataset.shape()) + " " + Arrays.toString(dataset.i32()));
                    }
                }
                assertThat(found).as("gap " + gap).isEqualTo(expected);
            }
            Files.deleteIfExists(folder.resolve("b.h5"));
        }
    }

    private static List<String> look(Path path, long gap) {
        List<String> lines = new ArrayList<>();
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT), "open");
        for (String name : List.of("both", "missing", "sets", "tail", "weave")) {
            long access = ok(H5Pcreate(H5P_CLS_DATASET_ACCESS_ID_g()), "access");
            if (gap < 0) {
                ok(H5Pset_virtual_view(access, H5D_VDS_FIRST_MISSING), "view");
            } else {
                ok(H5Pset_virtual_printf_gap(access, gap), "gap");
            }
            long data = ok(H5Dopen2(file, name, access), name);
            long space = ok(H5Dget_space(data), "space");
            long[] dims = new long[H5Sget_simple_extent_ndims(space)];
            ok(H5Sget_simple_extent_dims(space, dims, null), "shape");
            int elements = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            int[] values = new int[elements];
            try (IntPointer read = new IntPointer(Math.max(1, elements))) {
                ok(H5Dread(data, H5T_NATIVE_INT_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, read), "read");
                read.get(values);
            }
            lines.add(name + " " + Arrays.toString(dims) + " " + Arrays.toString(values));
            H5Sclose(space);
            H5Dclose(data);
            H5Pclose(access);
        }
        H5Fclose(file);
        return lines;
    }

    @Test
    void sourcesAreListedAsH5pyListsThem() throws Exception {
        Tools.assumeH5py();
        Path path = made();
        try (H5File file = H5.open(path)) {
            file.create("plain")
                    .type(DType.I32)
                    .shape(2, 7)
                    .virtual(List.of(
                            VirtualSource.of("a.h5", "x", 7).into(Slice.of("0, :")),
                            VirtualSource.of("b.h5", "x", 4)
                                    .from(Slice.of("::2"))
                                    .into(Slice.of("1, 3:5"))))
                    .create();
        }
        List<String> listed = new ArrayList<>();
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            for (String name : file.root().names()) {
                for (VirtualSource source : file.dataset(name).virtualSources()) {
                    listed.add(name + " " + source.file() + " " + source.dataset() + " " + text(source.from()) + " "
                            + text(source.into()));
                }
            }
            assertThat(file.dataset("plain").virtualSources()).hasSize(2);
        }
        assertThat(Tools.python(LIST, path).success().lines().map(line -> line.replace("18446744073709551615", "-1")))
                .containsExactlyElementsOf(listed);
    }

    /** As h5py prints a hyperslab. */
    private static String text(Slice slice) {
        return slice.toString().equals("...")
                ? "all"
                : "("
                        + slice.toString()
                                .replaceAll("start |stride |count |block ", "")
                                .replaceAll("\\[(-?\\d+)]", "(-->$1,)")
                                .replace("] [", "), (")
                                .replace(") (", "), (")
                                .replace("[", "(")
                                .replace("]", ")")
                                .replace("-->", "")
                        + ")";
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        try (H5File file = H5.inMemory()) {
            for (VirtualSource wrong : List.of(
                    VirtualSource.of("a.h5", "x", 7).into(line(0, 2, U, 1)),
                    VirtualSource.of("a.h5", "x", 7).from(line(0, 1, U, 1)).into(Slice.of("0:7")),
                    VirtualSource.of("a.h5", "x%b", 7).into(line(0, 8, U, 6)))) {
                assertThatThrownBy(() -> file.create("v")
                                .type(DType.I32)
                                .shape(7)
                                .maxShape(U)
                                .virtual(List.of(wrong))
                                .create())
                        .isInstanceOf(H5TypeException.class);
            }
            assertThatThrownBy(() -> slab(new long[] {0, 0}, new long[] {1, 1}, new long[] {U, U}, new long[] {1, 1}))
                    .isInstanceOf(IllegalArgumentException.class);
            Dataset x = file.put("x", new int[] {0, 1, 2, 3, 4, 5, 6});
            assertThat(x.i32(line(1, 3, U, 2))).containsExactly(1, 2, 4, 5);
            assertThat(x.i32(slab(new long[] {5}, new long[] {1}, new long[] {1}, new long[] {U})))
                    .containsExactly(5, 6);
            assertThat(x.virtualSources()).isEmpty();
        }
    }
}
