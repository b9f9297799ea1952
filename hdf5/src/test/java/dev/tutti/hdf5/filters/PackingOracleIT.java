package dev.tutti.hdf5.filters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Szip, nbit and scale-offset against the C library: {@code packed/x} has the filter, {@code plain/x} the values that the library reads of it. */
final class PackingOracleIT {
    private static final String MAKE =
            """
            import sys, h5py, numpy as np
            from h5py import h5s, h5d, h5p, h5t, h5z
            path, seed = sys.argv[1], int(sys.argv[2])
            rng = np.random.default_rng(seed)
            file = h5py.File(path, 'w')
            plain = file.create_group('plain')
            packed = file.create_group('packed')

            def make(name, type, values, filters, chunk, fill=None):
                for group, wanted in ((packed, True), (plain, False)):
                    dcpl = h5p.create(h5p.DATASET_CREATE)
                    dcpl.set_chunk(chunk)
                    if fill is not None:
                        dcpl.set_fill_value(np.array(fill, values.dtype))
                    if wanted:
                        filters(dcpl)
                    ds = h5d.create(group.id, name.encode(), type, h5s.create_simple(values.shape), dcpl=dcpl)
                    ds.write(h5s.ALL, h5s.ALL, np.ascontiguousarray(values))
                back = np.empty_like(values)
                packed[name].id.read(h5s.ALL, h5s.ALL, back)
                plain[name].id.write(h5s.ALL, h5s.ALL, back)

            def walk(dtype, n):
                kind = int(rng.integers(4))
                info = np.iinfo(dtype) if dtype.kind in 'iu' else None
                if kind == 0 and info:
                    return rng.integers(info.min, info.max, n, dtype=dtype.newbyteorder('='), endpoint=True).astype(dtype)
                if kind == 1:
                    return np.full(n, 7, dtype)
                steps = np.cumsum(rng.integers(-3, 4, n)) + 50
                if kind == 2:
                    steps[n // 3:] = steps[n // 3]
                return (steps / 8 if dtype.kind == 'f' else np.clip(steps, 0, 120)).astype(dtype)

            for order in '<>':
                for code in ('i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8'):
                    dtype = np.dtype(order + code)
                    type = h5t.py_create(dtype)
                    for option in (4, 32):
                        block = int(rng.choice([2, 4, 8, 10, 16, 32]))
                        n = int(rng.integers(32, 700))
                        chunk = int(rng.integers(32, n + 1))
                        make('szip_%s%s_%d_%d' % (order, code, option, block), type, walk(dtype, n), lambda p: p.set_szip(option, block), (chunk,))
                    n = int(rng.integers(1, 300))
                    fill = walk(dtype, 1)[0] if rng.integers(2) else None
                    values = walk(dtype, n)
                    if fill is not None:
                        values[rng.integers(0, n, n // 5)] = fill
                    if dtype.kind == 'f':
                        for digits in (0, 1, 3):
                            make('so_%s%s_%d' % (order, code, digits), type, values, lambda p: p.set_scaleoffset(h5z.SO_FLOAT_DSCALE, digits), (1 + n // 2,), fill)
                    else:
                        make('so_%s%s' % (order, code), type, values, lambda p: p.set_scaleoffset(h5z.SO_INT, 0), (1 + n // 2,), fill)
                        make('so_%s%s_all' % (order, code), type, values, lambda p: p.set_scaleoffset(h5z.SO_INT, 8 * dtype.itemsize), (1 + n // 2,), fill)
                        make('so_%s%s_fixed' % (order, code), type, values % 100 if dtype.itemsize > 1 else values & 63, lambda p: p.set_scaleoffset(h5z.SO_INT, 7), (1 + n // 2,))
                    if dtype.kind != 'f':
                        bits = 8 * dtype.itemsize
                        precision = int(rng.integers(1, bits + 1))
                        narrow = h5t.py_create(dtype).copy()
                        narrow.set_precision(precision)
                        narrow.set_offset(int(rng.integers(0, bits - precision + 1)))
                        make('nbit_%s%s' % (order, code), narrow, walk(dtype, n), lambda p: p.set_filter(5, 1, ()), (1 + n // 2,))
            twelve = h5t.STD_U16LE.copy()
            twelve.set_precision(12)
            make('szip_12', twelve, (np.cumsum(rng.integers(0, 9, 500)) % 4096).astype('<u2'), lambda p: p.set_szip(32, 16), (100,))
            make('szip_2d', h5t.STD_I16LE, np.cumsum(rng.integers(-9, 9, 6000)).astype('<i2').reshape(60, 100), lambda p: p.set_szip(32, 8), (17, 33))
            make('szip_tiny_lines', h5t.STD_I32LE, np.arange(3000, dtype='<i4').reshape(1000, 3), lambda p: p.set_szip(4, 16), (300, 3))
            inner = h5t.STD_I32BE.copy()
            inner.set_precision(17)
            inner.set_offset(5)
            numbers = h5t.IEEE_F32LE
            array = h5t.array_create(inner, (2, 3))
            text = h5t.C_S1.copy()
            text.set_size(5)
            compound = h5t.create(h5t.COMPOUND, 48)
            compound.insert(b'a', 1, inner)
            compound.insert(b'b', 8, array)
            compound.insert(b's', 34, text)
            compound.insert(b'f', 40, numbers)
            records = np.zeros(77, np.dtype({'names': ['a', 'b', 's', 'f'], 'formats': ['<i4', ('<i4', (2, 3)), 'S5', '<f4'], 'offsets': [0, 4, 28, 33], 'itemsize': 37}))
            records['a'] = rng.integers(-60000, 60000, 77)
            records['b'] = rng.integers(-60000, 60000, (77, 2, 3))
            records['s'] = [str(i).encode() for i in range(77)]
            records['f'] = rng.random(77)
            make('nbit_compound', compound, records, lambda p: p.set_filter(5, 1, ()), (10,))

            file.close()
            print('done')
            """;

