package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.ObjectReference;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.hdf5.H5R_ref_t;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References that are made here lead other programs where they are to lead. */
final class ReferencesMadeOracleIT {
    private static final String LOOK =
            """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'r') as f:
                x = f['data/x']
                def region(r):
                    s = h5py.h5r.get_region(r, f.id)
                    out = np.zeros(s.get_select_npoints(), 'i4')
                    if len(out): x.id.read(h5py.h5s.create_simple(out.shape), s, out)
                    return f[r].name + ' ' + ','.join(map(str, out))
                for r in f['regions'][:]: print(region(r) if r else 'none')
                for r in f['objects'][:]: print(f[r].name if r else 'none')
                print(f[f.attrs['one']].name, region(f['g'].attrs['part']))
                for row in f['rows'][:]: print(row['name'].decode(), f[row['target']].name)
                print(' '.join(f[r].name for r in f['lists'][0]))
            """;

    @TempDir
    private Path folder;

    private static final List<Slice> SLICES = List.of(
            Slice.of("2:5, 3:9"),
            Slice.of("::3, 1::4"),
            Slice.of("[9, 1, 4, 4], 2"),
            Slice.of("1:3, [0, 7, 8]"),
            Slice.all(),
            Slice.at(9, 19),
            Slice.of("0:0"),
            Slice.hyperslab(new long[] {1, 2}, new long[] {4, 6}, new long[] {2, 3}, new long[] {2, 3}),
            Slice.points(new long[][] {{3, 4}, {0, 0}, {9, 19}}));

    /** What the references are to select, as text; lists of indices select in the order of the dataset. */
    private static List<String> expected(Dataset x) {
        List<String> lines = new ArrayList<>();
        for (Slice slice : SLICES) {
            Slice ordered = slice.toString().equals("[9, 1, 4, 4], 2") ? Slice.of("[1, 4, 9], 2") : slice;
            lines.add("/data/x "
                    + text((int[]) x.read(ordered.toString().equals("[9, 19]") ? Slice.of("9:10, 19:20") : ordered)));
        }
        return lines;
    }

    private static String text(int[] values) {
        return String.join(",", IntStream.of(values).mapToObj(String::valueOf).toList());
    }

    /** A row of a table that leads to an object. */
    public record Row(String name, ObjectReference target) {}

    private static List<String> make(H5File file) {
        int[] values = IntStream.range(0, 200).toArray();
        Dataset x = file.create("data/x").type(DType.I32).shape(10, 20).create();
        x.write(values);
        ObjectReference group = file.createGroup("g").reference();
        ObjectReference[] regions = new ObjectReference[SLICES.size() + 1];
        for (int i = 0; i < SLICES.size(); i++) {
            regions[i] = x.reference(SLICES.get(i));
        }
        Dataset made = file.put("regions", regions);
        assertThat(made.type()).isEqualTo(DType.REGION_REFERENCE);
        file.put(
                "objects",
                new ObjectReference[] {x.reference(), null, group, file.root().reference()});
        file.attrs().set("one", x.reference());
        file.group("g").attrs().set("part", regions[0]);
        file.put("rows", List.of(new Row("x", x.reference()), new Row("g", group)));
        Dataset lists =
                file.create("lists").type(DType.vlen(DType.REFERENCE)).shape(1).create();
        lists.write(new ObjectReference[][] {{group, x.reference(), group}});
        List<String> lines = new ArrayList<>(expected(x));
        lines.addAll(List.of("none", "/data/x", "none", "/g", "/"));
        lines.add("/data/x " + lines.get(0));
        lines.addAll(List.of("x /data/x", "g /g", "/g /data/x /g"));
        return lines;
    }

