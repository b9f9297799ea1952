package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.ChunkInfo;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DirectChunk;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fancy selections, buffers, and chunks past the filters; compared with h5py. */
class SelectionOracleIT {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        Tools.assumeH5py();
        file = folder.resolve("selection.h5");
    }

    @Test
    void listsMasksAndPointsSelectAsInNumpy() throws IOException {
        Peer.writes(
                file,
                """
                a = np.arange(5*6*7).reshape(5, 6, 7)
                f.create_dataset('a', data=a, chunks=(2, 3, 4), compression='gzip')
                f['c'] = a
                m = a % 11 == 3
                f['m'] = m
                f['r0'] = a[[0, 2, 3]]
                f['r1'] = a[1:4, [5, 0, 0, 1], ::3]
                f['r2'] = a[..., [6, 1, 2]]
                f['r3'] = a[m]
                f['r4'] = a[np.array([True, False, False, True, True])]
                """);
        try (H5File h5 = H5.open(file)) {
            for (String name : List.of("a", "c")) {
                Dataset a = h5.dataset(name);
                assertThat(a.i64(Slice.of("[[0, 2, 3]]")))
                        .isEqualTo(h5.dataset("r0").i64());
                assertThat(a.i64(Slice.indices(0, 2, -2)))
                        .isEqualTo(h5.dataset("r0").i64());
                Slice middle = Slice.of("1:4, [5, 0, 0, 1], ::3");
                assertThat(a.i64(middle)).isEqualTo(h5.dataset("r1").i64());
                assertThat(middle.shape(5, 6, 7))
                        .containsExactly(h5.dataset("r1").shape());
                assertThat(a.i64(Slice.of("..., [6,1,2]")))
                        .isEqualTo(h5.dataset("r2").i64());
                boolean[] mask = h5.dataset("m").read(boolean[].class);
                assertThat(a.i64(Slice.mask(mask, 5, 6, 7)))
                        .isEqualTo(h5.dataset("r3").i64());
                assertThat(a.i64(Slice.mask(new boolean[] {true, false, false, true, true})))
                        .isEqualTo(h5.dataset("r4").i64());
                assertThat(a.i64(Slice.of("[[]]"))).isEmpty();
                assertThat(a.raw(Slice.indices(4))).hasSize(6 * 7 * 8);
                assertThatThrownBy(() -> a.i64(Slice.indices(5))).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> a.i64(Slice.mask(new boolean[4])))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThatThrownBy(() -> Slice.of("[1], [2], 3")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Slice.of("[1,x]:")).isInstanceOf(IllegalArgumentException.class);
            long[] expected = h5.dataset("r0").i64();
            long[] pieces = new long[expected.length];
            int at = 0;
            for (Slice piece : Slice.indices(0, 2, 3).pieces(new long[] {5, 6, 7}, 10)) {
                long[] part = h5.dataset("a").i64(piece);
                System.arraycopy(part, 0, pieces, at, part.length);
                at += part.length;
            }
            assertThat(pieces).isEqualTo(expected);
        }
    }

    @Test
    void listsAreWritten() throws IOException {
        try (H5File h5 = H5.create(file)) {
            for (String name : List.of("chunked", "plain")) {
                var builder = h5.create(name).type(DType.I32).shape(4, 5).fill(-1);
                Dataset d =
                        (name.equals("plain") ? builder : builder.chunk(2, 2).deflate(1)).create();
                d.write(Slice.of("[3,1], 0:2"), new int[] {30, 31, 10, 11});
                d.write(Slice.of("2:4, [4,2]"), new int[][] {{24, 22}, {34, 32}});
                d.write(Slice.mask(new boolean[] {true, false, false, false}), 5);
                assertThatThrownBy(() -> d.write(Slice.indices(0, 1), new int[3]))
                        .isInstanceOf(H5TypeException.class);
                assertThat(d.fill()).isEqualTo(-1);
            }
        }
        String rows = "[[5,5,5,5,5],[10,11,-1,-1,-1],[-1,-1,22,-1,24],[30,31,32,-1,34]]";
        Peer.holds(file, "f['chunked'][()].tolist() == " + rows + "\nf['plain'][()].tolist() == " + rows);
    }

    @Test
    void bytesGoThroughBuffers() throws IOException {
        try (H5File h5 = H5.create(file)) {
            Dataset d = h5.create("d").type(DType.I16.bigEndian()).shape(3).create();
            ByteBuffer values = ByteBuffer.allocate(6).order(ByteOrder.BIG_ENDIAN);
            values.asShortBuffer().put(new short[] {1, 2, 770});
            d.writeRaw(Slice.all(), values);
            assertThat(values.hasRemaining()).isFalse();
            ByteBuffer direct = ByteBuffer.allocateDirect(10).position(2);
            d.readInto(direct, Slice.rows(1, 3));
            assertThat(direct.position()).isEqualTo(6);
            assertThat(direct.getShort(2)).isEqualTo((short) 2);
            assertThat(direct.getShort(4)).isEqualTo((short) 770);
            assertThatThrownBy(() -> d.readInto(ByteBuffer.allocate(5), Slice.all()))
                    .isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> d.writeRaw(Slice.all(), ByteBuffer.allocate(5)))
                    .isInstanceOf(H5TypeException.class);
            Dataset text = h5.put("text", new String[] {"a"});
            assertThatThrownBy(() -> text.writeRaw(Slice.all(), ByteBuffer.allocate(16)))
                    .isInstanceOf(H5TypeException.class);
        }
        Peer.holds(file, "f['d'][()].tolist() == [1, 2, 770]");
    }

    @Test
    void chunksArePassedPastTheFilters() throws IOException {
        Peer.writes(
                file,
                """
                f.create_dataset('z', data=np.arange(100, dtype='i4').reshape(10, 10), chunks=(4, 10), compression='gzip', shuffle=True)
                f.create_dataset('to', (10, 10), dtype='i4', chunks=(4, 10), compression='gzip', shuffle=True, maxshape=(None, 10))
                f.create_dataset('plain', (4,), dtype='i4', chunks=(2,))
                """);
        try (H5File h5 = H5.open(file)) {
            Dataset from = h5.dataset("z");
            Dataset to = h5.dataset("to");
            assertThat(from.chunkInfo())
                    .extracting(ChunkInfo::offset)
                    .containsExactly(List.of(0L, 0L), List.of(4L, 0L), List.of(8L, 0L));
            for (ChunkInfo info : from.chunkInfo()) {
                long[] offset = info.offset().stream().mapToLong(i -> i).toArray();
                DirectChunk chunk = from.readDirectChunk(offset);
                assertThat(chunk.bytes()).hasSize((int) info.storedBytes());
                to.writeDirectChunk(chunk, offset);
            }
            assertThat(to.i32()).isEqualTo(from.i32());
            Dataset like =
                    h5.create("like").like(from).shape(5, 10).maxShape(5, 10).create();
            assertThat(like.layout().filters()).isEqualTo(from.layout().filters());
            assertThat(like.layout().chunk()).containsExactly(4, 10);
            byte[] bare = new byte[4 * 10 * 4];
            Arrays.fill(bare, (byte) 1);
            to.writeDirectChunk(new DirectChunk(bare, 3), 4, 0);
            h5.dataset("plain").writeDirectChunk(new DirectChunk(new byte[] {1, 0, 0, 0, 2, 0, 0, 0}, 0), 2);
            h5.dataset("plain").writeDirectChunk(new DirectChunk(new byte[] {3, 0, 0, 0, 4, 0, 0, 0}, 0), 2);
            assertThatThrownBy(() -> to.writeDirectChunk(new DirectChunk(bare, 4), 4, 0))
                    .isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> to.writeDirectChunk(new DirectChunk(new byte[9], 3), 4, 0))
                    .isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> to.writeDirectChunk(new DirectChunk(bare, 3), 3, 0))
                    .isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> to.writeDirectChunk(new DirectChunk(bare, 3), 12, 0))
                    .isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> h5.dataset("plain").readDirectChunk(0)).isInstanceOf(H5NotFoundException.class);
            assertThat(from.chunkSlices()).hasSize(3);
            assertThat(from.chunkSlices(Slice.of("3:9, 2:5")))
                    .extracting(slice -> from.i32(slice).length)
                    .containsExactly(3, 12, 3);
        }
        Peer.holds(
                file,
                """
                f['to'][0:4].tolist() == f['z'][0:4].tolist() and (f['to'][4:8] == 0x01010101).all() and f['to'][8:].tolist() == f['z'][8:].tolist()
                f['to'].id.get_chunk_info(1).filter_mask == 3 and f['plain'][()].tolist() == [0, 0, 3, 4]
                """);
    }
}
