package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.ObjectReference;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.hdf5.H5R_ref_t;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References that other programs wrote lead where they lead there. */
final class ReferencesOracleIT {
    /** Prints, for every element of /regions, what it selects. */
    private static final String MAKE =
            """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                x = f.create_dataset('data/x', data=np.arange(200, dtype='i4').reshape(10, 20))
                g = f.create_group('g')
                refs = f.create_dataset('refs', (4,), dtype=h5py.ref_dtype)
                refs[0] = x.ref; refs[1] = g.ref; refs[2] = f.ref
                f.attrs['one'] = x.ref
                regions = [x.regionref[2:5, 3:9], x.regionref[::3, 1::4], x.regionref[[1, 4, 9], 2], x.regionref[...]]
                mask = np.zeros((10, 20), bool); mask[3, 4] = mask[9, 19] = mask[0, 0] = True
                regions.append(x.regionref[mask])
                odd = h5py.h5s.create_simple((10, 20))
                odd.select_hyperslab((0, 0), (2, 3)); odd.select_hyperslab((1, 2), (3, 4), op=h5py.h5s.SELECT_OR)
                regions.append(h5py.h5r.create(x.id, b'.', h5py.h5r.DATASET_REGION, odd))
                d = f.create_dataset('regions', (len(regions) + 1,), dtype=h5py.regionref_dtype)
                for i, r in enumerate(regions):
                    d[i] = r
                    s = h5py.h5r.get_region(r, f.id)
                    out = np.zeros(s.get_select_npoints(), 'i4')
                    x.id.read(h5py.h5s.create_simple(out.shape), s, out)
                    print(','.join(map(str, out)))
            """;

    @TempDir
    private Path folder;

    @Test
    void referencesOfH5pyLeadToObjectsAndRegions() throws Exception {
        Tools.assumeH5py();
        Path path = folder.resolve("old.h5");
        List<String> selected = Tools.python(MAKE, path).success().lines().toList();
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            List<ObjectReference> refs = file.dataset("refs").references(Slice.all());
            assertThat(refs.get(0).dataset().path()).isEqualTo("/data/x");
            assertThat(refs.get(0).region()).isEmpty();
            assertThat(refs.get(1).node().path()).isEqualTo("/g");
            assertThat(refs.get(2).node().path()).isEqualTo("/");
            assertThat(refs.get(3)).isNull();
            assertThatThrownBy(() -> refs.get(1).dataset()).isInstanceOf(H5TypeException.class);
            ObjectReference one = file.dereference(
                            file.attrs().info("one").type(), file.attrs().get("one"))
                    .orElseThrow();
            assertThat(one).isEqualTo(refs.get(0)).hasToString("reference to /data/x");
            List<ObjectReference> regions = file.dataset("regions").references(Slice.all());
            for (int i = 0; i < selected.size(); i++) {
                int[] values = (int[]) regions.get(i).read();
                assertThat(java.util.Arrays.stream(values)
                                .mapToObj(String::valueOf)
                                .toList())
                        .as("region " + i)
                        .containsExactly(selected.get(i).split(","));
            }
            assertThat(regions.get(selected.size())).isNull();
            Dataset x = file.dataset("data/x");
            assertThatThrownBy(() -> x.references(Slice.all())).isInstanceOf(H5TypeException.class);
        }
    }

    @Test
    void referencesOfTheNewKindLeadToObjectsRegionsAndAttributes() {
        Path path = folder.resolve("new.h5");
        Path other = folder.resolve("other.h5");
        CLibrary.call(() -> {
            try (CFile there = CFile.create(other, CFile.Bounds.LATEST, new Random(1), p -> {}, p -> {});
                    CFile made = CFile.create(path, CFile.Bounds.LATEST, new Random(1), p -> {}, p -> {})) {
                there.dataset("/far", CTypes.all().get("i32"), LayoutCase.all().get(1));
                long space = H5Screate_simple(1, new long[] {20}, new long[] {20});
                long data =
                        H5Dcreate2(made.id(), "/x", H5T_STD_I32LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
                try (IntPointer values = new IntPointer(20)) {
                    for (int i = 0; i < 20; i++) {
                        values.put(i, 10 * i);
                    }
                    ok(H5Dwrite(data, H5T_NATIVE_INT_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "values");
                }
                H5Dclose(data);
                made.attribute("/x", "units", CTypes.all().get("f64"), new long[] {3});
                try (H5R_ref_t refs = new H5R_ref_t(5)) {
                    ok(H5Rcreate_object(made.id(), "/x", H5P_DEFAULT, refs.getPointer(0)), "object");
                    ok(
                            H5Sselect_hyperslab(
                                    space, H5S_SELECT_SET, new long[] {4}, new long[] {5}, new long[] {3}, new long[] {1
                                    }),
                            "select");
                    ok(H5Rcreate_region(made.id(), "/x", space, H5P_DEFAULT, refs.getPointer(1)), "region");
                    ok(H5Rcreate_attr(made.id(), "/x", "units", H5P_DEFAULT, refs.getPointer(2)), "attribute");
                    ok(H5Rcreate_object(there.id(), "/far", H5P_DEFAULT, refs.getPointer(3)), "other file");
                    long five = H5Screate_simple(1, new long[] {4}, new long[] {4});
                    long id = ok(
                            H5Dcreate2(
                                    made.id(), "/refs", H5T_STD_REF_g(), five, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                            "references");
                    ok(H5Dwrite(id, H5T_STD_REF_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, refs), "references");
                    H5Dclose(id);
                    H5Sclose(five);
                    for (int i = 0; i < 4; i++) {
                        H5Rdestroy(refs.getPointer(i));
                    }
                }
                H5Sclose(space);
            }
            return path;
        });
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            List<ObjectReference> refs = file.dataset("refs").references(Slice.all());
            assertThat(refs.get(0).node().path()).isEqualTo("/x");
            assertThat((int[]) refs.get(1).read()).containsExactly(40, 90, 140);
            assertThat(refs.get(2).attribute()).hasValue("units");
            assertThat((double[]) refs.get(2).read())
                    .containsExactly((double[]) file.dataset("x").attrs().get("units"));
            try (H5File far = H5.open(other, FileOptions.readOnly())) {
                assertThat(refs.get(3).dataset().size())
                        .isEqualTo(far.dataset("far").size());
            }
        }
        assertThat(H5.check(path).problems()).isEmpty();
        followInACopy(path, other);
    }

    /** A file that was repacked has the same references, with the addresses of the new file. */
    private void followInACopy(Path path, Path other) {
        Path copy = folder.resolve("copy.h5");
        H5.repack(path, copy);
        try (H5File file = H5.open(copy, FileOptions.readOnly())) {
            List<ObjectReference> refs = file.dataset("refs").references(Slice.all());
            assertThat(refs.get(0).node().path()).isEqualTo("/x");
            assertThat((int[]) refs.get(1).read()).containsExactly(40, 90, 140);
            assertThat(refs.get(2).attribute()).hasValue("units");
            try (H5File far = H5.open(other, FileOptions.readOnly())) {
                assertThat(refs.get(3).dataset().size())
                        .isEqualTo(far.dataset("far").size());
            }
        }
        assertThat(H5.check(copy).problems()).isEmpty();
    }
}
