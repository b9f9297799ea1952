package dev.tutti.hdf5.oneline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.Kind;
import dev.tutti.hdf5.Listing;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.WriteOptions;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each function writes, h5py reads; what h5py writes, each function reads. */
class OneLinersOracleIT {
    record Event(double time, int id, String name) {}

    enum Side {
        LEFT,
        RIGHT
    }

    private static final String SETUP = "import sys, h5py, numpy as np\nf = h5py.File(sys.argv[1], sys.argv[2])\n";

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        Tools.assumeH5py();
        file = folder.resolve("peer é.h5");
    }

    /** Every line is an expression that must be true. */
    private void holds(String lines) throws IOException {
        StringBuilder script = new StringBuilder(SETUP);
        for (String line : lines.lines().filter(l -> !l.isBlank()).toList()) {
            script.append("assert ").append(line.strip()).append('\n');
        }
        Tools.python(script.toString(), file, "r").success();
    }

    private void peerWrites(String lines) throws IOException {
        Tools.python(SETUP + lines, file, "a").success();
    }

    @Test
    void valuesThatWereWritten() throws IOException {
        H5.write(file, "d/scalar", 1.5);
        H5.write(file, "d/one", new double[] {1.5});
        H5.write(file, "d/matrix", new int[][] {{1, 2, 3}, {4, 5, 6}});
        H5.write(file, "d/bool", new boolean[] {true, false});
        H5.write(file, "d/text", "grüß €");
        H5.write(file, "d/texts", new String[] {"a", "", "日本"});
        H5.write(file, "d/fixed", new String[] {"ab", "é"}, WriteOptions.as(DType.string(4)));
        H5.write(file, "d/side", new Side[] {Side.RIGHT, Side.LEFT});
        H5.write(file, "d/none", null);
        H5.write(file, "d/zero", new float[0]);
        H5.write(file, "d/z", new double[][] {{1, 2}, {0, -1}}, WriteOptions.as(DType.COMPLEX128));
        H5.write(file, "d/half", new double[] {0.5}, WriteOptions.as(DType.F16));
        H5.write(file, "d/be", new int[] {258}, WriteOptions.as(DType.U16.bigEndian()));
        holds(
                """
                f['d/scalar'].shape == () and f['d/scalar'].dtype == '<f8' and f['d/scalar'][()] == 1.5
                f['d/one'].shape == (1,)
                f['d/matrix'].dtype == '<i4' and f['d/matrix'][()].tolist() == [[1, 2, 3], [4, 5, 6]]
                f['d/bool'].dtype == bool and f['d/bool'][()].tolist() == [True, False]
                f['d/text'].asstr()[()] == 'grüß €'
                f['d/texts'].asstr()[()].tolist() == ['a', '', '日本']
                f['d/fixed'].dtype == 'S4' and f['d/fixed'].asstr()[()].tolist() == ['ab', 'é']
                h5py.check_enum_dtype(f['d/side'].dtype) == {'LEFT': 0, 'RIGHT': 1} and f['d/side'][()].tolist() == [1, 0]
                isinstance(f['d/none'][()], h5py.Empty) and f['d/none'].dtype == '<i4'
                f['d/zero'].shape == (0,) and f['d/zero'].dtype == '<f4'
                f['d/z'].dtype == '<c16' and f['d/z'][()].tolist() == [1+2j, -1j]
                f['d/half'].dtype == '<f2' and f['d/half'][0] == 0.5
                f['d/be'].dtype == '>u2' and f['d/be'][0] == 258
                """);
    }

    @Test
    void tablesAndGroupsThatWereWritten() throws IOException {
        H5.write(file, "x", new int[] {1});
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("ß", new double[] {1, 2});
        run.put("events", List.of(new Event(0.5, 1, "é"), new Event(1.5, 2, "")));
        run.put("deep", Map.of("s", "text", "empty", Map.of()));
        H5.write(file, "x", run, WriteOptions.defaults().attr("titre", "é"));
        holds(
                """
                sorted(f['x'].keys()) == ['deep', 'events', 'ß'] and f['x'].attrs['titre'] == 'é'
                f['x/ß'][()].tolist() == [1.0, 2.0]
                f['x/events'].dtype.names == ('time', 'id', 'name') and f['x/events']['id'].tolist() == [1, 2]
                f['x/events'][0]['name'].decode() == 'é' and f['x/events'][1]['name'] == b''
                f['x/deep/s'].asstr()[()] == 'text' and len(f['x/deep/empty']) == 0
                """);
        H5.write(file, "x", 5);
        holds("f['x'][()] == 5 and len(f['x'].attrs) == 0");
    }

    @Test
    void storageThatWasAskedFor() throws IOException {
        double[] values = new double[300_000];
        java.util.Arrays.setAll(values, i -> i % 100);
        H5.write(
                file,
                "p",
                values,
                WriteOptions.as(DType.F32).shape(300, 1000).shuffle().deflate(5).fletcher32());
        H5.write(
                file,
                "g",
                new int[][] {{1, 2}},
                WriteOptions.defaults().maxShape(H5.UNLIMITED).chunk(16));
        holds(
                """
                f['p'].shape == (300, 1000) and f['p'].dtype == '<f4' and f['p'].chunks == (300, 500)
                f['p'].compression == 'gzip' and f['p'].compression_opts == 5 and f['p'].shuffle and f['p'].fletcher32
                np.array_equal(f['p'][()], (np.arange(300000) % 100).reshape(300, 1000))
                f['g'].maxshape == (None, 2) and f['g'].chunks == (16, 2) and f['g'][()].tolist() == [[1, 2]]
                """);
        assertThat(H5.inspect(file, "p").ratio()).isGreaterThan(10);
    }

    @Test
    void changesOfObjectsAndAttributes() throws IOException {
        H5.createFile(file);
        H5.createGroup(file, "a/b/c");
        H5.write(file, "a/x", new long[] {1, 2});
        H5.writeAttr(file, "a/x", "größe", new double[] {1, 2});
        H5.writeAttr(file, "a/x", "n", 3, DType.U8);
        H5.writeAttr(file, "a/x", "none", null);
        H5.writeAttr(file, "/", "gone", 1);
        H5.move(file, "a/x", "new/é/x");
        H5.copy(file, "new", "copy");
        H5.delete(file, "a/b");
        H5.deleteAttr(file, "/", "gone");
        holds(
                """
                sorted(f.keys()) == ['a', 'copy', 'new'] and len(f['a']) == 0 and len(f.attrs) == 0
                f['new/é/x'][()].tolist() == [1, 2] and f['copy/é/x'][()].tolist() == [1, 2]
                f['new/é/x'].attrs['größe'].tolist() == [1.0, 2.0]
                f['copy/é/x'].attrs['n'] == 3 and f['copy/é/x'].attrs['n'].dtype == 'u1'
                isinstance(f['copy/é/x'].attrs['none'], h5py.Empty)
                """);
        Path other = folder.resolve("other.h5");
        H5.copy(file, "new", other, "from/peer");
        file = other;
        holds("f['from/peer/é/x'][()].tolist() == [1, 2] and f['from/peer/é/x'].attrs['n'] == 3");
    }

    @Test
    void filesOfThePeerAreRead() throws IOException {
        peerWrites(
                """
                g = f.create_group('grüße')
                g['m'] = np.arange(6, dtype='>i2').reshape(2, 3)
                g['u'] = np.array([200, 255], dtype='u1')
                g['t'] = np.array([(1.5, 7), (2.5, 8)], dtype=[('t', '<f8'), ('id', '<i4')])
                g['z'] = np.array([1 + 2j])
                g['b'] = np.array([True, False])
                g['s'] = 'text'
                g['none'] = h5py.Empty('f4')
                g.attrs['a'] = 'é'
                g.attrs['e'] = h5py.Empty('f8')
                f['col'] = np.array(['x', 'y', 'zz'], dtype=h5py.string_dtype())
                f['col'].make_scale('columns')
                g['m'].dims[1].attach_scale(f['col'])
                f['row'] = np.array([1, 2, 3])
                f['v'] = np.array([4., 5., 6.])
                f['row'].make_scale('row')
                f['v'].dims[0].attach_scale(f['row'])
                """);
        Map<String, Object> group = H5.readGroup(file, "grüße");
        assertThat(group.keySet()).containsExactly("b", "m", "none", "s", "t", "u", "z");
        assertThat(group.get("m")).isEqualTo(new short[][] {{0, 1, 2}, {3, 4, 5}});
        assertThat(group.get("u")).isEqualTo(new short[] {200, 255});
        assertThat(group.get("b")).isEqualTo(new boolean[] {true, false});
        assertThat(group.get("t")).isEqualTo(List.of(Map.of("t", 1.5, "id", 7), Map.of("t", 2.5, "id", 8)));
        assertThat(group.get("z")).isEqualTo(new double[][] {{1, 2}});
        assertThat(group.get("none")).isNull();
        assertThat(H5.read(file, "grüße/m", Slice.of("1, ::2"))).isEqualTo(new short[] {3, 5});
        assertThat(H5.kind(file, "grüße/z")).isEqualTo(Kind.COMPLEX);
        assertThat(H5.kind(file, "grüße/none")).isEqualTo(Kind.EMPTY);
        assertThat(H5.attr(file, "grüße", "a")).isEqualTo("é");
        assertThat(H5.attr(file, "grüße", "e")).isNull();
        assertThat(H5.attrNames(file, "grüße")).containsExactly("a", "e");
        assertThat(H5.names(file, "grüße/m")).containsExactly("x", "y", "zz");
        assertThat(H5.names(file, "v")).containsExactly("1", "2", "3");
        assertThat(H5.names(file, "grüße/t")).containsExactly("t", "id");
        assertThat(H5.list(file, "/")).as("without scales").containsExactly("grüße", "v");
        assertThat(H5.list(file, "/", Listing.SCALES)).containsExactly("col", "grüße", "row", "v");
        assertThat(H5.tree(file, "grüße").lines())
                .startsWith("grüße/", "├── @a <string scalar>", "├── @e <f64 empty>", "├── b <bool × 2>")
                .contains("│   ├── $t <f64>", "├── none <f32 empty>", "└── z <compound{r: f64, i: f64} × 1>");
    }

    @Test
    void filesOfThePeerAreChanged() throws IOException {
        peerWrites(
                """
                f.create_dataset('big', data=np.arange(100000), chunks=(1000,), compression=4)
                f['keep'] = np.arange(5)
                f.close()
                f = h5py.File(sys.argv[1], 'r+', libver='latest')
                g = f.create_group('new style')
                g['x'] = 1
                """);
        assertThat(H5.read(file, "big", long[].class)).hasSize(100_000);
        Path latest = folder.resolve("latest.h5");
        Tools.python(
                        "import sys, h5py, numpy as np\n"
                                + "with h5py.File(sys.argv[1], 'w', libver='latest') as f:\n"
                                + "  f.create_dataset('big', data=np.arange(100000), chunks=(1000,), compression=4)\n"
                                + "  f['g/x'] = np.arange(5)\n  f['g'].attrs['a'] = 1\n",
                        latest)
                .success();
        file = latest;
        H5.write(file, "big", Map.of("now", "a group"));
        H5.write(file, "g/y", 2);
        H5.writeAttr(file, "g", "b", "two");
        H5.move(file, "g/x", "moved");
        holds(
                """
                f['big/now'].asstr()[()] == 'a group'
                sorted(f['g'].keys()) == ['y'] and dict(f['g'].attrs) == {'a': 1, 'b': 'two'}
                f['moved'][()].tolist() == [0, 1, 2, 3, 4]
                """);
        assertThat(H5.check(file).problems()).isEmpty();
    }
}
