package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout.FilterInfo;
import dev.tutti.hdf5.RepackOptions;
import dev.tutti.hdf5.RepackReport;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.VirtualSource;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written anew: the same for h5py, without holes, with other chunks and filters. */
class RepackOracleIT {
    @TempDir
    Path folder;

    private Path file = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Tools.assumeH5py();
        file = folder.resolve("in.h5");
        out = folder.resolve("out.h5");
        Tools.python(
                        """
                        import sys, h5py, numpy as np
                        for name, libver in ((sys.argv[1], 'latest'), (sys.argv[2], 'earliest')):
                            f = h5py.File(name, 'w', libver=libver)
                            f.attrs['title'] = 'repack'
                            f['hole'] = np.zeros(100000)
                            f['type'] = np.dtype([('a', 'i4'), ('s', h5py.string_dtype())])
                            g = f.create_group('g', track_order=True)
                            for n in ('z', 'y', 'x'):
                                g[n] = np.arange(3)
                            g['again'] = g['x']
                            g['soft'] = h5py.SoftLink('/g/x')
                            g['out'] = h5py.ExternalLink('other.h5', '/x')
                            d = f.create_dataset('big', data=np.arange(60000).reshape(300, 200), chunks=(100, 100), maxshape=(None, 200))
                            f.create_dataset('zip', data=np.arange(5000), chunks=(500,), compression='lzf', shuffle=True, fillvalue=7)
                            f.create_dataset('typed', (2,), dtype=f['type'])
                            f['typed'][0] = (1, 'eins')
                            f['ref'] = np.array([g['x'].ref, f.ref], dtype=h5py.ref_dtype)
                            f['texts'] = ['a', 'bc', 'def'] * 1000
                            f['empty'] = h5py.Empty('f4')
                            f['scalar'] = 5.0
                            x = f.create_dataset('scale', data=np.arange(300.))
                            x.make_scale('s')
                            d.dims[0].attach_scale(x)
                            f.close()
                            f = h5py.File(name, 'a', libver=libver)
                            del f['hole']
                            f['gone'] = 1
                            f['dangling'] = np.array([f['gone'].ref], dtype=h5py.ref_dtype)
                            del f['gone']
                            f.close()
                        """,
                        file,
                        folder.resolve("old.h5"))
                .success();
    }

    private static final String SAME =
            """
            f.attrs['title'] == 'repack' and 'hole' not in f and list(f['g'])[:3] == ['z', 'y', 'x']
            f['g/again'] == f['g/x'] and f['g'].get('soft', getlink=True).path == '/g/x' and f['g'].get('out', getlink=True).filename == 'other.h5'
            (f['big'][()] == np.arange(60000).reshape(300, 200)).all() and f['big'].maxshape == (None, 200)
            f['zip'].fillvalue == 7 and f['typed'].id.get_type().committed() and f['typed'][0][1] == b'eins'
            f[f['ref'][0]] == f['g/x'] and f[f['ref'][1]] == f['/'] and f['texts'].asstr()[2999] == 'def'
            isinstance(f['empty'][()], h5py.Empty) and f['scalar'][()] == 5.0 and f['big'].dims[0][0] == f['scale']
            f[f['scale'].attrs['REFERENCE_LIST'][0][0]] == f['big']
            """;

    @Test
    void holesAreLeftOut() throws IOException {
        RepackReport report = H5.repack(file, out);
        assertThat(report.bytesAfter()).isLessThan(report.bytesBefore() - 700_000);
        assertThat(report.objects()).isEqualTo(15);
        Peer.holds(out, SAME + "(f['zip'][()] == np.arange(5000)).all() and f['zip'].compression == 'lzf'");
    }

    @Test
    void oldFilesBecomeNewOnes() throws IOException {
        Path old = folder.resolve("old.h5");
        H5.repack(old, out);
        Peer.holds(out, SAME);
        try (H5File h5 = H5.open(out)) {
            h5.put("new", 1);
        }
    }

    @Test
    void chunksAndFiltersChange() throws IOException {
        try (H5File h5 = H5.open(file)) {
            h5.delete("zip"); // its filter may not be at hand
        }
        H5.repack(file, out, RepackOptions.defaults().chunk(30, 50).compress("gzip-9+checksum"));
        Peer.holds(
                out,
                SAME.lines().filter(line -> !line.contains("zip")).reduce("", (a, b) -> a + b + "\n")
                        + "f['big'].chunks == (30, 50) and f['big'].compression == 'gzip' and f['big'].shuffle and f['big'].fletcher32");
        assertThat(H5.inspect(out, "texts").layout().filters())
                .extracting(FilterInfo::name)
                .contains("deflate");
        Path plain = folder.resolve("plain.h5");
        H5.repack(out, plain, RepackOptions.defaults().compress("none"));
        assertThat(H5.inspect(plain, "big").layout().filters()).isEmpty();
    }

    @Test
    void newFilesBecomeOldOnes() throws IOException {
        H5.repack(
                file, out, RepackOptions.defaults().file(FileOptions.exclusive().compat("earliest")));
        assertThat(Files.readAllBytes(out)[8]).as("superblock version").isZero();
        Peer.holds(out, SAME.lines().skip(1).reduce("", (a, b) -> a + b + "\n") + "f.attrs['title'] == 'repack'");
    }

    /** The values are not there from the new folder, and have another type: neither is the virtual dataset's own. */
    @Test
    void virtualDatasetsKeepTheirSources() throws IOException {
        Path virtual = folder.resolve("virtual.h5");
        Path copy = Files.createDirectory(folder.resolve("elsewhere")).resolve("virtual.h5");
        try (H5File source = H5.create(folder.resolve("source.h5"));
                H5File made = H5.create(virtual)) {
            source.create("x").type(DType.I32.bigEndian()).shape(6).create().write(new int[] {1, 2, 3, 4, 5, 6});
            VirtualSource part = VirtualSource.of("source.h5", "/x", 6).from(Slice.of("0:6:2"));
            made.create("v")
                    .type(DType.I32)
                    .shape(6)
                    .virtual(List.of(part.into(Slice.of("3:6"))))
                    .create();
        }
        H5.repack(virtual, copy);
        Files.copy(folder.resolve("source.h5"), copy.resolveSibling("source.h5"));
        Peer.holds(copy, "f['v'].is_virtual\nf['v'][:].tolist() == [0, 0, 0, 1, 3, 5]");
    }

    @Test
    void aFileIsPutInItsPlace() throws IOException {
        long before = Files.size(file);
        H5.repack(file, file);
        assertThat(Files.size(file)).isLessThan(before - 700_000);
        Peer.holds(file, SAME);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("in.h5", "old.h5");
        }
    }

    @Test
    void whatCannotBeIsRefusedAndLeavesTheFile() throws IOException {
        byte[] before = Files.readAllBytes(file);
        RepackOptions impatient =
                RepackOptions.defaults().file(FileOptions.exclusive().lockTimeout(Duration.ofMillis(10)));
        assertThatThrownBy(() -> H5.repack(folder.resolve("no.h5"), out)).isInstanceOf(H5NotFoundException.class);
        Files.write(out, new byte[1]);
        assertThatThrownBy(() -> H5.repack(file, out)).isInstanceOf(H5ExistsException.class);
        Files.delete(out);
        assertThatThrownBy(() -> H5.repack(file, out, RepackOptions.defaults().chunk(100)))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("32000");
        try (H5File other = H5.open(file, FileOptions.exclusive())) {
            assertThat(other.contains("big")).isTrue();
            assertThatThrownBy(() -> H5.repack(file, file, impatient)).isInstanceOf(H5BusyException.class);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).hasSize(2);
        }
        try (H5File shared = H5.open(file)) {
            shared.put("new", 1);
            assertThatThrownBy(() -> H5.repack(file, file, impatient)).isInstanceOf(H5Exception.class);
        }
        try (H5File made = H5.create(out)) {
            made.create("d").type(DType.F64).shape(3).create();
        }
        assertThat(List.of(H5.repack(out, folder.resolve("two.h5")).objects())).containsExactly(2L);
    }
}
