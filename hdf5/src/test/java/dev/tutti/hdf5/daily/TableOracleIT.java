package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Member;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.Table;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records, nested and with lists and names of their own, and tables by column; compared with h5py. */
class TableOracleIT {
    record Place(double lat, double lon) {}

    enum Quality {
        GOOD,
        BAD
    }

    record Pick(
            @Member("time [s]") double time,
            Place place,
            List<Float> samples,
            int[] counts,
            String note,
            Quality quality,
            boolean used) {}

    /** Components with each other's names: the annotation counts. */
    record Swapped(@Member("b") int a, @Member("a") int b) {}

    record Narrow(String note, @Member("time [s]") double seconds) {}

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        Tools.assumeH5py();
        file = folder.resolve("table.h5");
    }

    private static Pick pick(int i) {
        return new Pick(
                i / 2.0,
                new Place(i, -i),
                List.of(1f * i, 2f * i),
                new int[] {i},
                "n" + i,
                i % 2 == 0 ? Quality.GOOD : Quality.BAD,
                i == 1);
    }

    @Test
    void recordsOfEveryKind() throws IOException {
        try (H5File h5 = H5.create(file)) {
            Dataset picks = h5.createTable("picks", Pick.class);
            picks.appendAll(List.of(pick(0), pick(1)));
            picks.appendAll(List.of(pick(2)));
            h5.attrs().set("first", pick(0));
            List<Pick> read = picks.records(Pick.class);
            assertThat(read).hasSize(3);
            assertThat(read.get(2).time()).isEqualTo(1.0);
            assertThat(read.get(2).place()).isEqualTo(new Place(2, -2));
            assertThat(read.get(2).samples()).containsExactly(2f, 4f);
            assertThat(read.get(1).quality()).isEqualTo(Quality.BAD);
            assertThat(picks.records(Narrow.class, Slice.at(1))).containsExactly(new Narrow("n1", 0.5));
            assertThat(h5.attrs().get("first", Narrow.class)).isEqualTo(new Narrow("n0", 0));
            h5.put("swapped", new Swapped[] {new Swapped(1, 2)});
            assertThat(h5.dataset("swapped").records(Swapped.class)).containsExactly(new Swapped(1, 2));
            assertThat(h5.dataset("swapped").table().column("b", int[].class)).containsExactly(1);
            record NoSuch(int missing) {}
            assertThatThrownBy(() -> picks.records(NoSuch.class)).isInstanceOf(H5TypeException.class);
        }
        Peer.holds(
                file,
                """
                f['picks'].dtype.names == ('time [s]', 'place', 'samples', 'counts', 'note', 'quality', 'used')
                f['picks']['time [s]'].tolist() == [0.0, 0.5, 1.0] and f['picks']['place']['lon'].tolist() == [0, -1, -2]
                f['picks'][2]['samples'].tolist() == [2.0, 4.0] and f['picks'][1]['note'] == b'n1'
                f['picks']['used'].tolist() == [False, True, False]
                f['swapped'][0]['b'] == 1 and f['swapped'][0]['a'] == 2
                """);
    }

    @Test
    void tablesByColumn() throws IOException {
        Peer.writes(
                file,
                """
                t = np.dtype([('id', 'i4'), ('x', '>f8'), ('name', h5py.string_dtype()), ('v', 'f4', (3,))])
                d = f.create_dataset('t', (4,), dtype=t, maxshape=(None,), chunks=(2,), compression='gzip')
                a = np.zeros(4, dtype=t)
                a['id'] = [1, 2, 3, 4]
                a['x'] = [.5, 1.5, 2.5, 3.5]
                a['name'] = ['a', 'b', 'c', 'd']
                d[...] = a
                """);
        try (H5File h5 = H5.open(file)) {
            Table t = h5.dataset("t").table();
            assertThat(t.columns().keySet()).containsExactly("id", "x", "name", "v");
            assertThat((double[]) t.column("x")).containsExactly(.5, 1.5, 2.5, 3.5);
            assertThat(t.column("id", long[].class, Slice.of("[[3,0]]"))).containsExactly(4, 1);
            assertThat((String[]) t.column("name", Slice.rows(1, 3))).containsExactly("b", "c");
            assertThat((float[]) t.column("v")).hasSize(12);
            t.setColumn("id", Slice.rows(1, 3), new int[] {20, 30});
            t.setColumn("name", Slice.last(1), "last");
            t.append(Map.of("id", 5, "x", 4.5, "name", "e", "v", new float[] {1, 2, 3}));
            t.appendColumns(Map.of(
                    "id", new int[] {6, 7},
                    "x", new double[] {5.5, 6.5},
                    "name", new String[] {"f", "g"},
                    "v", new float[][] {{4, 5, 6}, {7, 8, 9}}));
            assertThat(t.size()).isEqualTo(7);
            assertThat(t.rows(5, 6).get(0)).containsEntry("id", 6).containsEntry("name", "f");
            assertThat(t.toString()).contains("7 rows").contains("\"last\"");
            record Row(int id, String name) {}
            assertThat(t.stream(Row.class).map(Row::id)).containsExactly(1, 20, 30, 4, 5, 6, 7);
            assertThat(t.rows(Row.class, Slice.last(1))).containsExactly(new Row(7, "g"));
            assertThatThrownBy(() -> t.column("no")).isInstanceOf(H5NotFoundException.class);
            assertThatThrownBy(() -> t.append(Map.of("id", 5))).isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> t.setColumn("id", Slice.all(), new int[2])).isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> h5.put("no table", 1).table()).isInstanceOf(H5TypeException.class);
        }
        Peer.holds(
                file,
                """
                f['t']['id'].tolist() == [1, 20, 30, 4, 5, 6, 7] and f['t']['x'].tolist() == [.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]
                f['t']['name'].tolist() == [b'a', b'b', b'c', b'last', b'e', b'f', b'g'] and f['t']['v'][6].tolist() == [7, 8, 9]
                """);
    }
}