    private void check(Path path, List<String> expected) throws Exception {
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            List<ObjectReference> regions = file.dataset("regions").references(Slice.all());
            for (int i = 0; i < SLICES.size(); i++) {
                assertThat("/data/x "
                                + text((int[]) file.dataset("data/x")
                                        .read(regions.get(i).region().orElseThrow())))
                        .isEqualTo(expected.get(i));
            }
            assertThat(file.dataset("rows")
                            .records(Row.class)
                            .get(1)
                            .target()
                            .node()
                            .path())
                    .isEqualTo("/g");
            ObjectReference[] objects = file.dataset("objects").read(ObjectReference[].class);
            assertThat(objects[0]).isEqualTo(file.get("data/x").reference());
            assertThat(objects[1]).isNull();
            assertThat(file.attrs().get("one", ObjectReference.class).dataset().path())
                    .isEqualTo("/data/x");
        }
        if (Tools.python().isPresent()) {
            assertThat(Tools.python(LOOK, path).success().lines()).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void h5pyFollowsReferencesInFilesOfEveryFormat() throws Exception {
        for (String compat : List.of("earliest", "v18", "latest")) {
            Path path = folder.resolve(compat + ".h5");
            List<String> expected;
            try (H5File file = H5.create(path, FileOptions.exclusive().compat(compat))) {
                expected = make(file);
            }
            check(path, expected);
        }
        Path shared = folder.resolve("shared.h5");
        List<String> expected = new ArrayList<>();
        H5.create(shared).close();
        try (H5File file = H5.open(shared)) {
            file.update(tx -> {
                expected.clear();
                expected.addAll(make(tx.file()));
            });
        }
        check(shared, expected);
    }

    @Test
    void referencesIntoOtherFilesAreFollowedInEveryMode() {
        Path path = folder.resolve("from.h5");
        try (H5File target = H5.create(folder.resolve("to.h5"));
                H5File file = H5.create(path)) {
            target.put("g/x", new int[] {1, 2, 3}).attrs().set("unit", "mV");
            file.create("r").type(DType.ANY_REFERENCE).shape(1).create().write(new ObjectReference[] {
                target.get("g/x").reference()
            });
        }
        for (FileOptions mode : List.of(FileOptions.shared(), FileOptions.readOnly(), FileOptions.exclusive())) {
            try (H5File file = H5.open(path, mode)) {
                ObjectReference reference = Objects.requireNonNull(
                        file.dataset("r").references(Slice.all()).get(0));
                assertThat(reference.otherFile()).get().asString().endsWith("to.h5");
                assertThat(reference.node().path()).isEqualTo("/g/x");
                assertThat(reference.node().attrs().get("unit")).isEqualTo("mV");
                assertThat(reference.dataset().i32()).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void referencesToWhatIsBehindExternalLinksNameTheOtherFile() throws IOException {
        try (H5File target = H5.create(folder.resolve("behind.h5"))) {
            target.put("g/x", new int[] {1, 2, 3});
        }
        for (FileOptions mode : List.of(FileOptions.shared(), FileOptions.exclusive())) {
            Path path = folder.resolve("linked.h5");
            Files.deleteIfExists(path);
            H5.create(path).close();
            try (H5File file = H5.open(path, mode)) {
                file.externalLink("far", "behind.h5", "/g/x");
                ObjectReference far = file.get("far").reference();
                assertThat(far.otherFile()).get().asString().endsWith("behind.h5");
                assertThat(far.dataset().i32()).containsExactly(1, 2, 3);
                file.create("r").type(DType.ANY_REFERENCE).shape(1).create().write(new ObjectReference[] {far});
                assertThatThrownBy(() -> file.attrs().set("plain", far, DType.REFERENCE))
                        .isInstanceOf(H5Exception.class);
            }
            try (H5File file = H5.open(path, FileOptions.readOnly())) {
                ObjectReference found = Objects.requireNonNull(
                        file.dataset("r").references(Slice.all()).get(0));
                assertThat(found.dataset().i32()).containsExactly(1, 2, 3);
                assertThat(found.node().path()).isEqualTo("/g/x");
            }
        }
    }

    @Test
    void whatCannotBeReferredToIsRefused() {
        Path path = folder.resolve("refused.h5");
        try (H5File file = H5.create(path)) {
            Dataset x = file.put("x", new int[] {1, 2, 3});
            x.attrs().set("units", "m");
            assertThatThrownBy(() -> file.attrs().set("r", x.attrs().reference("units"), DType.REFERENCE))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("found one to an attribute");
            assertThatThrownBy(() -> file.attrs().set("r", x.reference(), DType.REGION_REFERENCE))
                    .isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> x.reference(Slice.of("5"))).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> x.attrs().reference("no")).isInstanceOf(H5NotFoundException.class);
            assertThat(file.attrs().names()).isEmpty();
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void theCLibraryFollowsReferencesOfTheNewKind() {
        Path other = folder.resolve("other.h5");
        Path path = folder.resolve("new.h5");
        try (H5File far = H5.create(other);
                H5File file = H5.create(path)) {
            Dataset away = far.put("far", new double[] {1, 2, 3, 4});
            Dataset x = file.put("x", IntStream.range(0, 20).map(i -> 10 * i).toArray());
            x.attrs().set("units", "m/s");
            ObjectReference[] refs = {
                x.reference(), x.reference(Slice.of("4:15:5")), x.attrs().reference("units"), away.reference(), null
            };
            file.create("refs").type(DType.ANY_REFERENCE).shape(5).create().write(refs);
            file.attrs().set("units of x", x.attrs().reference("units"));
            file.attrs().set("both", new ObjectReference[] {x.reference(), refs[1]});
            assertThat(file.attrs().info("both").type()).isEqualTo(DType.ANY_REFERENCE);
        }
        assertThat(H5.check(path).problems()).isEmpty();
        List<String> seen = CLibrary.call(() -> look(path));
        assertThat(seen)
                .containsExactly("2 /x", "3 /x 3 points", "4 /x units", "2 /far 4 points", "attribute: 4 /x units");
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            List<ObjectReference> refs = file.dataset("refs").references(Slice.all());
            assertThat((int[]) refs.get(1).read()).containsExactly(40, 90, 140);
            assertThat(refs.get(2).read()).isEqualTo("m/s");
            assertThat(refs.get(3).dataset().f64()).containsExactly(1, 2, 3, 4);
            assertThat(refs.get(4)).isNull();
        }
    }

    private static List<String> look(Path path) {
        List<String> lines = new ArrayList<>();
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT), "open");
        long data = ok(H5Dopen2(file, "/refs", H5P_DEFAULT), "refs");
        try (H5R_ref_t refs = new H5R_ref_t(5)) {
            ok(H5Dread(data, H5T_STD_REF_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, refs), "read");
            for (int i = 0; i < 4; i++) {
                lines.add(describe(refs.getPointer(i)));
            }
            for (int i = 0; i < 4; i++) {
                H5Rdestroy(refs.getPointer(i));
            }
        }
        H5Dclose(data);
        long attribute = ok(H5Aopen(file, "units of x", H5P_DEFAULT), "attribute");
        try (H5R_ref_t ref = new H5R_ref_t(1)) {
            ok(H5Aread(attribute, H5T_STD_REF_g(), ref), "read attribute");
            lines.add("attribute: " + describe(ref));
            H5Rdestroy(ref);
        }
        H5Aclose(attribute);
        H5Fclose(file);
        return lines;
    }

    private static String text(BytePointer bytes, long length) {
        byte[] text = new byte[(int) length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8).replace("\0", ""); // some lengths count the end mark
    }

    private static String describe(H5R_ref_t ref) {
        int kind = H5Rget_type(ref);
        try (BytePointer name = new BytePointer(64)) {
            String text = kind + " " + text(name, H5Rget_obj_name(ref, H5P_DEFAULT, name, 64));
            if (kind == H5R_ATTR) {
                String attribute = text(name, H5Rget_attr_name(ref, name, 64));
                long id = ok(H5Ropen_attr(ref, H5P_DEFAULT, H5P_DEFAULT), "open attribute");
                H5Aclose(id);
                return text + " " + attribute;
            }
            long id = ok(H5Ropen_object(ref, H5P_DEFAULT, H5P_DEFAULT), "open object");
            long space = kind == H5R_DATASET_REGION2
                    ? ok(H5Ropen_region(ref, H5P_DEFAULT, H5P_DEFAULT), "open region")
                    : ok(H5Dget_space(id), "space");
            long points = H5Sget_select_npoints(space);
            H5Sclose(space);
            H5Dclose(id);
            return points == 20 ? text : text + " " + points + " points";
        }
    }
}
