package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Copy;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Kind;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.LinkOrder;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.Node;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups, links, copies and attributes, looked at with h5py. */
class ObjectsOracleIT {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        Tools.assumeH5py();
        file = folder.resolve("objects.h5");
    }

    @Test
    void linksAreMadeAndLookedAt() throws IOException {
        H5.write(folder.resolve("other.h5"), "there/x", 5);
        try (H5File h5 = H5.create(file)) {
            Group g = h5.createGroup("a/g");
            g.put("x", 1);
            g.softLink("soft", "x");
            g.softLink("broken", "/no/where");
            g.hardLink("hard", "x");
            g.externalLink("out", "other.h5", "/there/x");
            assertThat(h5.link("a/g/soft")).isEqualTo(new LinkInfo("soft", LinkInfo.Kind.SOFT, "x", ""));
            assertThat(g.link("out").file()).isEqualTo("other.h5");
            assertThat(g.link("out").path()).isEqualTo("/there/x");
            assertThat(g.kind("soft")).isEqualTo(Kind.NUMBER);
            assertThat(g.kind("broken")).isEqualTo(Kind.MISSING);
            assertThat(g.link("broken").kind()).isEqualTo(LinkInfo.Kind.SOFT);
            assertThat(g.find("out").map(Node::attrs)).isPresent();
            assertThat(g.find("nothing")).isEmpty();
            assertThatThrownBy(() -> g.link("nothing")).isInstanceOf(H5NotFoundException.class);
            assertThat(h5.root().walkLinks())
                    .extracting(LinkInfo::name)
                    .containsExactly("a", "a/g", "a/g/broken", "a/g/hard", "a/g/out", "a/g/soft", "a/g/x");
            assertThat(g.walk()).extracting(Node::path).containsExactly("/a/g", "/a/g/hard");
            g.move("x", "deeper/x");
            g.delete("hard");
        }
        Peer.holds(
                file,
                """
                f['a/g'].get('soft', getlink=True).path == 'x' and f['a/g'].get('out', getlink=True).filename == 'other.h5'
                f['a/g/out'][()] == 5 and sorted(f['a/g']) == ['broken', 'deeper', 'out', 'soft'] and f['a/g/deeper/x'][()] == 1
                """);
    }

    @Test
    void orderOfCreationIsKept() throws IOException {
        try (H5File h5 = H5.create(file)) {
            Group g = h5.createGroup("g", LinkOrder.CREATION);
            for (int i = 20; i > 0; i--) {
                g.put("n" + i, i);
                g.attrs().set("a" + i, i);
            }
            assertThat(g.links(LinkOrder.CREATION)).extracting(LinkInfo::name).startsWith("n20", "n19");
            assertThat(g.names()).startsWith("n1", "n10");
            assertThatThrownBy(() -> h5.createGroup("g", LinkOrder.NAME)).isInstanceOf(H5ExistsException.class);
        }
        Peer.holds(file, "list(f['g'])[:2] == ['n20', 'n19'] and list(f['g'].attrs)[:2] == ['a20', 'a19']");
    }

    @Test
    void whatIsRequiredIsMadeOnce() {
        try (H5File h5 = H5.create(file)) {
            Dataset made = h5.create("d").type(DType.I32).shape(3).require();
            made.write(new int[] {1, 2, 3});
            Dataset again = h5.create("d").type(DType.I32).shape(3).require();
            assertThat(again.i32()).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> h5.create("d").type(DType.I32).shape(4).require())
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("i32 [4] is required, found one of i32 [3]");
            assertThatThrownBy(() -> h5.create("d").type(DType.F32).shape(3).require())
                    .isInstanceOf(H5TypeException.class);
            h5.createGroup("g");
            assertThatThrownBy(() -> h5.create("g").type(DType.F32).shape(3).require())
                    .isInstanceOf(H5TypeException.class);
        }
    }

    @Test
    void copiesAreAsTheOptionsSay() throws IOException {
        H5.write(folder.resolve("other.h5"), "x", new int[] {7});
        Peer.writes(
                file,
                """
                g = f.create_group('g')
                g.attrs['a'] = 1
                f['far'] = np.arange(3)
                g['n'] = np.arange(4)
                g['sub/deep'] = 'text'
                g['soft'] = h5py.SoftLink('/far')
                g['dead'] = h5py.SoftLink('/nowhere')
                g['out'] = h5py.ExternalLink('other.h5', '/x')
                f['t'] = np.dtype('f4')
                g.create_dataset('typed', (2,), dtype=f['t'])
                g['ref'] = np.array([g['n'].ref, f['far'].ref], dtype=h5py.ref_dtype)
                g['region'] = np.array([g['n'].regionref[1:3]], dtype=h5py.regionref_dtype)
                g.attrs['r'] = g['n'].ref
                """);
        try (H5File h5 = H5.open(file)) {
            h5.copy("g", "plain");
            h5.copy("g", "shallow", Copy.SHALLOW, Copy.WITHOUT_ATTRIBUTES);
            h5.copy("g", "expanded", Copy.EXPAND_SOFT, Copy.EXPAND_EXTERNAL, Copy.EXPAND_REFERENCES);
            try (H5File other = H5.create(folder.resolve("copy.h5"))) {
                h5.copy("g", other, "deep/g", Copy.EXPAND_REFERENCES);
                h5.copy("g", other, "bare");
            }
        }
        Peer.holds(
                file,
                """
                f[f['plain/ref'][0]] == f['g/n'] and f['plain/n'][()].tolist() == [0, 1, 2, 3] and f['plain'].attrs['a'] == 1
                f['plain'].get('soft', getlink=True).path == '/far' and f['plain/typed'].id.get_type().committed()
                list(f['shallow/sub']) == [] and len(f['shallow'].attrs) == 0 and f['shallow/n'].shape == (4,)
                f['expanded'].get('soft', getclass=True, getlink=True) == h5py.HardLink and f['expanded/out'][()].tolist() == [7]
                f['expanded'].get('dead', getlink=True).path == '/nowhere'
                f[f['expanded/ref'][0]] == f['expanded/n'] and f[f['expanded/ref'][1]] == f['expanded/soft']
                f[f['expanded'].attrs['r']] == f['expanded/n']
                f['expanded/n'][f['expanded/region'][0]].tolist() == [1, 2] and f[f['expanded/region'][0]] == f['expanded/n']
                """);
        Peer.holds(
                folder.resolve("copy.h5"),
                """
                f[f['deep/g/ref'][0]] == f['deep/g/n'] and f[f['deep/g/ref'][1]][()].tolist() == [0, 1, 2]
                f['deep/g/typed'].id.get_type().committed() and f['deep/g/sub/deep'][()] == b'text'
                not f['bare/ref'][0] and not f['bare/region'][0] and not f['bare'].attrs['r']
                """);
    }

    @Test
    void attributesAreModifiedAndRenamed() throws IOException {
        Peer.writes(
                file,
                """
                f.attrs.create('m', np.zeros((2, 3)), dtype='>f4')
                f.attrs['vlen'] = 'text'
                f.attrs['e'] = h5py.Empty('f8')
                f.attrs['b'] = True
                f.attrs.create('c', np.array([(1, 2.5)], dtype=[('i', 'i4'), ('x', 'f8')]))
                v = np.empty(1, dtype=object)
                v[0] = np.arange(3, dtype='i4')
                f.attrs.create('seq', v, dtype=h5py.vlen_dtype('i4'))
                f.attrs['self'] = f.ref
                """);
        try (H5File h5 = H5.open(file)) {
            h5.attrs().modify("m", new double[][] {{1, 2, 3}, {4, 5, 6}});
            h5.attrs().rename("vlen", "später");
            assertThat(h5.attrs().get("später")).isEqualTo("text");
            assertThatThrownBy(() -> h5.attrs().rename("m", "b")).isInstanceOf(H5ExistsException.class);
            assertThatThrownBy(() -> h5.attrs().rename("gone", "x")).isInstanceOf(H5NotFoundException.class);
            assertThatThrownBy(() -> h5.attrs().modify("m", new double[7])).isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> h5.attrs().modify("e", 1)).isInstanceOf(H5TypeException.class);
            assertThat(h5.attrs().get("e")).isNull();
            assertThat(h5.attrs().get("b")).isEqualTo(true);
            assertThat((int[]) ((Object[]) h5.attrs().get("seq"))[0]).containsExactly(0, 1, 2);
            assertThat(h5.attrs().get("self")).isEqualTo(h5.root().address());
            h5.attrs().rename("c", "compound");
            h5.attrs().rename("seq", "sequence");
        }
        Peer.holds(
                file,
                """
                f.attrs['m'].dtype == '>f4' and f.attrs['m'].tolist() == [[1, 2, 3], [4, 5, 6]]
                f.attrs['später'] == 'text' and 'vlen' not in f.attrs
                f.attrs['compound']['x'][0] == 2.5 and f.attrs['sequence'][0].tolist() == [0, 1, 2]
                """);
    }

    @Test
    void manyAttributesAreOneChange() throws IOException {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            many.put("a" + i, i % 2 == 0 ? (Object) ("text " + i) : i);
        }
        try (H5File h5 = H5.create(file)) {
            h5.createGroup("few").attrs().setAll(Map.of("one", 1, "two", "2"));
            Attributes dense = h5.createGroup("dense").attrs();
            dense.setAll(many);
            dense.setAll(Map.of("a1", 2.5, "added", true));
            h5.createGroup("ordered", LinkOrder.CREATION).attrs().setAll(many);
            h5.createGroup("none").attrs().setAll(Map.of());
            Attributes unchanged = h5.createGroup("unchanged").attrs();
            assertThatThrownBy(() -> unchanged.setAll(Map.of("fits", 1, "does not", new Object())))
                    .isInstanceOf(H5TypeException.class);
            assertThat(unchanged.size()).isZero();
        }
        try (LiveWriter writer = H5.live(file)) {
            Attributes live = writer.file().createGroup("live").attrs();
            live.setAll(many);
            writer.publish();
            live.setAll(Map.of("a0", "other", "added", new double[] {1, 2}));
        }
        assertThat(H5.check(file).problems()).isEmpty();
        Peer.holds(
                file,
                """
                dict(f['few'].attrs) == {'one': 1, 'two': '2'} and len(f['none'].attrs) == len(f['unchanged'].attrs) == 0
                len(f['dense'].attrs) == 61 and f['dense'].attrs['a1'] == 2.5 and f['dense'].attrs['a58'] == 'text 58'
                list(f['ordered'].attrs) == ['a%d' % i for i in range(60)]
                len(f['live'].attrs) == 61 and f['live'].attrs['a0'] == 'other' and f['live'].attrs['a59'] == 59
                f['live'].attrs['added'].tolist() == [1, 2]
                """);
    }
}
