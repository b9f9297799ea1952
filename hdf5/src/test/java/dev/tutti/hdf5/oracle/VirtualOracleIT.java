package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.VirtualSource;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual datasets that h5py makes read as the C library reads them, and h5py reads those that Tutti makes. */
final class VirtualOracleIT {
    /** Sources of several layouts, and virtual datasets over them with every kind of selection. */
    private static final String MAKE =
            """
            import sys, h5py, numpy as np
            U = h5py.h5s.UNLIMITED
            folder = sys.argv[1]
            for n in range(4):
                with h5py.File('%s/src%d.h5' % (folder, n), 'w', libver='latest') as f:
                    f.create_dataset('x', data=np.arange(n * 1000, n * 1000 + 60, dtype='i4').reshape(6, 10), chunks=(4, 3), maxshape=(None, None))
                    f.create_dataset('be', data=np.arange(60, dtype='>f4').reshape(6, 10) / 8 + n)
                    f.create_dataset('s', data=np.array(['a%d' % (n * i) for i in range(6)], dtype=h5py.string_dtype()))
                    f.create_dataset('grow', data=np.arange(7 + n, dtype='i4'), maxshape=(None,), chunks=(4,))
                    for b in range(3):
                        f.create_dataset('b%d' % b, data=np.full((2, 10), 100 * n + b, dtype='i4'))
            def slab(shape, start, count, stride=None, block=None, maxshape=None):
                s = h5py.h5s.create_simple(shape, maxshape or shape)
                s.select_hyperslab(tuple(start), tuple(count), stride and tuple(stride), block and tuple(block))
                return s
            def make(f, name, shape, maps, dtype='i4', maxshape=None, fill=None):
                t = h5py.h5t.py_create(np.dtype(dtype) if isinstance(dtype, str) else dtype, logical=True)
                p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                p.set_layout(h5py.h5d.VIRTUAL)
                if fill is not None:
                    p.set_fill_value(np.array(fill, dtype=dtype))
                for virtual, file, dset, source in maps:
                    p.set_virtual(virtual, file.encode(), dset.encode(), source)
                h5py.h5d.create(f.id, name.encode(), t, h5py.h5s.create_simple(shape, maxshape or shape), p)
            for bounds in ('earliest', 'latest'):
                with h5py.File('%s/virtual-%s.h5' % (folder, bounds), 'w', libver=bounds if bounds == 'latest' else ('v110', 'v110')) as f:
                    f['own'] = np.arange(5, dtype='i4')
                    all610 = h5py.h5s.create_simple((6, 10))
                    make(f, 'stack', (4, 6, 10), [(slab((4, 6, 10), (n, 0, 0), (1, 6, 10)), 'src%d.h5' % n, 'x', all610) for n in range(4)])
                    make(f, 'missing', (3, 6, 10), [(slab((3, 6, 10), (n, 0, 0), (1, 6, 10)), name, d, all610)
                         for n, (name, d) in enumerate((('no.h5', 'x'), ('src1.h5', 'no'), ('src2.h5', 'x')))], fill=-7)
                    make(f, 'strided', (12, 10), [(slab((12, 10), (n, 0), (6, 10), (2, 1)), 'src%d.h5' % n, 'x', all610) for n in range(2)])
                    make(f, 'blocks', (6, 8), [(slab((6, 8), (0, 0), (3, 2), (2, 4), (1, 3)), 'src3.h5', 'x', slab((6, 10), (1, 1), (3, 3), (2, 3), (1, 2)))], fill=-1)
                    make(f, 'turned', (10, 6), [(h5py.h5s.create_simple((10, 6)), 'src0.h5', 'x', all610)])
                    make(f, 'flat', (25,), [(slab((25,), (3,), (20,)), 'src2.h5', 'x', slab((6, 10), (2, 0), (2, 10)))])
                    odd = h5py.h5s.create_simple((6, 10)); odd.select_hyperslab((0, 0), (2, 3)); odd.select_hyperslab((1, 2), (3, 4), op=h5py.h5s.SELECT_OR)
                    make(f, 'odd', (18,), [(slab((18,), (1,), (odd.get_select_npoints(),)), 'src1.h5', 'x', odd)])
                    make(f, 'over', (6, 10), [(all610, 'src0.h5', 'x', all610), (slab((6, 10), (2, 2), (2, 3)), 'src1.h5', 'x', slab((6, 10), (0, 0), (2, 3)))])
                    make(f, 'other', (6, 10), [(all610, 'src1.h5', 'be', all610)], dtype='f8')
                    make(f, 'own2', (2, 5), [(slab((2, 5), (n, 0), (1, 5)), '.', 'own', h5py.h5s.create_simple((5,))) for n in range(2)])
                    make(f, 'nested', (6, 10), [(all610, 'virtual-%s.h5' % bounds, 'over', all610)])
                    make(f, 'grows', (0,), [(slab((0,), (2,), (U,), maxshape=(U,)), 'src1.h5', 'grow', slab((0,), (0,), (U,), maxshape=(U,)))], maxshape=(U,))
                    make(f, 'weave', (0,), [(slab((0,), (n,), (U,), (3,), maxshape=(U,)), 'src%d.h5' % n, 'grow', slab((0,), (0,), (U,), maxshape=(U,))) for n in range(3)], maxshape=(U,), fill=-3)
                    make(f, 'wide', (4, 0), [(slab((4, 0), (0, n), (4, U), (1, 2), maxshape=(4, U)), 'src%d.h5' % n, 'x', slab((6, 10), (1, 0), (4, U), maxshape=(U, U))) for n in range(2)], maxshape=(4, U))
                    make(f, 'files', (0, 6, 10), [(slab((0, 6, 10), (0, 0, 0), (U, 1, 1), (1, 6, 10), (1, 6, 10), maxshape=(U, 6, 10)), 'src%b.h5', 'x', all610)], maxshape=(U, 6, 10))
                    make(f, 'sets', (0, 10), [(slab((0, 10), (1, 0), (U, 1), (3, 10), (2, 10), maxshape=(U, 10)), 'src2.h5', 'b%b', h5py.h5s.create_simple((2, 10)))], maxshape=(U, 10), fill=-2)
                    make(f, 'strings', (2, 6), [(slab((2, 6), (n, 0), (1, 6)), 'src%d.h5' % (n + 1), 's', h5py.h5s.create_simple((6,))) for n in range(2)], dtype=h5py.string_dtype())
                    make(f, 'nothing', (3,), [])
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void needH5py() {
        Tools.assumeH5py();
    }

    @Test
    void virtualDatasetsReadAsTheCLibraryReadsThem() throws Exception {
        assertThat(Tools.python(MAKE, folder).success()).isEmpty();
        for (String bounds : List.of("earliest", "latest")) {
            Path file = folder.resolve("virtual-" + bounds + ".h5");
            assertThat(TuttiReader.read(file).differences(CReader.read(file), 50))
                    .isEmpty();
            partsAreParts(file);
            assertThat(H5.check(file).problems()).isEmpty();
        }
        Files.delete(folder.resolve("src1.h5"));
        Path file = folder.resolve("virtual-latest.h5");
        assertThat(TuttiReader.read(file).differences(CReader.read(file), 50)).isEmpty();
    }

    /** Any part is what it is in the whole. */
    private static void partsAreParts(Path path) {
        Seeds.repeat(10, random -> {
            try (H5File file = H5.open(path, FileOptions.readOnly())) {
                for (String name : file.root().names()) {
                    Dataset dataset = file.dataset(name);
                    if (dataset.type().equals(DType.I32) && dataset.size() > 0) {
                        part(dataset, random);
                    }
                }
            }
        });
    }

    private static void part(Dataset dataset, Random random) {
        long[] shape = dataset.shape();
        int[] whole = dataset.i32();
        long[][] points = new long[7][shape.length];
        int[] expected = new int[points.length];
        for (int i = 0; i < points.length; i++) {
            int offset = 0;
            for (int d = 0; d < shape.length; d++) {
                points[i][d] = random.nextLong(shape[d]);
                offset = (int) (offset * shape[d] + points[i][d]);
            }
            expected[i] = whole[offset];
        }
        assertThat(dataset.read(int[].class, Slice.points(points)))
                .as(dataset.path())
                .containsExactly(expected);
        StringBuilder text = new StringBuilder();
        boolean[] chosen = new boolean[whole.length];
        java.util.Arrays.fill(chosen, true);
        long behind = whole.length;
        for (int d = 0; d < shape.length; d++) {
            long from = random.nextLong(shape[d]);
            long to = from + 1 + random.nextLong(shape[d] - from);
            long step = 1 + random.nextInt(3);
            text.append(d == 0 ? "" : ", ")
                    .append(from)
                    .append(':')
                    .append(to)
                    .append(':')
                    .append(step);
            behind /= shape[d];
            for (int i = 0; i < whole.length; i++) {
                long index = i / behind % shape[d];
                chosen[i] &= index >= from && index < to && (index - from) % step == 0;
            }
        }
        int[] part = IntStream.range(0, whole.length)
                .filter(i -> chosen[i])
                .map(i -> whole[i])
                .toArray();
        assertThat(dataset.read(int[].class, Slice.of(text.toString())))
                .as(dataset.path() + " " + text)
                .containsExactly(part);
    }

    @Test
    void h5pyReadsVirtualDatasetsThatTuttiMakes() throws Exception {
        for (int n = 0; n < 3; n++) {
            try (H5File file = H5.create(folder.resolve("p" + n + ".h5"))) {
                int first = 100 * n;
                file.put("data", IntStream.range(first, first + 12).toArray());
            }
        }
        Path path = folder.resolve("v.h5");
        try (H5File file = H5.create(path)) {
            Dataset own = file.put("own", new int[] {7, 8, 9});
            Dataset made = file.create("group/v")
                    .type(DType.I32)
                    .shape(4, 12)
                    .fill(-1)
                    .virtual(List.of(
                            VirtualSource.of("p0.h5", "data", 12).into(Slice.of("0, :")),
                            VirtualSource.of("p1.h5", "data", 12)
                                    .from(Slice.of("::2"))
                                    .into(Slice.of("1, 3:9")),
                            VirtualSource.of("p2.h5", "data", 12)
                                    .from(Slice.of("11"))
                                    .into(Slice.of("2, 2")),
                            VirtualSource.of(own).into(Slice.of("3, 9:12"))))
                    .create();
            assertThat(made.layout().kind()).isEqualTo(Layout.Kind.VIRTUAL);
            assertThatThrownBy(() -> made.write(new int[48])).isInstanceOf(H5UnsupportedException.class);
            assertThatThrownBy(() -> file.create("w")
                            .type(DType.I32)
                            .shape(5)
                            .virtual(List.of(VirtualSource.of("p0.h5", "data", 12)))
                            .create())
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("12");
            assertThatThrownBy(() -> file.create("w")
                            .type(DType.I32)
                            .shape(1)
                            .virtual(List.of(
                                    VirtualSource.of("p0.h5", "data", 12).from(Slice.points(new long[][] {{11}}))))
                            .create())
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("points");
            file.copy("group/v", "copy");
        }
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 20)).isEmpty();
        String read =
                """
                import sys, h5py
                with h5py.File(sys.argv[1], 'r') as f:
                    print(f['copy'].is_virtual, f['copy'][()].tolist() == f['group/v'][()].tolist(), f['copy'][()].sum(), f['copy'][1].tolist(), f['copy'][3, 9:].tolist())
                """;
        int[] values;
        try (H5File file = H5.open(path)) {
            values = file.dataset("copy").i32();
        }
        assertThat(Tools.python(read, path).success().strip())
                .isEqualTo("True True " + IntStream.of(values).sum()
                        + " [-1, -1, -1, 100, 102, 104, 106, 108, 110, -1, -1, -1] [7, 8, 9]");
    }

    @Test
    void circlesAreRefused() throws Exception {
        Path path = folder.resolve("loop.h5");
        try (H5File file = H5.create(path)) {
            for (String[] pair : new String[][] {{"a", "b"}, {"b", "a"}, {"self", "self"}}) {
                file.create(pair[0])
                        .type(DType.I32)
                        .shape(10)
                        .virtual(List.of(VirtualSource.of(".", pair[1], 10), VirtualSource.of("loop.h5", pair[1], 10)))
                        .create();
            }
        }
        try (H5File file = H5.open(path)) {
            for (String name : List.of("a", "self")) {
                assertThatThrownBy(() -> file.dataset(name).i32())
                        .isInstanceOf(H5UnsupportedException.class)
                        .hasMessageContaining("loop");
            }
        }
    }
}
