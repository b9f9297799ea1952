package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadIntoTest {
    @TempDir
    Path folder;

    @Test
    void fillsTheCallersArrayWithTheSelection() {
        Path path = folder.resolve("into.h5");
        try (H5File file = H5.create(path)) {
            Dataset data = file.put("data", new int[][] {{1, 2, 3}, {4, 5, 6}});
            double[] row = new double[3];
            data.readInto(row, Slice.of("1"));
            assertThat(row).containsExactly(4, 5, 6);
            data.readInto(row, Slice.of("0"));
            assertThat(row).containsExactly(1, 2, 3);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void refusesAnArrayOfAnotherLength() {
        try (H5File file = H5.create(folder.resolve("length.h5"))) {
            Dataset data = file.put("data", new int[] {1, 2, 3});
            assertThatThrownBy(() -> data.readInto(new int[4], Slice.all()))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("3 elements")
                    .hasMessageContaining("one of 4");
        }
    }

    /** Long runs go straight between the file and a buffer outside of the heap; all others through what the engine keeps. */
    @Test
    void buffersOfEachKindGiveAndTakeBytes() {
        Seeds.once(this::buffersOfEachKind);
    }

    private void buffersOfEachKind(Random random) {
        List<UnaryOperator<DatasetBuilder>> layouts =
                List.of(data -> data, data -> data.chunk(50, 70), data -> data.chunk(64, 100)
                        .shuffle()
                        .deflate(1));
        List<FileOptions> modes = List.of(FileOptions.exclusive(), FileOptions.shared());
        for (int i = 0; i < layouts.size() * modes.size(); i++) {
            Path path = folder.resolve("buffers" + i + ".h5");
            double[] model = new double[ROWS * COLUMNS];
            H5.create(path, FileOptions.exclusive()).close();
            try (H5File file = H5.open(path, modes.get(i % modes.size()).threads(2))) {
                Dataset data = layouts.get(i / modes.size())
                        .apply(file.create("data").type(DType.F64).shape(ROWS, COLUMNS))
                        .create();
                for (int step = 0; step < 10; step++) {
                    change(data, model, random);
                    compare(data, model, random);
                }
            }
            assertThat(H5.read(path, "data", double[].class)).isEqualTo(model);
            assertThat(H5.check(path).problems()).isEmpty();
        }
    }

    private static final int ROWS = 200;
    private static final int COLUMNS = 300;

    /** Rows, all of them or a part, every one or each second, and columns likewise; as a slice and as the places in the model. */
    private record Part(Slice slice, int[] places) {
        static Part any(Random random) {
            int[] start = new int[2];
            int[] step = new int[2];
            int[] count = new int[2];
            int[] shape = {ROWS, COLUMNS};
            for (int d = 0; d < 2; d++) {
                boolean all = random.nextInt(3) > 0;
                start[d] = all ? 0 : random.nextInt(shape[d]);
                step[d] = all ? 1 : 1 + random.nextInt(2);
                count[d] = all ? shape[d] : 1 + random.nextInt((shape[d] - 1 - start[d]) / step[d] + 1);
            }
            int[] places = new int[count[0] * count[1]];
            for (int p = 0; p < places.length; p++) {
                places[p] = (start[0] + p / count[1] * step[0]) * COLUMNS + start[1] + p % count[1] * step[1];
            }
            return new Part(
                    Slice.hyperslab(
                            new long[] {start[0], start[1]},
                            new long[] {step[0], step[1]},
                            new long[] {count[0], count[1]},
                            new long[] {1, 1}),
                    places);
        }
    }

    private static ByteBuffer buffer(int bytes, Random random) {
        return (random.nextBoolean() ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void change(Dataset data, double[] model, Random random) {
        Part part = Part.any(random);
        ByteBuffer bytes = buffer(part.places.length * 8 + 5, random).position(5);
        for (int place : part.places) {
            double value = random.nextInt();
            bytes.putDouble(value);
            model[place] = value;
        }
        data.writeRaw(part.slice, bytes.position(5));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private static void compare(Dataset data, double[] model, Random random) {
        Part part = Part.any(random);
        ByteBuffer bytes = buffer(part.places.length * 8 + 8, random);
        bytes.put(0, (byte) 77).put(bytes.capacity() - 1, (byte) 78).position(3);
        data.readInto(bytes, part.slice);
        assertThat(bytes.position()).isEqualTo(3 + part.places.length * 8);
        for (int p = 0; p < part.places.length; p++) {
            if (bytes.getDouble(3 + 8 * p) != model[part.places[p]]) {
                throw new AssertionError("value " + p + " of " + part.slice + ": " + bytes.getDouble(3 + 8 * p)
                        + ", not " + model[part.places[p]]);
            }
        }
        assertThat(bytes.get(0)).isEqualTo((byte) 77);
        assertThat(bytes.get(bytes.capacity() - 1)).isEqualTo((byte) 78);
    }
}
