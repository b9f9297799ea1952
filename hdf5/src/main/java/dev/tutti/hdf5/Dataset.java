package dev.tutti.hdf5;

import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.Datasets;
import dev.tutti.engine.object.DirectChunks;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.ContiguousLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dataset: an array of elements of one type. Thread-safe: any number of threads read at once; writes are made one after the other. Arrays
 * of Java are flat and in row-major order, whatever the dataset's rank. Sizes are {@code long}; a read of more elements than a Java array
 * holds is refused, read such data slice by slice or by {@link #rows}.
 */
public final class Dataset extends Node {
    private static final long ROW_BLOCK_BYTES = 8L << 20;

    Dataset(Place place) {
        super(place);
    }

    DatasetHeader state() {
        return place().reading(() -> Datasets.state(place().located()));
    }

    private Elements elements() {
        return new Elements(place());
    }

    /** Type of the elements. */
    public DType type() {
        return new DType(state().type());
    }

    /** Size of each dimension; empty for a scalar. */
    public long[] shape() {
        return state().space().dims().clone();
    }

    /** Size up to which each dimension can grow; {@link H5#UNLIMITED} for no bound. */
    public long[] maxShape() {
        return state().space().maxDims().clone();
    }

    /** Number of elements. */
    public long size() {
        return state().space().elements();
    }

    /** How the values lie in the file. */
    public Layout layout() {
        return place().reading(() -> Layouts.describe(state(), place().open().filters()));
    }

    /** What a virtual dataset is made of, as it is stored: later sources lie over earlier ones. Empty for other datasets. */
    public List<VirtualSource> virtualSources() {
        return place().reading(() -> Datasets.sources(place().located()).stream()
                .map(VirtualSource::of)
                .toList());
    }

    /** The raw files that hold the values, as they are stored ({@link DatasetBuilder#external}). Empty for other datasets. */
    public List<ExternalFile> externalFiles() {
        return place().reading(() -> Datasets.externals(place().located()).stream()
                .map(ExternalFile::of)
                .toList());
    }

    /** Bytes that the values take in the file; 0 if they are in other files or datasets. */
    public long storedBytes() {
        return place().reading(() -> {
            DatasetHeader state = state();
            if (!state.isHere()) {
                return 0L;
            }
            StoredData data = state.stored(place().open().filters());
            return place().open().reading(data::storedBytes);
        });
    }

    /** Type, shape, layout and sizes at a glance; prints as a table. */
    public Inspection inspect() {
        return Inspection.of(this);
    }

    /** All values in their natural Java type: a flat array, or for a scalar its value. */
    public Object read() {
        return read(Slice.all());
    }

    /** Selected values in their natural Java type: a flat array, or for a scalar its value. */
    public Object read(Slice slice) {
        return elements().read(slice);
    }

    /**
     * All values as {@code type}: a flat array class, or for a scalar its class.
     *
     * @throws H5TypeException if a value does not fit
     */
    public <T> T read(Class<T> type) {
        return read(type, Slice.all());
    }

    /** Selected values as {@code type}: a flat array class, or for one element its class. */
    public <T> T read(Class<T> type, Slice slice) {
        return elements().read(type, slice);
    }

    /**
     * Reads selected values into an array of the caller's, which is flat and as long as the selection: for loops that read again and again, and would
     * otherwise have the JVM clear a new array each time.
     *
     * @throws H5TypeException if the array is not as long as the selection, or cannot hold the values
     */
    public void readInto(Object array, Slice slice) {
        elements().readInto(array, slice);
    }

    /**
     * Reads selected elements' bytes, as they are stored, into a buffer of the caller's from its position on; the position moves behind them.
     *
     * @throws H5TypeException if the buffer has too little room; nothing was read then
     */
    public void readInto(ByteBuffer target, Slice slice) {
        elements().readInto(target, slice);
    }

    /** All values as doubles. */
    public double[] f64() {
        return read(double[].class);
    }

    /** Selected values as doubles. */
    public double[] f64(Slice slice) {
        return read(double[].class, slice);
    }

    /** All values as floats. */
    public float[] f32() {
        return read(float[].class);
    }

    /** Selected values as floats. */
    public float[] f32(Slice slice) {
        return read(float[].class, slice);
    }

    /** All values as longs. */
    public long[] i64() {
        return read(long[].class);
    }

    /** Selected values as longs. */
    public long[] i64(Slice slice) {
        return read(long[].class, slice);
    }

    /** All values as ints. */
    public int[] i32() {
        return read(int[].class);
    }

    /** Selected values as ints. */
    public int[] i32(Slice slice) {
        return read(int[].class, slice);
    }

    /** All values as strings. */
    public String[] strings() {
        return read(String[].class);
    }

    /** Selected values as strings. */
    public String[] strings(Slice slice) {
        return read(String[].class, slice);
    }

    /**
     * What selected elements of a reference type lead to, in order; null for one that leads to nothing.
     *
     * @throws H5TypeException if the elements are no references; those that are parts of others: {@link H5File#dereference}
     */
    public List<@Nullable ObjectReference> references(Slice slice) {
        DType type = type();
        Object read = read(slice);
        int count = read.getClass().isArray() && !(read instanceof byte[]) ? Array.getLength(read) : 1;
        List<@Nullable ObjectReference> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object value = read.getClass().isArray() && !(read instanceof byte[]) ? Array.get(read, i) : read;
            found.add(file().dereference(type, value).orElse(null));
        }
        return found;
    }

    /**
     * A reference to selected elements of this dataset, to be written in a dataset or an attribute of a reference type. It means those places, whatever they
     * hold later. What it leads to comes in row-major order, each element once; single points in the order given.
     *
     * @throws IndexOutOfBoundsException if the slice leaves the dataset as it is now
     */
    public ObjectReference reference(Slice region) {
        long[] shape = shape();
        return ObjectReference.to(place(), Regions.of(region, shape), shape.length, null);
    }

    /** Selected elements' bytes as they are stored. */
    public byte[] raw(Slice slice) {
        return elements().raw(slice);
    }

    /** All elements as records of a class whose components are named as the compound's members. */
    public <R extends Record> List<R> records(Class<R> type) {
        return records(type, Slice.all());
    }

    /** Selected elements as records of a class whose components are named as the compound's members. */
    @SuppressWarnings("unchecked") // an array class of R
    public <R extends Record> List<R> records(Class<R> type, Slice slice) {
        R[] array = (R[]) read(Array.newInstance(type, 0).getClass(), slice);
        return Arrays.asList(array);
    }

    /** All values with their shape, in the natural Java type. */
    public NdArray array() {
        return array(Slice.all());
    }

    /** Selected values with their shape, in the natural Java type; what an element has more than one value of is an innermost dimension. */
    public NdArray array(Slice slice) {
        return elements().array(slice);
    }

    /**
     * The dataset chunk by chunk, in row-major order, each read when it is asked for; of a dataset without chunks pieces of 8 MiB at most. In shared mode all are of
     * one version of the file. The stream closes itself at its end; close one that is left earlier.
     */
    public Stream<Chunk> chunks() {
        return chunks(Slice.all());
    }

    /** A box of the dataset, without steps, chunk by chunk: see {@link #chunks()}. */
    public Stream<Chunk> chunks(Slice selection) {
        return ChunkStream.of(this, selection, Math.max(1, ROW_BLOCK_BYTES / type().size()));
    }

    /**
     * This dataset as a table: columns by name, rows by number.
     *
     * @throws H5TypeException if it has not one dimension and a compound type
     */
    public Table table() {
        return new Table(this);
    }

    /** The dataset in blocks of rows of bounded size, for data of any size: read one by one as the stream goes on. */
    public Stream<Slice> rows() {
        DatasetHeader state = state();
        long[] shape = state.space().dims();
        if (shape.length == 0) {
            return Stream.of(Slice.all());
        }
        long row = state.type().size();
        for (int i = 1; i < shape.length; i++) {
            row = times(row, Math.max(1, shape[i]));
        }
        long chunk = state.layout() instanceof ChunkedLayout chunked ? chunked.chunkDims()[0] : 1;
        long block = Math.max(1, ROW_BLOCK_BYTES / Math.max(1, row) / chunk) * chunk;
        long blocks = shape[0] / block + (shape[0] % block == 0 ? 0 : 1);
        return LongStream.range(0, blocks).mapToObj(i -> Slice.rows(i * block, Math.min(shape[0], (i + 1) * block)));
    }

    /** A product, or the largest number if it is larger than that: dimensions may be anything where one of them is 0. */
    static long times(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }

    /**
     * Sets all values.
     *
     * @throws H5TypeException if number or type do not fit; nothing was written then
     */
    public void write(Object values) {
        write(Slice.all(), values);
    }

    /**
     * Sets selected values, in row-major order of the selection; one single value sets them all.
     *
     * @throws H5TypeException if number or type do not fit
     */
    public void write(Slice slice, Object values) {
        elements().write(slice, values);
    }

    /**
     * Sets selected elements to bytes in the form in which they are stored; all that the buffer has left are taken. Not for types whose elements point elsewhere
     * in the file: text and sequences of any length, region references.
     *
     * @throws H5TypeException if their number is not that of the selection, or the type is one of those; nothing was written then
     */
    public void writeRaw(Slice slice, ByteBuffer bytes) {
        elements().writeRaw(slice, bytes);
    }

    /**
     * Adds rows at the end of the first dimension; the number of values is a multiple of a row's. The dataset must be made with a
     * {@code maxShape} that lets it grow.
     */
    public void append(Object values) {
        elements().append(values);
    }

    /** Adds records at the end of a table. */
    public void appendAll(Collection<? extends Record> records) {
        if (!records.isEmpty()) {
            append(records);
        }
    }

    /**
     * A stream of rows at the end of the first dimension, for one thread: many of them, in any number of processes, append to this dataset side by side, each
     * filtering its chunks outside every lock.
     *
     * @throws H5TypeException if the dataset has no chunks, or elements that point elsewhere in the file
     */
    public AppendStream appendStream() {
        return AppendStream.of(this);
    }

    /** Shape of a chunk; empty if there are none. */
    int[] chunkShape() {
        return state().layout() instanceof ChunkedLayout chunked ? chunked.chunkDims() : new int[0];
    }

    /** Gives the dataset another shape: what is added has the fill value, what is cut off is lost. */
    public void resize(long... shape) {
        place().changing(() -> {
            Datasets.resize(place().located(), shape);
            return this;
        });
    }

    /** What an element that was never written reads as: a value, or an array for types that have one. */
    public Object fill() {
        return place().reading(() -> elements().fill());
    }

    /** What the dataset says of elements that were never written. */
    public FillInfo fillInfo() {
        return Layouts.fill(state());
    }

    /** Where the values of a contiguous dataset begin, from the base address on; empty for other layouts, and where nothing was written yet. */
    public OptionalLong dataAddress() {
        return state().layout() instanceof ContiguousLayout block && state().isHere() && storedBytes() > 0
                ? OptionalLong.of(block.address())
                : OptionalLong.empty();
    }

    /** The chunks that are stored, in the order of the index; those that were never written are not among them. Only for chunked datasets. */
    public List<ChunkInfo> chunkInfo() {
        return place().reading(() -> DirectChunks.all(place().located()).stream()
                .map(stored -> new ChunkInfo(
                        Arrays.stream(stored.offset()).boxed().toList(),
                        stored.chunk().address(),
                        stored.chunk().storedBytes(),
                        stored.chunk().filterMask()))
                .toList());
    }

    /**
     * The chunk that begins at {@code offset}, as it is stored: its filters are not undone and need not be known.
     *
     * @param offset place of its first element in the dataset, per dimension
     * @throws dev.tutti.errors.H5NotFoundException if it was never written
     * @throws H5TypeException if no chunk begins there
     */
    public DirectChunk readDirectChunk(long... offset) {
        return place().reading(() -> DirectChunks.read(place().located(), offset)
                .map(stored -> new DirectChunk(stored.bytes().array(), stored.filterMask()))
                .orElseThrow(() -> new H5NotFoundException(place().describe() + ": the chunk at "
                        + Arrays.toString(offset) + " was never written; its elements have the fill value")));
    }

    /**
     * Puts a chunk as it is to be stored in place of what is there: the caller has applied the filters. Whether the bytes decode is found out when the chunk is
     * read.
     *
     * @param chunk bytes, and the filters that were left out
     * @param offset place of its first element in the dataset, per dimension
     * @throws H5TypeException if no chunk begins there, or the bytes cannot be one: nothing was written then
     */
    public void writeDirectChunk(DirectChunk chunk, long... offset) {
        place().changing(() -> {
            DirectChunks.write(place().located(), offset, ByteBuffer.wrap(chunk.bytes()), chunk.filterMask());
            return this;
        });
    }

    /**
     * The selected part of the dataset as one slice for each chunk that it touches, in row-major order of the chunks: each slice is read without decoding a chunk
     * twice. Of a dataset without chunks it is one slice.
     *
     * @param selection a box without steps
     * @throws IllegalArgumentException if the selection has steps, points or lists
     */
    public List<Slice> chunkSlices(Slice selection) {
        DatasetHeader state = state();
        int[] chunk = state.layout() instanceof ChunkedLayout chunked ? chunked.chunkDims() : null;
        return ChunkSlices.of(selection, state.space().dims(), chunk);
    }

    /** The whole dataset as one slice for each chunk: see {@link #chunkSlices(Slice)}. */
    public List<Slice> chunkSlices() {
        return chunkSlices(Slice.all());
    }

    /** Its dimensions, with labels and scales. */
    public List<Dimension> dimensions() {
        return IntStream.range(0, shape().length)
                .mapToObj(number -> new Dimension(this, number))
                .toList();
    }

    /**
     * One dimension, with label and scales.
     *
     * @throws IndexOutOfBoundsException if it has fewer
     */
    public Dimension dimension(int number) {
        return new Dimension(this, Objects.checkIndex(number, shape().length));
    }

    /** Makes this dataset a dimension scale of that name, for {@link Dimension#attach}. */
    public void makeScale(String name) {
        file().atomically(() -> {
            Scales.make(this, name);
            return this;
        });
    }

    /** Whether this dataset is a dimension scale. */
    public boolean isScale() {
        return place().reading(() -> Scales.isScale(this));
    }

    /** The name as a dimension scale; empty if it is none or has no name. */
    public Optional<String> scaleName() {
        return place().reading(() -> Scales.name(this));
    }

    /** One screen: path, type, shape, layout, attributes. */
    @Override
    public String toString() {
        return place().reading(() -> {
            DatasetHeader state = state();
            StringBuilder text = new StringBuilder(path())
                    .append("  ")
                    .append(new DType(state.type()))
                    .append(' ')
                    .append(Arrays.toString(state.space().dims()));
            Layout layout = layout();
            text.append("  ").append(layout.kind().name().toLowerCase(java.util.Locale.ROOT));
            if (!layout.chunk().isEmpty()) {
                text.append(' ').append(layout.chunk());
            }
            layout.filters().forEach(filter -> text.append(' ').append(filter.name()));
            String attributes = attrs().toString();
            if (!attributes.isEmpty()) {
                text.append("\n  ").append(attributes.replace("\n", "\n  "));
            }
            return text.toString();
        });
    }
}
