package dev.tutti.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.format.index.ExtensibleArrayHeader;
import dev.tutti.format.index.FixedArrayHeader;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Inflater;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The C library, through h5py, makes a dataset of each kind of index; every chunk is found and holds the elements that belong there. */
class ChunkIndexOracleIT {
    private static final int ELEMENT = 8;

    @TempDir
    Path directory;

    /** Dimensions as "3x*": * is unlimited. */
    private static long[] numbers(String text) {
        return Arrays.stream(text.split("x"))
                .mapToLong(n -> n.equals("*") ? Dataspace.UNLIMITED : Long.parseLong(n))
                .toArray();
    }

    private static String json(long[] numbers) {
        return Arrays.toString(numbers).replace("-1", "null");
    }

    @ParameterizedTest
    @CsvSource({
        "EAHD, 25000,     *,         1,     false, 1",
        "EAHD, 25000,     *,         1,     true,  0.4",
        "EAHD, 100000,    *,         37,    false, 0.5",
        "EAHD, 7x3000,    10x*,      2x1,   false, 1",
        "EAHD, 7x3000,    10x*,      2x1,   true,  0.7",
        "EAHD, 900x7,     *x11,      1x3,   false, 0.8",
        "EAHD, 5x9x600,   5x20x*,    2x3x5, false, 0.9",
        "EAHD, 5x300x7,   6x*x7,     1x3x7, true,  0.9",
        "EAHD, 3,         *,         1,     false, 1",
        "FAHD, 1000,      1000,      1,     false, 0.7",
        "FAHD, 3000,      3000,      1,     false, 0.7",
        "FAHD, 3000,      5000,      1,     true,  0.3",
        "FAHD, 60x70,     60x200,    1x2,   false, 1",
        "FAHD, 6x7x50,    9x7x60,    2x3x1, true,  0.5",
    })
    void findsTheChunksOfAnArray(
            String signature, String shape, String maxShape, String chunks, boolean deflate, double fraction)
            throws Exception {
        H5pyFile file = make(shape, maxShape, chunks, deflate, fraction);
        Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, numbers(shape), numbers(maxShape));
        FilterState filters = deflate ? FilterState.FILTERED : FilterState.UNFILTERED;
        ChunkedLayout chosen = ChunkIndex.choose(space, ints(chunks), ELEMENT, filters);
        ChunkIndex index = ChunkIndex.open(at(chosen, file.find(signature)), space, filters);
        List<long[]> found = check(file, index, space, deflate);
        compareHeaders(file, index, ChunkIndex.open(chosen, space, filters), found);
    }

    @ParameterizedTest
    @CsvSource({
        "90x120,    *x*,     1x2,   false, 1",
        "60x50,     *x*,     2x1,   true,  0.6",
        "9x40x11,   *x60x*,  1x3x2, false, 0.8",
        "5x4x30x7,  *x*x*x*, 2x1x3x2, true, 0.9",
        "3x1,       *x*,     2x2,   false, 1",
    })
    void findsTheChunksOfAVersion2BTree(String shape, String maxShape, String chunks, boolean deflate, double fraction)
            throws Exception {
        H5pyFile file = make(shape, maxShape, chunks, deflate, fraction);
        Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, numbers(shape), numbers(maxShape));
        FilterState filters = deflate ? FilterState.FILTERED : FilterState.UNFILTERED;
        ChunkedLayout chosen = ChunkIndex.choose(space, ints(chunks), ELEMENT, filters);
        assertThat(chosen.index()).isInstanceOf(ChunkIndexType.BTree2.class);
        check(file, ChunkIndex.open(at(chosen, file.find("BTHD")), space, filters), space, deflate);
    }

    @ParameterizedTest
    @CsvSource({
        "6000,      *,       1,     false, 1",
        "90x70,     *x*,     1x2,   true,  0.6",
        "9x40x11,   9x60x*,  1x3x2, false, 0.8",
        "5x4x30x7,  9x8x40x7, 2x1x3x2, true, 0.9",
        "3,         3,       2,     false, 1",
    })
    void findsTheChunksOfAVersion1BTree(String shape, String maxShape, String chunks, boolean deflate, double fraction)
            throws Exception {
        H5pyFile file = H5pyFile.make(
                directory,
                "{'shape':%s,'maxshape':%s,'chunks':%s,'deflate':%s,'fraction':%s,'libver':'v108'}"
                        .formatted(
                                json(numbers(shape)),
                                json(numbers(maxShape)),
                                json(numbers(chunks)),
                                deflate,
                                fraction));
        Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, numbers(shape), numbers(maxShape));
        ChunkedLayout layout =
                new ChunkedLayout(ints(chunks), ELEMENT, 0, new ChunkIndexType.BTree1(), file.rootOfChunkTree());
        FilterState filters = deflate ? FilterState.FILTERED : FilterState.UNFILTERED;
        ChunkIndex index = ChunkIndex.open(layout, space, filters);
        check(file, index, space, deflate);
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, file.bytes());
        ChunkRef other = new ChunkRef(file.bytes().length - 1L, deflate ? 1 : layout.chunkBytes(), 0);
        assertThat(index.put(tx, new long[space.rank()], other)).isSameAs(index);
        assertThat(index.find(tx, new long[space.rank()])).isEqualTo(other);
        index.free(tx);
        assertThat(tx.used()).isLessThan(file.bytes().length);
    }

    @ParameterizedTest
    @CsvSource({"20x30, false", "17, true"})
    void findsASingleChunk(String shape, boolean deflate) throws Exception {
        H5pyFile file = make(shape, shape, shape, deflate, 1);
        Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, numbers(shape), numbers(shape));
        FilterState filters = deflate ? FilterState.FILTERED : FilterState.UNFILTERED;
        ChunkedLayout chosen = ChunkIndex.choose(space, ints(shape), ELEMENT, filters);
        assertThat(chosen.index()).isInstanceOf(ChunkIndexType.SingleChunk.class);
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
        ChunkIndex index = ChunkIndex.open(chosen, space, filters)
                .put(tx, new long[space.rank()], file.sample().get(0).ref());
        check(file, ChunkIndex.open(index.layout(), space, filters), space, deflate);
    }

    @ParameterizedTest
    @CsvSource({"70x9, 100x10, 3x4", "2000, 2000, 1"})
    void findsImplicitChunks(String shape, String maxShape, String chunks) throws Exception {
        H5pyFile file = H5pyFile.make(
                directory,
                "{'shape':%s,'maxshape':%s,'chunks':%s,'early':true}"
                        .formatted(json(numbers(shape)), json(numbers(maxShape)), json(numbers(chunks))));
        Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, numbers(shape), numbers(maxShape));
        long first =
                file.sample().stream().mapToLong(c -> c.ref().address()).min().orElseThrow();
        long[] at = file.sample().stream()
                .filter(c -> c.ref().address() == first)
                .findFirst()
                .orElseThrow()
                .offset();
        ChunkedLayout layout =
                new ChunkedLayout(ints(chunks), ELEMENT, 0, new ChunkIndexType.Implicit(), ByteSource.UNDEFINED);
        long number = ChunkGrid.of(layout, space).number(scaled(at, layout));
        check(
                file,
                ChunkIndex.open(at(layout, first - number * layout.chunkBytes()), space, FilterState.UNFILTERED),
                space,
                false);
    }

    private H5pyFile make(String shape, String maxShape, String chunks, boolean deflate, double fraction)
            throws Exception {
        return H5pyFile.make(
                directory,
                "{'shape':%s,'maxshape':%s,'chunks':%s,'deflate':%s,'fraction':%s}"
                        .formatted(
                                json(numbers(shape)),
                                json(numbers(maxShape)),
                                json(numbers(chunks)),
                                deflate,
                                fraction));
    }

    private static int[] ints(String text) {
        return Arrays.stream(numbers(text)).mapToInt(Math::toIntExact).toArray();
    }

    private static ChunkedLayout at(ChunkedLayout layout, long address) {
        return new ChunkedLayout(
                layout.chunkDims(), layout.elementSize(), layout.flags(), layout.index(), address, layout.version());
    }

    private static long[] scaled(long[] offset, ChunkedLayout layout) {
        long[] scaled = offset.clone();
        for (int d = 0; d < scaled.length; d++) {
            scaled[d] /= layout.chunkDims()[d];
        }
        return scaled;
    }

    /** Compares with what h5py says, and the bytes of every chunk with what was written there. */
    private static List<long[]> check(H5pyFile file, ChunkIndex index, Dataspace space, boolean deflate)
            throws Exception {
        MemoryTransaction view = new MemoryTransaction(Widths.EIGHT, file.bytes());
        ChunkedLayout layout = index.layout();
        List<long[]> found = new ArrayList<>();
        index.forEach(view, (scaled, chunk) -> {
            assertThat(index.find(view, scaled)).isEqualTo(chunk);
            found.add(scaled);
        });
        assertThat(found).hasSize((int) file.chunks());
        for (long[] scaled : found) {
            ChunkRef chunk = index.find(view, scaled);
            long first = 0;
            boolean inside = true;
            for (int d = 0; d < scaled.length; d++) {
                long at = scaled[d] * layout.chunkDims()[d];
                inside &= at < space.dims()[d];
                first = first * space.dims()[d] + at;
            }
            assertThat(inside).isTrue();
            assertThat(firstElement(file.bytes(), chunk, deflate)).isEqualTo(first);
        }
        // The C library names the chunks of an extensible array whose growing dimension is not the first by wrong
        // coordinates when it lists them; it finds them right.
        boolean trusted = !(layout.index() instanceof ChunkIndexType.ExtensibleArray)
                || space.maxDims()[0] == Dataspace.UNLIMITED;
        if (trusted) {
            for (H5pyFile.Chunk chunk : file.sample()) {
                assertThat(index.find(view, scaled(chunk.offset(), layout))).isEqualTo(chunk.ref());
            }
        }
        return found;
    }

    private static long firstElement(byte[] bytes, ChunkRef chunk, boolean deflate) throws Exception {
        byte[] element = Arrays.copyOfRange(bytes, (int) chunk.address(), (int) chunk.address() + ELEMENT);
        if (deflate) {
            Inflater inflater = new Inflater();
            inflater.setInput(bytes, (int) chunk.address(), (int) chunk.storedBytes());
            assertThat(inflater.inflate(element)).isEqualTo(ELEMENT);
            inflater.end();
        }
        return ByteBuffer.wrap(element).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** An array into which the same chunks are put has the same counts and sizes in its header. */
    private static void compareHeaders(H5pyFile file, ChunkIndex theirs, ChunkIndex empty, List<long[]> found) {
        MemoryTransaction view = new MemoryTransaction(Widths.EIGHT, file.bytes());
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
        ChunkIndex ours = empty;
        for (long[] scaled : found) {
            ours = ours.put(tx, scaled, theirs.find(view, scaled));
        }
        long mine = ours.layout().address();
        if (ours.layout().index() instanceof ChunkIndexType.FixedArray) {
            assertThat(tx.load(mine, FixedArrayHeader.CODEC).shape())
                    .isEqualTo(view.load(theirs.layout().address(), FixedArrayHeader.CODEC)
                            .shape());
            return;
        }
        ExtensibleArrayHeader a = tx.load(mine, ExtensibleArrayHeader.CODEC);
        ExtensibleArrayHeader b = view.load(theirs.layout().address(), ExtensibleArrayHeader.CODEC);
        assertThat(a).usingRecursiveComparison().ignoringFields("indexBlock").isEqualTo(b);
    }
}
