package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.engine.object.CreationOrder;
import dev.tutti.engine.object.DatasetCreation;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.DatasetSpec;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Filter;
import dev.tutti.format.selection.VirtualMappings;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that is being described; {@link #create} makes it. Needs a type and a shape; the rest follows: a dataset that can grow, or has
 * filters, gets chunks of about 256 KiB, another one is contiguous. For one thread.
 */
public final class DatasetBuilder {
    private final @Nullable H5File file;
    private final String path;
    private final FilterChoice filters = new FilterChoice();
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private @Nullable DType type;
    private @Nullable NamedType named;
    private CreationOrder order = CreationOrder.NONE;
    private long @Nullable [] shape;
    private long @Nullable [] maxShape;
    private int @Nullable [] chunk;
    private DatasetSpec.@Nullable Storage storage;
    private @Nullable Object fill;
    private byte[] fillBytes = new byte[0];
    private @Nullable List<VirtualSource> sources;
    private @Nullable List<ExternalFile> raw;
    private FillTime fillTime = FillTime.IF_SET;
    private boolean timed;
    private boolean empty;
    private long chunkBytes = ChunkShapes.STANDARD_BYTES;

    /**
     * Begins a description.
     *
     * @param file where {@link #create} makes the dataset; null for one that {@link #createIn} makes
     */
    DatasetBuilder(@Nullable H5File file, String path) {
        this.file = file;
        this.path = path;
    }

    /** Type of the elements. */
    public DatasetBuilder type(DType elementType) {
        type = elementType;
        named = null;
        return this;
    }

    /** Type of the elements: one that has a name in the same file, which the dataset then refers to. */
    public DatasetBuilder type(NamedType elementType) {
        type = elementType.type();
        named = elementType;
        return this;
    }

    /** In which order the attributes of the dataset come: {@link LinkOrder#CREATION} keeps that in which they are made; by name unless said. */
    public DatasetBuilder attributeOrder(LinkOrder kept) {
        return order(kept == LinkOrder.NAME ? CreationOrder.NONE : CreationOrder.ALL);
    }

    /** Keeps when the dataset was made ({@link Node#times}); copies of a file then differ from run to run, so it is not done unless asked for. */
    public DatasetBuilder trackTimes() {
        timed = true;
        return this;
    }

    /** When other libraries write the fill value into space that they allocate; {@link FillTime#IF_SET} unless said. */
    public DatasetBuilder fillTime(FillTime time) {
        fillTime = time;
        return this;
    }

    /** What is kept of the order of attributes. */
    DatasetBuilder order(CreationOrder kept) {
        order = kept;
        return this;
    }

    /** Type, shape, chunks, filters and fill value of another dataset; what is called afterwards changes them. Attributes are not taken over. */
    public DatasetBuilder like(Dataset other) {
        DatasetHeader state = other.state();
        type = new DType(state.type());
        named = null;
        empty = state.space().kind() == Dataspace.Kind.NULL;
        shape = state.space().dims().clone();
        maxShape = state.space().maxDims().clone();
        storage = null;
        chunk = null;
        if (state.layout() instanceof ChunkedLayout chunked) {
            chunk(chunked.chunkDims());
        } else if (state.layout() instanceof CompactLayout) {
            compact();
        }
        filters(state.filters().filters());
        fillBytes = state.fill().clone();
        return this;
    }

    /** Size of each dimension at first. */
    public DatasetBuilder shape(long... dimensions) {
        shape = dimensions.clone();
        return this;
    }

    /** One single element. */
    public DatasetBuilder scalar() {
        shape = new long[0];
        return this;
    }

    /** No element at all: a type without values (null dataspace). */
    public DatasetBuilder empty() {
        empty = true;
        return this;
    }

    /** Size up to which each dimension can grow; {@link H5#UNLIMITED} for no bound. Dimensions not named keep their size. */
    public DatasetBuilder maxShape(long... dimensions) {
        maxShape = dimensions.clone();
        return this;
    }

    /** Shape of the tiles that the values are stored in; dimensions not named are taken whole. */
    public DatasetBuilder chunk(int... dimensions) {
        chunk = dimensions.clone();
        storage = DatasetSpec.Storage.CHUNKED;
        return this;
    }

    /**
     * The largest chunk, in bytes, where {@link #chunk} does not name its shape: it begins as the whole dataset, and its largest dimension is halved until it
     * is no larger than this.
     */
    public DatasetBuilder chunkBytes(long most) {
        if (most < 1) {
            throw new H5TypeException(path + ": chunks of 1 byte or more are expected, found " + most);
        }
        chunkBytes = most;
        return this;
    }

    /** Values in one block of the file. */
    public DatasetBuilder contiguous() {
        storage = DatasetSpec.Storage.CONTIGUOUS;
        return this;
    }

    /** Values, up to 64 kB of them, in the object header. */
    public DatasetBuilder compact() {
        storage = DatasetSpec.Storage.COMPACT;
        return this;
    }

    /**
     * Values in other datasets: a virtual dataset, which holds none itself. Later sources lie over earlier ones; what no source says has the fill value. It needs
     * a type and a shape; chunks and filters are those of the sources.
     */
    public DatasetBuilder virtual(List<VirtualSource> parts) {
        sources = List.copyOf(parts);
        return this;
    }

    /**
     * Values in raw files beside the HDF5 file, one part behind the other: what instruments and other programs write, or are to read, without HDF5. Only the first
     * dimension can grow, as far as the parts reach; there are no chunks, no filters, no fill value (what a raw file is too short for reads as zeros) and no elements
     * of variable length. The raw files stay as they are here, and when the dataset is deleted; one that is missing is made when values are written into it.
     *
     * <p><strong>What is written is in the raw files at once</strong>, past every commit: it is not taken back by an error, readers may see it half written, and after a crash any part of
     * it may be missing, while the HDF5 file is sound. That is why values are written in exclusive mode only ({@link FileOptions#exclusive}); in shared mode and in live files they
     * are refused, and such a dataset can be made and read. Values are written into the folder of the HDF5 file and below it, or where {@code HDF5_EXTFILE_PREFIX} says, and never into
     * an HDF5 file, so that a file of unknown origin does not choose what is overwritten.
     */
    public DatasetBuilder external(List<ExternalFile> parts) {
        raw = List.copyOf(parts);
        return this;
    }

    /** Bytes of equal weight side by side: helps {@link #deflate} with numbers. */
    public DatasetBuilder shuffle() {
        filters.shuffle();
        return this;
    }

    /** Compression that every HDF5 program reads; level 1 (fast) to 9 (small). */
    public DatasetBuilder deflate(int effort) {
        if (effort < 0 || effort > 9) {
            throw new H5TypeException(path + ": a deflate level of 0 to 9 is expected, found " + effort);
        }
        filters.deflate(effort);
        return this;
    }

    /** A checksum with each chunk, verified on each read. */
    public DatasetBuilder fletcher32() {
        filters.fletcher32();
        return this;
    }

    /**
     * A filter by its number in the HDF Group's registry, after {@link #shuffle} and before all others in the order of the calls. It has to be among the filters
     * that {@link java.util.ServiceLoader} finds ({@code dev.tutti.engine.filter.ChunkFilter}) when values are written. The parameters are those that a user of the filter
     * names; what it works out of the dataset, such as the size of elements, it adds itself.
     */
    public DatasetBuilder filter(int id, int... parameters) {
        filters.add(new Filter(id, null, 0, parameters.clone()));
        return this;
    }

    /**
     * Compression by name, with the filters that go with it: bytes are shuffled for elements of more than one, except where the codec does that itself.
     *
     * <table>
     * <caption>Names; what is in brackets may be left out</caption>
     * <tr><td>{@code none}</td><td>nothing</td></tr>
     * <tr><td>{@code gzip[-0..9]}, {@code 1} to {@code 9}</td><td>deflate, level 5 unless named; every HDF5 program reads it</td></tr>
     * <tr><td>{@code szip-nn[-block]}, {@code szip-ec[-block]}</td><td>szip with or without neighbours' differences; deflate where it cannot be used</td></tr>
     * <tr><td>{@code zstd[-1..22]}, {@code lz4[-0..12]}, {@code lzf}, {@code bzip2[-1..9]}, {@code snappy}</td><td>these; the module {@code tutti-codecs}
     * has them</td></tr>
     * <tr><td>{@code bshuf-lz4}, {@code bshuf-zstd[-1..22]}</td><td>bitshuffle</td></tr>
     * <tr><td>{@code blosc1[-code[-0..9]]}, {@code blosc2[…]}</td><td>Blosc with its own shuffling of bits; {@code blosclz}, {@code lz4}, {@code lz4hc}, {@code gzip},
     * {@code zstd}, and {@code snappy} in Blosc 1</td></tr>
     * <tr><td>{@code +int-packing[-bits]}</td><td>integers as differences to the smallest of their chunk, in as few bits as they need ({@link #scaleOffset})</td></tr>
     * <tr><td>{@code +float-rounding-digits}</td><td>floating-point numbers rounded to so many decimal digits and packed likewise</td></tr>
     * <tr><td>{@code +shuffle}, {@code +nbit}, {@code +checksum}</td><td>these filters</td></tr>
     * </table>
     *
     * <p>Plus signs join names: {@code "int-packing+zstd-3+checksum"}. What does not concern the type, such as packing for strings, is left out.
     *
     * @throws H5TypeException if the name is unknown; the message lists all
     */
    public DatasetBuilder compress(String name) {
        filters.named(Pipeline.parse(name));
        return this;
    }

    /** LZF, which h5py brings: fast, weak. Goes well with {@link #shuffle}; the module {@code tutti-codecs} has it, as all that follow. */
    public DatasetBuilder lzf() {
        return codec(32000);
    }

    /** LZ4: the fastest. Goes well with {@link #shuffle}. */
    public DatasetBuilder lz4() {
        return codec(32004, 0);
    }

    /** Zstandard at a level of 1 (fast) to 22 (small). Goes well with {@link #shuffle}. */
    public DatasetBuilder zstd(int effort) {
        if (effort < 1 || effort > 22) {
            throw new H5TypeException(path + ": a Zstandard level of 1 to 22 is expected, found " + effort);
        }
        return codec(32015, effort);
    }

    /** Bits of equal weight side by side, and LZ4. */
    public DatasetBuilder bitshuffle() {
        return codec(32008, 0, 2);
    }

    private DatasetBuilder codec(int id, int... parameters) {
        filters.add(new Filter(id, null, Filter.OPTIONAL, parameters));
        return this;
    }

    /** Keeps only the bits that carry values, for integers of a precision such as 12 bits; nothing is gained for others. */
    public DatasetBuilder nbit() {
        filters.pack(5);
        return this;
    }

    /**
     * Numbers as differences to the smallest of their chunk. Integers take {@code n} bits, or more where a chunk needs more; 0 for as many as it needs: nothing is lost.
     * Floating-point numbers of 4 or 8 bytes are rounded to {@code n} decimal digits after the point first.
     */
    public DatasetBuilder scaleOffset(int n) {
        filters.pack(6, n);
        return this;
    }

    /** Filters as another dataset of the same type and chunks has them; takes the place of all others. */
    DatasetBuilder filters(List<Filter> all) {
        filters.exactly(all);
        return this;
    }

    /** What elements that were never written read as; zero by default. */
    public DatasetBuilder fill(Object value) {
        fill = value;
        return this;
    }

    /** An attribute of the new dataset. */
    public DatasetBuilder attr(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    /** What the values are measured in, as an attribute of that name. */
    public DatasetBuilder units(String name) {
        return attr("units", name);
    }

    /**
     * Makes the dataset, and groups on the way that are missing.
     *
     * @throws dev.tutti.errors.H5ExistsException if something stands there already
     * @throws H5TypeException if the parts of the description do not go together
     */
    public Dataset create() {
        if (file == null) {
            throw new IllegalStateException("a description without a file");
        }
        return createIn(file);
    }

    /**
     * The dataset that stands there, or a new one of this description where there is none.
     *
     * @throws H5TypeException if something stands there that is no dataset of this type and shape
     */
    public Dataset require() {
        H5File where = file;
        if (where == null) {
            throw new IllegalStateException("a description without a file");
        }
        return where.atomically(() -> {
            Node there = where.find(path);
            if (there == null) {
                return create();
            }
            DatasetSpec wanted = spec();
            if (!(there instanceof Dataset dataset)) {
                throw new H5TypeException(where.path() + ": " + path + " is no dataset");
            }
            String found = dataset.type() + " " + Arrays.toString(dataset.shape());
            String expected = new DType(wanted.type()) + " "
                    + Arrays.toString(wanted.space().dims());
            if (!found.equals(expected)) {
                throw new H5TypeException(where.path() + ": " + path + ": a dataset of " + expected
                        + " is required, found one of " + found);
            }
            return dataset;
        });
    }

    /** Makes the dataset in a file. */
    Dataset createIn(H5File where) {
        DatasetSpec spec = timed ? spec().withTimes(now(where)) : spec();
        return where.access().changing(() -> where.open().changing(tx -> {
            if (named != null && named.place().open() != where.open()) {
                throw new H5TypeException(path + ": the type " + named.path()
                        + " stands in another file; use its type(), or give it a name in this file with createType");
            }
            Place place = Place.of(where, DatasetCreation.create(where.open(), path, spec), path);
            if (!attributes.isEmpty()) {
                new Attributes(place).setAll(attributes);
            }
            return new Dataset(place);
        }));
    }

    private static Times now(H5File where) {
        long now = where.access().storage().now().getEpochSecond() & 0xffff_ffffL;
        return new Times(now, now, now, now);
    }

    /**
     * The description as the engine takes it.
     *
     * @throws H5TypeException if its parts do not go together
     */
    DatasetSpec spec() {
        if (type == null) {
            throw new H5TypeException(path + ": a dataset needs a type: .type(DType.F64)");
        }
        Datatype stored = type.type();
        Dataspace space = space();
        if (sources != null || raw != null) {
            return elsewhere(stored, space);
        }
        DatasetSpec.Storage where = storage != null ? storage : storage(space);
        int[] tile = where == DatasetSpec.Storage.CHUNKED
                ? ChunkShapes.of(path, space, stored.size(), chunk, chunkBytes)
                : new int[0];
        byte[] fillBytes = fillBytes(stored);
        List<Filter> chosen = where == DatasetSpec.Storage.CHUNKED
                ? filters.of(new ChunkFilter.Tile(stored, tile, fillBytes))
                : List.of();
        DatasetSpec own = new DatasetSpec(stored, space, where, tile, chosen, fillBytes)
                .withOrder(order)
                .withFillTime(fillTime.time());
        return named == null ? own : own.withCommittedType(named.address());
    }

    private DatasetSpec elsewhere(Datatype stored, Dataspace space) {
        String kind = sources != null ? "virtual dataset" : "dataset in external raw files";
        boolean two = sources != null && raw != null;
        if (two || storage != null || !filters.isEmpty() || (sources != null && space.rank() == 0)) {
            throw new H5TypeException(
                    path + ": a " + kind + " has a shape, and neither a storage nor filters of its own");
        }
        DatasetSpec own = new DatasetSpec(
                        stored, space, DatasetSpec.Storage.CONTIGUOUS, new int[0], List.of(), fillBytes(stored))
                .withOrder(order)
                .withFillTime(fillTime.time());
        DatasetSpec made = sources != null
                ? own.over(new VirtualMappings(
                        sources.stream().map(part -> part.mapping(space.dims())).toList()))
                : own.in(Objects.requireNonNull(raw).stream()
                        .map(ExternalFile::piece)
                        .toList());
        return named == null ? made : made.withCommittedType(named.address());
    }

    private Dataspace space() {
        if (empty) {
            return Dataspace.NULL;
        }
        if (shape == null) {
            throw new H5TypeException(path + ": a dataset needs a shape: .shape(0) or .scalar()");
        }
        if (shape.length == 0) {
            return Dataspace.SCALAR;
        }
        long[] most = shape.clone();
        if (maxShape != null) {
            if (maxShape.length > shape.length) {
                throw new H5TypeException(
                        path + ": maxShape names " + maxShape.length + " dimensions, shape " + shape.length);
            }
            System.arraycopy(maxShape, 0, most, 0, maxShape.length);
        }
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0 || (most[i] != H5.UNLIMITED && most[i] < shape[i])) {
                throw new H5TypeException(
                        path + ": dimension " + i + " of " + shape[i] + " elements with a maximum of " + most[i]);
            }
        }
        return new Dataspace(Dataspace.Kind.SIMPLE, shape, most);
    }

    private DatasetSpec.Storage storage(Dataspace space) {
        boolean grows = !Arrays.equals(space.dims(), space.maxDims());
        boolean filtered = !filters.isEmpty();
        return grows || (filtered && space.rank() > 0 && space.elements() > 0)
                ? DatasetSpec.Storage.CHUNKED
                : DatasetSpec.Storage.CONTIGUOUS;
    }

    private byte[] fillBytes(Datatype stored) {
        if (fill == null) {
            return fillBytes.length == stored.size() ? fillBytes : new byte[0];
        }
        JavaValue value = JavaValue.of(fill, new DType(stored));
        if (Array.getLength(value.flat())
                != Conversions.width(stored, value.flat().getClass().getComponentType())) {
            throw new H5TypeException(path + ": one fill value is expected");
        }
        byte[] bytes = new byte[stored.size()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Conversions.writer(RecordTypes.asComponents(stored, value.flat().getClass()), value.flat(), data -> {
                    throw new H5TypeException(path + ": a fill value of variable length is not supported");
                })
                .write(0, 1, buffer, 0);
        return bytes;
    }
}
