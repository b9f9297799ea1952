package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print, beside what h5ls, h5dump and h5py print about the same file. */
final class CommandsOracleIT {
    private static final String MAKE =
            """
            import h5py, numpy as np, sys
            with h5py.File(sys.argv[1], 'w', libver='latest') as f:
                g = f.create_group('entry')
                g.create_dataset('ints', data=np.arange(-60, 60, dtype='>i4').reshape(6, 20), chunks=(4, 7), compression=4, shuffle=True, maxshape=(None, 20))
                g.create_dataset('halves', data=np.arange(10) / 2)
                g['halves'].attrs['units'] = 'mV'
                g['halves'].attrs['n'] = np.array([1, 2, 3], dtype='u2')
                f.create_dataset('text', data=['alpha', 'b\\u00e9ta', ''], dtype=h5py.string_dtype())
                f.create_dataset('fixed', data=np.array([b'ab', b'cde']))
                f.create_dataset('events', data=np.array([(1.5, 7), (2.5, 8)], dtype=[('t', '<f8'), ('id', '<i4')]))
                f.create_dataset('flag', data=np.array([True, False]))
                f.create_dataset('z', data=np.array([1 + 2j, -1j]))
                f.create_dataset('scalar', data=np.uint8(200))
                f.create_dataset('wide', data=np.arange(300).reshape(3, 100))
                f.create_dataset('thirds', data=np.array([1 / 3, 1e-7, 2e30, -0.0, np.inf, np.nan]))
                f.create_dataset('parts', data=np.array([(1, [1, 2, 3], b'x')], dtype=[('a', '<i2'), ('b', '<f4', (3,)), ('c', 'S4')]))
                v = f.create_dataset('sequences', (3,), dtype=h5py.vlen_dtype('u2'))
                v[0] = [1, 2]; v[2] = [3]
                f.create_dataset('opaque', data=np.array([b'abc', b'de'], dtype='V3'))
                f.create_dataset('enum', data=np.array([1, 0], 'i1'), dtype=h5py.enum_dtype({'RED': 0, 'GREEN': 1}, 'i1'))
                f.create_dataset('none', data=h5py.Empty('f4'))
                f['soft'] = h5py.SoftLink('/entry/ints')
                f['hard'] = g['halves']
            """;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = folder.resolve("peer.h5");
        Tools.python(MAKE, file).success();
    }

    @Test
    void flatListingIsThatOfH5ls() throws IOException {
        List<String> theirs = Tools.run("h5ls", "-r", file).success().lines().toList();
        Shell.Outcome ours = Shell.run("ls", "-r", file.toString());
        assertThat(ours.status()).as(ours.err()).isZero();
        assertThat(withoutRepeats(ours.lines())).isEqualTo(withoutRepeats(theirs));
    }

    /** What is reached a second time, h5ls prints as "same as"; Tutti prints it again. Trailing space is dropped. */
    private static List<String> withoutRepeats(List<String> lines) {
        return lines.stream()
                .map(String::stripTrailing)
                .filter(line -> !line.startsWith("/hard"))
                .toList();
    }

    @Test
    void definitionLanguageIsThatOfH5dump() throws IOException {
        for (String path : List.of(
                "/entry/ints",
                "/entry/halves",
                "/scalar",
                "/text",
                "/fixed",
                "/events",
                "/flag",
                "/z",
                "/wide",
                "/thirds",
                "/parts",
                "/sequences",
                "/opaque",
                "/enum",
                "/none")) {
            String theirs = Tools.run("h5dump", "-d", path, file).success();
            Shell.Outcome ours = Shell.run("dump", "--format", "ddl", file + path);
            assertThat(words(ours.out())).as(path).isEqualTo(words(theirs));
        }
    }

    @Test
    void typesWithNamesAndCommentsAreThoseOfH5dump() throws IOException {
        Tools.assume("h5dump");
        String script =
                """
                import sys, h5py, numpy as np
                with h5py.File(sys.argv[1], 'w') as f:
                    f['t'] = np.dtype('>i4')
                    f['g/c'] = np.dtype([('a', 'i4'), ('b', 'f8', (2,))])
                    f['t'].attrs['m'] = 1
                    f.create_dataset('x', data=[1, 2], dtype=f['t'])
                    f.create_dataset('y', shape=(1,), dtype=f['g/c'])
                    f['x'].attrs.create('q', 5, dtype=f['t'])
                    f['tt'] = f['t']
                    h5py.h5o.set_comment(f['x'].id, b'hello there')
                    h5py.h5o.set_comment(f['g'].id, b'a group')
                """;
        Path named = file.resolveSibling("named.h5");
        Tools.python(script, named).success();
        assertThat(words(Shell.run("dump", "--format", "ddl", named.toString()).out()))
                .isEqualTo(words(Tools.run("h5dump", named).success()));
    }

    /** All words, without the indexes at the beginning of lines: arrays of h5dump go on in new lines. Its 1.10 takes bytes for signed. */
    private static String words(String text) {
        String joined = text.lines()
                .map(String::strip)
                .map(line -> line.replaceFirst("^\\([0-9,]+\\): ", ""))
                .collect(Collectors.joining(" "))
                .replaceAll("(\\w)}", "$1 }")
                .replaceAll("\\s+", " ");
        return Pattern.compile("\\\\37777777(\\d)")
                .matcher(joined)
                .replaceAll(octal -> "\\\\" + (octal.group(1).charAt(0) & 3));
    }

    @Test
    void valuesAreThoseOfH5py() throws IOException {
        String script = "import h5py, sys\nwith h5py.File(sys.argv[1], 'r') as f:\n"
                + "    for v in f['/entry/ints'][1:6:2, 3:9].ravel(): print(v)\n";
        List<String> theirs = Tools.python(script, file).success().lines().toList();
        Shell.Outcome ours = Shell.run("get", file + "/entry/ints[1:6:2, 3:9]");
        assertThat(ours.lines().stream().flatMap(line -> List.of(line.split(",", -1)).stream()))
                .containsExactlyElementsOf(theirs);
        assertThat(Shell.run("get", file + "/text").lines()).containsExactly("alpha", "béta", "");
        assertThat(Shell.run("get", file + "/fixed").lines()).containsExactly("ab", "cde");
        assertThat(Shell.run("get", file + "/scalar").lines()).containsExactly("200");
        assertThat(Shell.run("dump", "--format", "csv", file + "/events").lines())
                .containsExactly("t,id", "1.5,7", "2.5,8");
        assertThat(Shell.run("dump", "--jsonl", file + "/events").lines())
                .containsExactly(
                        "{\"index\":0,\"value\":{\"t\":1.5,\"id\":7}}", "{\"index\":1,\"value\":{\"t\":2.5,\"id\":8}}");
        assertThat(Shell.run("get", file + "/entry/halves@n").lines()).containsExactly("1", "2", "3");
        assertThat(Shell.run("get", "--json", file + "/flag").status()).isZero();
    }

    @Test
    void npyFilesAreReadByNumpy() throws IOException {
        for (String path : List.of("/entry/ints", "/entry/halves", "/z", "/fixed", "/scalar", "/flag")) {
            Path npy = folder.resolve("out.npy");
            Files.deleteIfExists(npy);
            Shell.Outcome ours = Shell.run("dump", file + path, "-o", npy.toString());
            assertThat(ours.status()).as(ours.err()).isZero();
            String script = "import h5py, sys, numpy as np\nwith h5py.File(sys.argv[1], 'r') as f:\n"
                    + "    a = f[sys.argv[2]][()]; b = np.load(sys.argv[3])\n"
                    + "    assert a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b), (a, b)\n";
            Tools.python(script, file, path, npy).success();
        }
    }

    @Test
    void whatPutAndSetWriteIsReadByH5py() throws IOException {
        Path made = folder.resolve("made.h5");
        Path csv = folder.resolve("in.csv");
        Files.writeString(csv, "1.5,2\n3,4\n5,6\n");
        for (String[] command : new String[][] {
            {"put", made + "/a/table", csv.toString()},
            {
                "put",
                made + "/a/packed",
                csv.toString(),
                "--type",
                "f32be",
                "--chunk",
                "2,2",
                "--deflate",
                "6",
                "--shuffle"
            },
            {"put", "--append", made + "/a/grown", csv.toString()},
            {"put", "--append", made + "/a/grown", csv.toString()},
            {"set", made + "/a/table", "units=mV/km", "gain=2.5", "axes=[1, 2]"}
        }) {
            Shell.Outcome outcome = Shell.run(command);
            assertThat(outcome.status()).as(outcome.err()).isZero();
        }
        String script =
                """
                import h5py, sys, numpy as np
                want = np.array([[1.5, 2], [3, 4], [5, 6]])
                with h5py.File(sys.argv[1], 'r') as f:
                    assert np.array_equal(f['a/table'][...], want) and f['a/table'].dtype == '<f8'
                    p = f['a/packed']
                    assert np.array_equal(p[...], want) and p.dtype == '>f4' and p.compression == 'gzip' and p.shuffle and p.chunks == (2, 2)
                    assert np.array_equal(f['a/grown'][...], np.concatenate([want, want])) and f['a/grown'].maxshape == (None, 2)
                    at = f['a/table'].attrs
                    assert at['units'] == 'mV/km' and at['gain'] == 2.5 and list(at['axes']) == [1, 2]
                """;
        Tools.python(script, made).success();
        assertThat(Shell.run("check", made.toString()).status()).isZero();
    }
}
