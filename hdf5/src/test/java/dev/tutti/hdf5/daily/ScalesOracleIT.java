package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dimension scales: what Tutti makes h5py knows, and the other way round. */
class ScalesOracleIT {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        Tools.assumeH5py();
        file = folder.resolve("scales.h5");
    }

    @Test
    void whatTuttiAttachesHpyKnows() throws IOException {
        try (H5File h5 = H5.create(file)) {
            Dataset data = h5.put("run/data", new double[3][4]);
            Dataset time = h5.put("time", new double[] {0, 1, 2});
            Dataset other = h5.put("run/index", new int[] {7, 8, 9});
            Dataset x = h5.put("x", new double[4]);
            time.makeScale("time in s");
            data.dimension(0).attach(time);
            data.dimension(0).attach(other);
            data.dimension(0).attach(other);
            data.dimension(1).attach(x);
            data.dimension(0).label("t");
            data.dimension(1).label("Länge");
            assertThat(data.dimension(0).scales()).extracting(Dataset::path).containsExactly("/time", "/run/index");
            assertThat(data.dimensions()).hasToString("[0: 3 \"t\" /time /run/index, 1: 4 \"Länge\" /x]");
            assertThat(data.dimension(0).scale("time in s")).isPresent();
            assertThat(x.isScale()).isTrue();
            assertThat(x.scaleName()).isEmpty();
            assertThatThrownBy(() -> time.dimension(0).attach(x)).isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> data.makeScale("no")).isInstanceOf(H5TypeException.class);
        }
        Peer.holds(
                file,
                """
                [h5py.h5ds.is_scale(f[n].id) for n in ('time', 'run/index', 'x', 'run/data')] == [True, True, True, False]
                [s.name for s in f['run/data'].dims[0].values()] == ['/time', '/run/index']
                f['run/data'].dims[0].keys() == ['time in s', '']
                f['run/data'].dims[1][0].name == '/x'
                f['run/data'].dims[0].label == 't' and f['run/data'].dims[1].label == 'Länge'
                f['time'].attrs['CLASS'] == b'DIMENSION_SCALE' and f['time'].attrs['NAME'] == b'time in s'
                f['time'].attrs['REFERENCE_LIST'].dtype.names == ('dataset', 'dimension')
                f['time'].attrs.get_id('REFERENCE_LIST').get_type().get_size() == 16
                """);
        Peer.writes(
                file,
                """
                f['run/data'].dims[0].detach_scale(f['time'])
                f['run/data'].dims[1].attach_scale(f['time'])
                f['run/data'].dims[1].detach_scale(f['x'])
                f['run/data'].dims[1].label = 'again'
                """);
        try (H5File h5 = H5.open(file)) {
            Dataset data = h5.dataset("run/data");
            assertThat(data.dimension(1).scales()).extracting(Dataset::path).containsExactly("/time");
            assertThat(data.dimension(1).label()).isEqualTo("again");
            data.dimension(1).detach(h5.dataset("time"));
            assertThatThrownBy(() -> data.dimension(1).detach(h5.dataset("time")))
                    .isInstanceOf(H5NotFoundException.class);
            data.dimension(0).detach(h5.dataset("run/index"));
            assertThat(data.attrs().names()).containsExactly("DIMENSION_LABELS");
        }
        Peer.holds(
                file,
                """
                len(f['run/data'].dims[0]) == 0 and len(f['run/data'].dims[1]) == 0
                'REFERENCE_LIST' not in f['time'].attrs and 'DIMENSION_LIST' not in f['run/data'].attrs
                """);
    }

    @Test
    void whatHpyAttachesTuttiKnowsAndExtends() throws IOException {
        Peer.writes(
                file,
                """
                d = f.create_dataset('d', data=np.zeros((2, 3)))
                for n in ('a', 'b'):
                    f[n] = np.arange(2)
                    f[n].make_scale(n + '!')
                d.dims[0].attach_scale(f['a'])
                d.dims[0].label = 'rows'
                """);
        try (H5File h5 = H5.open(file)) {
            Dataset data = h5.dataset("d");
            assertThat(data.dimension(0)).hasToString("0: 2 \"rows\" /a");
            assertThat(data.dimension(1)).hasToString("1: 3");
            assertThat(h5.dataset("a").scaleName()).contains("a!");
            data.dimension(0).attach(h5.dataset("b"));
            data.dimension(1).attach(h5.dataset("b"));
        }
        Peer.holds(
                file,
                """
                f['d'].dims[0].keys() == ['a!', 'b!'] and f['d'].dims[1].keys() == ['b!']
                f['b'].attrs['REFERENCE_LIST']['dimension'].tolist() == [0, 1]
                """);
    }
}
