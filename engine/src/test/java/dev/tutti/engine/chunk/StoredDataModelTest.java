package dev.tutti.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.convert.VlenReader;
import dev.tutti.engine.convert.VlenWriter;
import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.index.FilterState;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random writes, appends, changes of shape and reads of one dataset, compared with a plain array. */
class StoredDataModelTest {
    private static final FixedPoint TYPE = FixedPoint.of(4, Order.BIG, true);
    private static final int FILL = 77;

    /** A dataset and the array that it should be equal to. */
    private static final class Model {
        final Random random;
        final MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 100);
        final Workers one = new Workers(1, "one");
        final Workers two = new Workers(2, "two");
        final Filters filters = Filters.load(one.buffers());
        final @Nullable FilterPipeline pipeline;
        final byte[] fill;
        final DecodedChunks cache = new DecodedChunks(1 << 12);
        final ChunkWriter writer;
        long[] shape;
        int[] values;

        Model(Random random, DataLayout layout, Dataspace space, @Nullable FilterPipeline pipeline) {
            this.random = random;
            this.pipeline = pipeline;
            this.fill = random.nextBoolean()
                    ? new byte[0]
                    : ByteBuffer.allocate(4).putInt(FILL).array();
            this.shape = space.dims();
            this.values = new int[(int) space.elements()];
            boolean compact = layout instanceof CompactLayout;
            Arrays.fill(values, fill.length == 0 || compact ? 0 : FILL);
            StoredData data = StoredData.of("model", 4, space, layout, pipeline, filters, fill);
            writer = new ChunkWriter(data, random.nextBoolean() ? one : two, this::store, cache);
        }

        private void store(long address, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            synchronized (tx) {
                tx.stageRaw(address, copy);
            }
        }

        int blank() {
            return fill.length == 0 ? 0 : FILL;
        }

        List<Integer> places(Selection selection) {
            List<Integer> places = new ArrayList<>();
            if (selection instanceof Selection.Points points) {
                for (long[] point : points.coordinates()) {
                    places.add((int) SelectionTest.offset(point, new long[shape.length], shape));
                }
                return places;
            }
            int at = 0;
            for (long[] point : SelectionTest.coordinates(shape)) {
                if (selection instanceof Selection.All || SelectionTest.selected((Hyperslab) selection, point)) {
                    places.add(at);
                }
                at++;
            }
            return places;
        }

        Selection selection() {
            return switch (random.nextInt(6)) {
                case 0 -> Selection.ALL;
                case 1 -> {
                    long[][] points = new long[random.nextInt(9)][];
                    for (int i = 0; i < points.length; i++) {
                        points[i] = new long[shape.length];
                        for (int d = 0; d < shape.length; d++) {
                            points[i][d] = random.nextInt((int) shape[d]);
                        }
                    }
                    yield new Selection.Points(points);
                }
                default -> SelectionTest.randomSlab(random, shape);
            };
        }

        void write() {
            Selection selection = selection();
            List<Integer> places = places(selection);
            int[] source = random.ints(places.size()).toArray();
            writer.write(tx, selection, Conversions.writer(TYPE, source, VlenWriter.NONE));
            for (int i = 0; i < source.length; i++) {
                values[places.get(i)] = source[i];
            }
        }

        void reshape(long[] next) {
            Dataspace space = writer.data().space();
            writer.resize(tx, new Dataspace(space.kind(), next, space.maxDims()));
            int[] moved = new int[(int) Arrays.stream(next).reduce(1, (a, b) -> a * b)];
            int at = 0;
            for (long[] point : SelectionTest.coordinates(next)) {
                boolean old = true;
                for (int d = 0; d < next.length; d++) {
                    old &= point[d] < shape[d];
                }
                moved[at++] = old ? values[(int) SelectionTest.offset(point, new long[next.length], shape)] : blank();
            }
            shape = next;
            values = moved;
        }

        void read() {
            StoredData data = writer.flush(tx);
            if (random.nextBoolean()) {
                tx.commit();
            }
            StoredData again = StoredData.of("model", 4, data.space(), data.layout(), pipeline, filters, fill);
            Selection selection = random.nextInt(3) == 0 ? Selection.ALL : selection();
            List<Integer> places = places(selection);
            int[] expected = places.stream().mapToInt(i -> values[i]).toArray();
            for (Workers workers : List.of(one, two)) {
                DecodedChunks own = random.nextBoolean() ? cache : new DecodedChunks(0);
                int[] found = new int[expected.length];
                new ChunkReader(tx, workers, own)
                        .read(again, selection, Conversions.reader(TYPE, found, VlenReader.NONE));
                assertThat(found).isEqualTo(expected);
            }
        }

