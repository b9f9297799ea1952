package dev.tutti.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.header.HeaderSpec;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.GroupInfo;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The C library, through h5py, reads a dataset whose index was built here chunk by chunk in random order, with some chunks removed again; then
 * it grows and fills the dataset, and every chunk is found again here.
 */
class ChunkIndexWriteOracleIT {
    private static final int ELEMENT = 8;

    @TempDir
    Path directory;

    private static long[] numbers(String text) {
        return Arrays.stream(text.split("x"))
                .mapToLong(n -> n.equals("*") ? Dataspace.UNLIMITED : Long.parseLong(n))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "24000,  *,     1,   false",
        "24000,  *,     1,   true",
        "5x4000, 10x*,  2x1, false",
        "3x900x4, 3x*x6, 1x2x3, true",
        "700,    700,   1,   true",
        "5000,   6000,  1,   false",
        "50x70,  60x90, 1x2, true",
        "60x70,  *x*,   1x1, false",
        "9x20x30, *x30x*, 2x1x3, true",
        "40x3,   40x3,  40x3, true",
    })
    void theCLibraryReadsAndChangesIt(String shape, String maxShape, String chunk, boolean deflate) throws Exception {
        Seeds.once(random -> {
            Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, numbers(shape), numbers(maxShape));
            int[] chunkDims =
                    Arrays.stream(numbers(chunk)).mapToInt(Math::toIntExact).toArray();
            FilterState filters = deflate ? FilterState.FILTERED : FilterState.UNFILTERED;
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 96);
            ChunkIndex index = ChunkIndex.open(ChunkIndex.choose(space, chunkDims, ELEMENT, filters), space, filters);
            long[] values = new long[Math.toIntExact(space.elements())];
            index = fill(tx, index, space, values, deflate, random);
            Path file = directory.resolve("ours.h5");
            save(tx, file, space, index.layout(), deflate);
            ByteBuffer expected = ByteBuffer.allocate(values.length * ELEMENT).order(ByteOrder.LITTLE_ENDIAN);
            expected.asLongBuffer().put(values);
            Path numbers = Files.write(directory.resolve("expected.bin"), expected.array());
            List<String> printed = H5pyFile.run(directory, "reread.py", file.toString(), numbers.toString());
            Dataspace grown = new Dataspace(
                    Dataspace.Kind.SIMPLE,
                    Arrays.stream(printed.get(0).split(" "))
                            .mapToLong(Long::parseLong)
                            .toArray(),
                    space.maxDims());
            MemoryTransaction theirs = new MemoryTransaction(Widths.EIGHT, Files.readAllBytes(file));
            ObjectHeader header = ObjectHeader.load(theirs, datasetAddress(theirs));
            check(theirs, ChunkIndex.open(header.first(ChunkedLayout.class), grown, filters), grown, deflate);
        });
    }

    /** All chunks of the shape, slowest dimension first. */
    private static List<long[]> chunks(Dataspace space, int[] chunkDims) {
        List<long[]> all = new ArrayList<>();
        long[] at = new long[chunkDims.length];
        int d;
        do {
            all.add(at.clone());
            for (d = at.length - 1; d >= 0; d--) {
                if (++at[d] * chunkDims[d] < space.dims()[d]) {
                    break;
                }
                at[d] = 0;
            }
        } while (d >= 0);
        return all;
    }

    /** The row-major number of each element of a chunk, -1 where it sticks out. */
    private static long[] elements(Dataspace space, int[] chunkDims, long[] scaled) {
        int count = Arrays.stream(chunkDims).reduce(1, (a, b) -> a * b);
        long[] elements = new long[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            long number = 0;
            long weight = 1;
            for (int d = chunkDims.length - 1; d >= 0; d--) {
                long at = scaled[d] * chunkDims[d] + rest % chunkDims[d];
                rest /= chunkDims[d];
                number = at >= space.dims()[d] || number < 0 ? -1 : number + at * weight;
                weight *= space.dims()[d];
            }
            elements[i] = number;
        }
        return elements;
    }

    private static ChunkIndex fill(
            MemoryTransaction tx, ChunkIndex empty, Dataspace space, long[] values, boolean deflate, Random random) {
        ChunkIndex index = empty;
        int[] chunkDims = empty.layout().chunkDims();
        List<long[]> order = chunks(space, chunkDims);
        Collections.shuffle(order, random);
        List<long[]> written = new ArrayList<>(order.subList(0, Math.max(1, order.size() * 9 / 10)));
        for (long[] scaled : written) {
            long[] elements = elements(space, chunkDims, scaled);
            ByteBuffer raw = ByteBuffer.allocate(elements.length * ELEMENT).order(ByteOrder.LITTLE_ENDIAN);
            raw.asLongBuffer().put(elements);
            byte[] bytes = deflate ? deflated(raw.array()) : raw.array();
            long address = tx.allocate(bytes.length, Placement.RAW);
            tx.stageRaw(address, bytes);
            index = index.put(tx, scaled, new ChunkRef(address, bytes.length, 0));
            Arrays.stream(elements).filter(n -> n >= 0).forEach(n -> values[(int) n] = n);
        }
        for (long[] scaled : written.subList(0, written.size() / 20)) {
            index = index.remove(tx, scaled);
            Arrays.stream(elements(space, chunkDims, scaled))
                    .filter(n -> n >= 0)
                    .forEach(n -> values[(int) n] = 0);
        }
        return index;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 64];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    private static void save(MemoryTransaction tx, Path file, Dataspace space, ChunkedLayout layout, boolean deflate)
            throws Exception {
        List<Message> messages = new ArrayList<>(List.of(
                space,
                new DatatypeMessage(FixedPoint.of(ELEMENT, Order.LITTLE, true)),
                new FillValue(
                        FillValue.AllocTime.INCREMENTAL,
                        FillValue.WriteTime.IF_SET,
                        FillValue.State.DEFAULT,
                        new byte[0]),
                layout));
        if (deflate) {
            messages.add(new FilterPipeline(List.of(new Filter(1, null, Filter.OPTIONAL, new int[] {1}))));
        }
        ObjectHeader dataset = ObjectHeader.create(tx, HeaderSpec.of(messages).withSpareBytes(64));
        LinkInfo links = new LinkInfo(-1, ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED, false);
        Link link = new Link("x", new Link.Hard(dataset.address()), -1, CharacterSet.ASCII);
        ObjectHeader root = ObjectHeader.create(tx, HeaderSpec.of(List.of(links, GroupInfo.DEFAULT, link)));
        tx.stage(0, Superblock.create(3, tx.endOfAllocation(), root.address()), Superblock.codec(), Rank.SUPERBLOCK);
        Files.write(file, tx.content());
    }

    private static long datasetAddress(MemoryTransaction file) {
        Superblock superblock = file.load(0, Superblock.codec());
        Link link = ObjectHeader.load(file, superblock.rootAddress()).first(Link.class);
        return ((Link.Hard) link.target()).address();
    }

    private static void check(MemoryTransaction file, ChunkIndex index, Dataspace space, boolean deflate)
            throws Exception {
        int[] chunkDims = index.layout().chunkDims();
        for (long[] scaled : chunks(space, chunkDims)) {
            ChunkRef chunk = index.find(file, scaled);
            assertThat(chunk).as("chunk %s", Arrays.toString(scaled)).isNotNull();
            long[] elements = elements(space, chunkDims, scaled);
            byte[] stored = new byte[Math.toIntExact(chunk.storedBytes())];
            file.read(chunk.address(), ByteBuffer.wrap(stored));
            byte[] raw = stored;
            if (deflate) {
                raw = new byte[elements.length * ELEMENT];
                Inflater inflater = new Inflater();
                inflater.setInput(stored);
                assertThat(inflater.inflate(raw)).isEqualTo(raw.length);
                inflater.end();
            }
            ByteBuffer numbers = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < elements.length; i++) {
                if (elements[i] >= 0) {
                    assertThat(numbers.getLong(i * ELEMENT)).isEqualTo(elements[i]);
                }
            }
        }
    }
}
