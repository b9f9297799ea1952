package dev.tutti.engine.filter;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The filters that are at hand: the built-in ones and those that {@link ServiceLoader} finds. One per open file; thread-safe. */
public final class Filters {
    private final Map<Integer, ChunkFilter> byId = new HashMap<>();
    private final Buffers buffers;

    private Filters(Buffers buffers) {
        this.buffers = buffers;
    }

    /** The built-in filters and all that are installed. */
    public static Filters load(Buffers buffers) {
        return new Filters(buffers);
    }

    /** Made when a file first needs one: most files have none, and some are only opened for a look. */
    private synchronized Map<Integer, ChunkFilter> builtIn() {
        if (byId.isEmpty()) {
            for (ChunkFilter filter : List.of(
                    new DeflateFilter(),
                    new ShuffleFilter(),
                    new FletcherFilter(),
                    new SzipFilter(),
                    new NbitFilter(),
                    new ScaleOffsetFilter())) {
                byId.put(filter.id(), filter);
            }
        }
        return byId;
    }

    /** Filters from outside; looked for when a file first needs one, for looking takes longer than opening a file. */
    private static final class Installed {
        static final List<String> FAILED = new ArrayList<>();
        static final Map<Integer, ChunkFilter> BY_ID = find();

        private static Map<Integer, ChunkFilter> find() {
            Map<Integer, ChunkFilter> found = new HashMap<>();
            Iterator<ChunkFilter> all = ServiceLoader.load(ChunkFilter.class).iterator();
            while (true) {
                try {
                    if (!all.hasNext()) {
                        return Map.copyOf(found);
                    }
                    ChunkFilter filter = all.next();
                    found.putIfAbsent(filter.id(), filter);
                } catch (ServiceConfigurationError e) {
                    // One that cannot be loaded, say because its library is not there, leaves the others as they are;
                    // who needs it is told that it is missing.
                    FAILED.add(String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause()));
                }
            }
        }
    }

    private @Nullable ChunkFilter find(int id) {
        ChunkFilter builtIn = builtIn().get(id);
        return builtIn != null ? builtIn : Installed.BY_ID.get(id);
    }

    /** Filter 1 for a new pipeline; the level is 0 to 9. */
    public static Filter deflate(int level) {
        if (level < 0 || level > 9) {
            throw new IllegalArgumentException("deflate level " + level + ": 0 to 9 is expected");
        }
        return new Filter(DeflateFilter.ID, null, Filter.OPTIONAL, new int[] {level});
    }

    /** Filter 2 for a new pipeline. */
    public static Filter shuffle(int elementSize) {
        return new Filter(ShuffleFilter.ID, null, Filter.OPTIONAL, new int[] {elementSize});
    }

    /** Filter 3 for a new pipeline. */
    public static Filter fletcher32() {
        return new Filter(FletcherFilter.ID, null, 0, new int[0]);
    }

    /** The same bytes in an array: those of {@code source} itself if it has one. */
    public static ByteBuffer onHeap(ByteBuffer source) {
        return source.hasArray()
                ? source
                : ByteBuffer.allocate(source.remaining())
                        .put(source.duplicate())
                        .flip();
    }

    /**
     * A filter as the pipeline of a new dataset holds it: with its name, and with the parameters that it works out of those asked for and of the dataset.
     *
     * @throws H5UnsupportedException if the filter is one of this project's that is not at hand
     * @throws dev.tutti.errors.H5TypeException if it cannot be used for this dataset
     */
    public static Filter complete(Filter asked, ChunkFilter.Tile tile) {
        ChunkFilter code = load(new Buffers(0)).find(asked.id());
        if (code == null) {
            if (RegisteredFilters.inCodecs(asked.id())) {
                throw missing(asked);
            }
            return asked;
        }
        String name = asked.name() == null ? code.name() : asked.name();
        return new Filter(asked.id(), name, asked.flags(), code.complete(asked.clientData(), tile));
    }

    /** Whether the filter of this number is at hand. */
    public static boolean available(int id) {
        return load(new Buffers(0)).find(id) != null;
    }

    /** The error that says which filter is missing and what to do. */
    static H5UnsupportedException missing(Filter filter) {
        String failed =
                Installed.FAILED.isEmpty() ? "" : " (could not be loaded: " + String.join("; ", Installed.FAILED) + ")";
        return new H5UnsupportedException(
                describe(filter) + " is not available: " + RegisteredFilters.remedy(filter.id()) + failed);
    }

    /** Number and name, for errors. */
    static String describe(Filter filter) {
        String registered = RegisteredFilters.name(filter.id());
        String name = registered != null ? registered : filter.name();
        return "filter " + filter.id() + (name == null || name.isEmpty() ? "" : " (" + name + ")");
    }

    /** What the filter is called: the registered name, or that in the file, or the number. */
    public String nameOf(Filter filter) {
        ChunkFilter known = find(filter.id());
        String registered = known != null ? known.name() : RegisteredFilters.name(filter.id());
        String name = registered != null ? registered : filter.name();
        return name != null && !name.isEmpty() ? name : "filter " + filter.id();
    }

    /**
     * The pipeline, ready to run. Filters that are missing are found out when a chunk needs them, so that the rest of the file can be used.
     *
     * @param elementSize bytes of one element
     * @param chunkBytes bytes of one chunk before filters
     * @throws H5UnsupportedException if a chunk is too large for filters in one array
     */
    public FilterChain chain(FilterPipeline pipeline, int elementSize, long chunkBytes) {
        if (chunkBytes > Integer.MAX_VALUE - 64) {
            throw new H5UnsupportedException(
                    "a filtered chunk of " + chunkBytes + " bytes: at most 2 GiB are supported");
        }
        List<@Nullable ChunkFilter> filters = new ArrayList<>();
        for (Filter filter : pipeline.filters()) {
            filters.add(find(filter.id()));
        }
        return new FilterChain(pipeline.filters(), filters, elementSize, (int) chunkBytes, buffers);
    }
}