        void run(int steps, boolean resizable) {
            for (int i = 0; i < steps; i++) {
                int action = random.nextInt(resizable ? 10 : 8);
                if (action < 5) {
                    write();
                } else if (action < 8) {
                    read();
                } else {
                    long[] next = shape.clone();
                    int d = random.nextInt(next.length);
                    next[d] = 1 + random.nextInt(12);
                    reshape(next);
                }
            }
            read();
            one.close();
            two.close();
        }
    }

    private static @Nullable FilterPipeline pipeline(Random random) {
        List<Filter> filters = new ArrayList<>();
        if (random.nextBoolean()) {
            filters.add(Filters.shuffle(4));
        }
        if (random.nextBoolean()) {
            filters.add(Filters.deflate(1 + random.nextInt(9)));
        }
        if (random.nextBoolean()) {
            filters.add(Filters.fletcher32());
        }
        return filters.isEmpty() ? null : new FilterPipeline(filters);
    }

    /** The layout that the C library chooses, or another one that it can be asked for. */
    private static DataLayout layout(
            Random random, Dataspace space, int[] chunk, @Nullable FilterPipeline pipeline, boolean bounded) {
        ChunkedLayout chosen =
                ChunkIndex.choose(space, chunk, 4, pipeline == null ? FilterState.UNFILTERED : FilterState.FILTERED);
        int kind = random.nextInt(4);
        if (kind == 0) {
            return ChunkIndex.old(chunk, 4);
        }
        if (kind == 1 && bounded && pipeline == null) {
            return new ChunkedLayout(chunk, 4, 0, new ChunkIndexType.Implicit(), ByteSource.UNDEFINED);
        }
        if (kind == 2 && !(chosen.index() instanceof ChunkIndexType.SingleChunk)) {
            return new ChunkedLayout(chunk, 4, ChunkedLayout.PARTIAL_UNFILTERED, chosen.index(), ByteSource.UNDEFINED);
        }
        return chosen;
    }

    @Test
    void chunked() {
        Seeds.repeat(70, random -> {
            int rank = 1 + random.nextInt(3);
            long[] shape = SelectionTest.randomShape(random, rank, rank == 1 ? 60 : 12);
            int kind = random.nextInt(4);
            long[] most = new long[rank];
            for (int d = 0; d < rank; d++) {
                most[d] = kind == 0 ? shape[d] : kind == 1 || (kind == 2 && d > 0) ? 60 : Dataspace.UNLIMITED;
            }
            Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, shape, most);
            FilterPipeline pipeline = pipeline(random);
            int[] chunk = random.ints(rank, 1, rank == 1 ? 20 : 7).toArray();
            DataLayout layout = layout(random, space, chunk, pipeline, kind < 2);
            new Model(random, layout, space, pipeline).run(25, kind != 0);
        });
    }

    @Test
    void inOnePiece() {
        Seeds.repeat(150, random -> {
            Dataspace space = Dataspace.simple(SelectionTest.randomShape(random, random.nextInt(4), 9));
            DataLayout layout = random.nextBoolean()
                    ? new ContiguousLayout(-1, 4 * space.elements())
                    : new CompactLayout(new byte[(int) space.elements() * 4]);
            new Model(random, layout, space, null).run(15, false);
        });
    }

    @Test
    void largeDataGoesThroughWindowsAndEarlyWrites() {
        Seeds.repeat(3, random -> {
            int n = 3_000_000 + random.nextInt(100_000);
            Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, new long[] {n}, new long[] {Dataspace.UNLIMITED});
            FilterPipeline pipeline = random.nextBoolean() ? null : new FilterPipeline(List.of(Filters.deflate(1)));
            boolean chunks = random.nextInt(3) > 0;
            DataLayout layout = chunks
                    ? ChunkIndex.choose(
                            space,
                            new int[] {1000 + random.nextInt(200_000)},
                            4,
                            pipeline == null ? FilterState.UNFILTERED : FilterState.FILTERED)
                    : new ContiguousLayout(-1, 4L * n);
            Model model = new Model(random, layout, space, chunks ? pipeline : null);
            int[] source = new int[n];
            Arrays.setAll(source, i -> i / 3);
            model.writer.write(model.tx, Selection.ALL, Conversions.writer(TYPE, source, VlenWriter.NONE));
            StoredData data = model.writer.flush(model.tx);
            for (Workers workers : List.of(model.one, model.two)) {
                int[] found = new int[n];
                ChunkReader reader = new ChunkReader(model.tx, workers, new DecodedChunks(1 << 20));
                reader.read(data, Selection.ALL, Conversions.reader(TYPE, found, VlenReader.NONE));
                assertThat(Arrays.equals(found, source)).isTrue();
                int[] some = new int[n / 7];
                reader.read(
                        data,
                        new Hyperslab(new long[] {3}, new long[] {7}, new long[] {some.length}, new long[] {1}),
                        Conversions.reader(TYPE, some, VlenReader.NONE));
                for (int i = 0; i < some.length; i++) {
                    assertThat(some[i]).isEqualTo(source[3 + 7 * i]);
                }
            }
        });
    }

    @Test
    void smallAppendsWriteWhatTheyAppend() {
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 100);
        Dataspace empty = new Dataspace(Dataspace.Kind.SIMPLE, new long[] {0}, new long[] {Dataspace.UNLIMITED});
        List<Integer> writes = new ArrayList<>();
        try (Workers workers = new Workers(1, "one")) {
            StoredData data = StoredData.of(
                    "appends",
                    8,
                    empty,
                    ChunkIndex.choose(empty, new int[] {4096}, 8, FilterState.UNFILTERED),
                    null,
                    Filters.load(workers.buffers()),
                    new byte[0]);
            ChunkWriter writer = new ChunkWriter(
                    data,
                    workers,
                    (address, bytes) -> {
                        writes.add(bytes.remaining());
                        byte[] copy = new byte[bytes.remaining()];
                        bytes.get(copy);
                        tx.stageRaw(address, copy);
                    },
                    new DecodedChunks(0));
            double[] values = new double[100];
            for (int i = 0; i < 40; i++) {
                writer.resize(tx, new Dataspace(Dataspace.Kind.SIMPLE, new long[] {100 * (i + 1)}, empty.maxDims()));
                writer.write(
                        tx,
                        Hyperslab.box(new long[] {100 * i}, new long[] {100}),
                        Conversions.writer(FloatingPoint.ieee(8, Order.LITTLE), values, VlenWriter.NONE));
                writer.flush(tx);
                tx.commit();
            }
        }
        assertThat(writes.get(0)).isEqualTo(32768);
        assertThat(writes.subList(1, writes.size())).hasSize(39).containsOnly(800);
    }
}