    private static final String COMPARE =
            """
            import sys, h5py, numpy as np
            count = 0
            with h5py.File(sys.argv[1]) as ours, h5py.File(sys.argv[2]) as theirs:
                for name in ours:
                    a, b = ours[name], theirs['plain'][name]
                    assert a.id.get_create_plist().get_nfilters() == 1, name
                    x, y = a[()], b[()]
                    if name.startswith('so_') and x.dtype.kind == 'f':
                        assert np.allclose(x, y, rtol=1e-6, atol=0.51 * 10.0 ** -int(name.split('_')[2])), name
                    else:
                        assert x.tobytes() == y.tobytes(), (name, x, y)
                    count += 1
            print(count)
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsH5py() {
        Tools.assumeH5py();
    }

    private Path made(String name, long seed) throws Exception {
        Path path = folder.resolve(name);
        assertThat(Tools.python(MAKE, path, Math.abs(seed)).success().strip()).isEqualTo("done");
        return path;
    }

    @Test
    void whatTheLibraryPackedIsRead() {
        Seeds.repeat(Seeds.scaled(2), random -> {
            int seed = random.nextInt(1 << 30);
            Path path = made("c" + seed + ".h5", seed);
            try (H5File file = H5.open(path)) {
                List<String> names = file.group("packed").names();
                assertThat(names).hasSizeGreaterThan(80);
                for (String name : names) {
                    assertThat(file.dataset("packed/" + name).raw(Slice.all()))
                            .as(name)
                            .isEqualTo(file.dataset("plain/" + name).raw(Slice.all()));
                }
            }
        });
    }

    /** A dataset like {@code packed}, with the parameters that a user names. */
    private static Dataset like(H5File target, Dataset packed) {
        var filter = packed.layout().filters().get(0);
        int[] all = filter.parameters().stream().mapToInt(Integer::intValue).toArray();
        DatasetBuilder builder = target.create(packed.name())
                .type(packed.type())
                .shape(packed.shape())
                .chunk(packed.layout().chunk().stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
        return switch (filter.id()) {
            case 4 -> builder.filter(4, all[0], all[1]).create();
            case 5 -> builder.filter(5).create();
            default -> builder.filter(6, all[1]).create();
        };
    }

    @Test
    void theLibraryReadsWhatWasPacked() {
        Seeds.once(random -> {
            Path theirs = made("theirs.h5", random.nextInt(1 << 30));
            Path ours = folder.resolve("ours.h5");
            int count = 0;
            try (H5File source = H5.open(theirs);
                    H5File target = H5.create(ours)) {
                for (Node node : source.group("packed").children().toList()) {
                    Dataset packed = (Dataset) node;
                    Dataset plain = source.dataset("plain/" + packed.name());
                    if (packed.name().equals("nbit_compound")) {
                        continue; // compounds are written as records, which have no such bits
                    }
                    Dataset made = like(target, packed);
                    assertThat(made.layout().filters().get(0).id())
                            .isEqualTo(packed.layout().filters().get(0).id());
                    made.write(plain.read());
                    count++;
                }
            }
            try (H5File again = H5.open(ours);
                    H5File source = H5.open(theirs)) {
                for (Node node : again.root().children().toList()) {
                    Dataset made = (Dataset) node;
                    if (!made.name().startsWith("so_") || !made.name().contains("f")) {
                        assertThat(made.raw(Slice.all()))
                                .as(made.name())
                                .isEqualTo(
                                        source.dataset("plain/" + made.name()).raw(Slice.all()));
                    }
                    if (made.name().startsWith("nbit") || made.name().equals("szip_12")) {
                        assertThat(made.layout().filters().get(0).parameters())
                                .as(made.name())
                                .isEqualTo(source.dataset("packed/" + made.name())
                                        .layout()
                                        .filters()
                                        .get(0)
                                        .parameters());
                    }
                }
            }
            assertThat(Tools.python(COMPARE, ours, theirs).success().strip()).isEqualTo(String.valueOf(count));
            assertThat(H5.check(ours).problems()).isEmpty();
        });
    }
}
