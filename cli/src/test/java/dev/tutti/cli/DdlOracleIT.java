package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The definition language line by line as h5dump prints it, its spaces before closing braces and the places of references aside, which changed after 1.10. */
class DdlOracleIT {
    private static final String MAKE =
            """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                f.attrs['title'] = 'first line\\nsecond "line"\\\\'
                f.attrs.create('grid', np.arange(24).reshape(2, 12), dtype='i2')
                two = np.dtype(('<i4', (2, 3)))
                f.create_dataset('arrays', (2,), dtype=two)
                f['arrays'][...] = np.arange(12).reshape(2, 2, 3)
                row = np.dtype([('a', 'i1'), ('m', '<f4', (2, 2)), ('s', 'S5')])
                f.create_dataset('rows', data=np.array([(1, [[1, 2], [3, 4]], b'x'), (-2, [[.5, 1e9], [0, -0.]], b'yz')], dtype=row))
                f.create_dataset('nested', data=np.zeros(2, dtype=[('r', row, (3,)), ('q', 'u8')]))
                f.create_dataset('small', data=np.array([(1, 2), (3, 4), (5, 6)], dtype=[('a', 'i1'), ('b', 'i1')]).reshape(1, 3))
                f.create_dataset('nans', data=np.array([np.nan, -np.nan, np.inf, -np.inf, -0., 1e-5, 123456.5, 1234567]))
                f.create_dataset('unset', (3,), dtype=h5py.string_dtype())
                f['unset'][1] = 'set\\tand\\nlong ' + 'x' * 90
                f.create_dataset('colour', data=np.array([0, 1, 7], 'i4'), dtype=h5py.enum_dtype({'RED': 0, 'a "b" c': 1}, 'i4'))
                f.create_dataset('line', data=np.arange(187, 200).reshape(1, 13))
                f.create_dataset('wide', data=np.arange(400).reshape(2, 200), maxshape=(None, 200), chunks=(1, 50), compression=4, shuffle=True, fillvalue=7)
                f.create_dataset('cube', data=np.arange(60).reshape(3, 4, 5))
                f.create_dataset('packed', data=np.arange(-6, 6, dtype='i1').reshape(3, 4))
                f.create_dataset('chars', data=np.frombuffer(b'all that is said twice is said once too often, which nobody says at all \\x00"', 'i1'))
                g = f.create_group('group')
                g['t'] = np.dtype([('x', '<i4')])
                g['t'].attrs['of'] = 'type'
                g['u'] = g['t']
                g['gone'] = np.dtype('>u2')
                f.create_dataset('typed', shape=(2,), dtype=g['t'])
                f.create_dataset('untyped', shape=(2,), dtype=g['gone'])
                del g['gone']
                g.create_dataset('refs', data=[f['small'].ref, f['line'].ref], dtype=h5py.ref_dtype)
                g.create_dataset('regions', data=[f['cube'].regionref[0:2, 1:3, ::2], f['cube'].regionref[2, 3, 4]], dtype=h5py.regionref_dtype)
                both = np.empty(2, dtype=[('n', 'i4'), ('r', h5py.ref_dtype)])
                both[0] = (1, f['line'].ref); both[1] = (2, g.ref)
                g.create_dataset('both', data=both, dtype=both.dtype)
                g['back'] = f['line']
                g['up'] = f['/']
                g['soft'] = h5py.SoftLink('/nowhere')
                g['out'] = h5py.ExternalLink('other.h5', '/deep/x')
                g['all'] = h5py.ExternalLink('other.h5', '/deep')
                g['lost'] = h5py.ExternalLink('lost.h5', '/deep')
                g['home'] = h5py.ExternalLink('main.h5', '/line')
            with h5py.File(sys.argv[2], 'w') as f:
                f['deep/x'] = [1., 2.]
                f['deep/y'] = f['deep/x']
                f['deep/back'] = h5py.ExternalLink('main.h5', '/')
            """;

