package dev.tutti.engine.filter;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Filters filters = new Filters(buffers);
        for (ChunkFilter filter : List.of(new DeflateFilter(), new ShuffleFilter(), new FletcherFilter())) {
            filters.byId.put(filter.id(), filter);
        }
        return filters;
    }

    /** Filters from outside; looked for when a file first needs one, for looking takes longer than opening a file. */
    private static final class Installed {
        static final Map<Integer, ChunkFilter> BY_ID = find();

        private static Map<Integer, ChunkFilter> find() {
            Map<Integer, ChunkFilter> found = new HashMap<>();
            for (ChunkFilter filter : ServiceLoader.load(ChunkFilter.class)) {
                found.putIfAbsent(filter.id(), filter);
            }
            return Map.copyOf(found);
        }
    }

    private @Nullable ChunkFilter find(int id) {
        ChunkFilter builtIn = byId.get(id);
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

    /** What the filter is called: the name in the file, or the registered one, or the number. */
    public String nameOf(Filter filter) {
        ChunkFilter known = find(filter.id());
        String name = filter.name();
        return known != null ? known.name() : name != null && !name.isEmpty() ? name : "filter " + filter.id();
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