    private static final int AROUND = 8;

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        Tools.assume("h5dump");
        file = folder.resolve("main.h5");
        Tools.python(MAKE, file, folder.resolve("other.h5")).success();
    }

    private static List<String> lines(String text, Path file) {
        return text.replace("\"" + file + "/", "\"/")
                .replaceAll("(DATASET|GROUP|DATATYPE) [0-9]+ \"/", "$1 \"/")
                .replace("\"  {", "\" {")
                .replaceAll("([^ ])}", "$1 }")
                .replaceAll("\\\\37777777(\\d\\d)", "\\\\$1")
                .lines()
                .toList();
    }

    private void same(String... options) throws IOException {
        List<String> ours = new ArrayList<>(List.of("dump", "--format", "ddl"));
        List<Object> theirs = new ArrayList<>();
        ours.addAll(List.of(options));
        theirs.addAll(List.of(options));
        ours.add(file.toString());
        theirs.add(file);
        Shell.Outcome outcome = Shell.run(ours.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        String expected = Tools.run("h5dump", theirs.toArray()).success();
        List<String> printed = lines(outcome.out(), file);
        List<String> wanted = lines(expected, file);
        int at = 0;
        while (at < Math.min(printed.size(), wanted.size()) && printed.get(at).equals(wanted.get(at))) {
            at++;
        }
        assertThat(printed.subList(at, Math.min(printed.size(), at + AROUND)))
                .as("options %s, from line %d", List.of(options), at + 1)
                .isEqualTo(wanted.subList(at, Math.min(wanted.size(), at + AROUND)));
    }

    @Test
    void wholeFilesAreThoseOfH5dump() throws IOException {
        same();
    }

    @Test
    void theOptionsOfH5dumpDoWhatTheyDoThere() throws IOException {
        same("-H");
        same("-A");
        same("-A", "0");
        same("-d", "/cube", "-s", "1,0,1", "-c", "2,2,1", "-S", "1,2,2", "-d", "/wide[0,10;1,20;2,3;1,2]");
        same("-d", "/group/back", "-d", "/line", "-a", "/title", "-t", "/group/t", "-l", "/group/soft");
        same("-p", "-d", "/wide", "-d", "/rows", "-d", "/small");
        same("-y", "-d", "/wide", "-w", "60", "-d", "/arrays");
        same("-r", "-d", "/chars", "-e", "-d", "/unset");
        same("-m", "%.3e", "-d", "/nans");
        same("-d", "/packed", "-M", "0,2,2,3");
        same("-n");
        same("-n", "1");
        same("-z", "descending", "-d", "/rows");
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        for (String[] wrong : new String[][] {
            {"-s", "1"},
            {"-d", "/cube", "-s", "a"},
            {"--json", "-H"},
            {"-m", "%d"},
            {"-M", "60,9"},
            {"--sort_by", "size"}
        }) {
            List<String> words = new ArrayList<>(List.of("dump"));
            words.addAll(List.of(wrong));
            words.add(file.toString());
            assertThat(Shell.run(words.toArray(String[]::new)).status())
                    .as(String.join(" ", wrong))
                    .isEqualTo(2);
        }
        assertThat(Shell.run("dump", "-d", "/nothing", file.toString()).status())
                .isEqualTo(3);
    }

    @Test
    void whatCannotBeReadIsLeftOutAndTold() throws IOException {
        Tools.python(
                        """
                        import sys, h5py
                        with h5py.File(sys.argv[1], 'w') as f:
                            d = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                            d.set_external(b'nowhere.bin', 0, 16)
                            h5py.h5d.create(f.id, b'a', h5py.h5t.NATIVE_INT32, h5py.h5s.create_simple((4,)), d)
                            f['b'] = [1, 2]
                        """,
                        file)
                .success();
        Shell.Outcome outcome = Shell.run("dump", "--format", "ddl", file.toString());
        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err()).contains("nowhere.bin").hasLineCount(1);
        assertThat(outcome.out()).contains("DATASET \"a\" {", "(0): 1, 2").endsWith("}\n}\n");
        assertThat(Files.exists(folder.resolve("nowhere.bin"))).isFalse();
    }
}
