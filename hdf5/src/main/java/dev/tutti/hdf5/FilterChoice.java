package dev.tutti.hdf5;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.engine.filter.Filters;
import dev.tutti.format.message.Filter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters that a description asks for, in whatever order it names them, and the pipeline that they make. For one thread. */
final class FilterChoice {
    private final List<Filter> packing = new ArrayList<>();
    private final List<Filter> more = new ArrayList<>();
    private @Nullable List<Filter> exactly;
    private Pipeline pipeline = Pipeline.NONE;
    private boolean shuffled;
    private boolean summed;
    private int level = -1;

    void shuffle() {
        shuffled = true;
    }

    void fletcher32() {
        summed = true;
    }

    void deflate(int effort) {
        level = effort;
    }

    void named(Pipeline filters) {
        pipeline = filters;
    }

    /** Before all others. */
    void pack(int id, int... parameters) {
        packing.add(new Filter(id, null, Filter.OPTIONAL, parameters));
    }

    /** Behind the shuffle, in the order of the calls. */
    void add(Filter filter) {
        more.add(filter);
    }

    /** Takes the place of all others; none where the list is empty. */
    void exactly(List<Filter> all) {
        exactly = all.isEmpty() ? null : List.copyOf(all);
    }

    boolean isEmpty() {
        return !shuffled
                && !summed
                && level < 0
                && more.isEmpty()
                && packing.isEmpty()
                && pipeline.isEmpty()
                && exactly == null;
    }

    /** What chunks like these pass, in the order of writing. */
    List<Filter> of(ChunkFilter.Tile chunks) {
        if (exactly != null) {
            return exactly;
        }
        List<Filter> filters = new ArrayList<>();
        for (Filter asked : packing) {
            filters.add(Filters.complete(asked, chunks));
        }
        filters.addAll(pipeline.packing(chunks));
        if (shuffled || pipeline.shuffles(chunks)) {
            filters.add(Filters.shuffle(chunks.type().size()));
        }
        for (Filter asked : more) {
            filters.add(Filters.complete(asked, chunks));
        }
        filters.addAll(pipeline.compressing(chunks));
        if (level >= 0) {
            filters.add(Filters.deflate(level));
        }
        if (summed || pipeline.summed()) {
            filters.add(Filters.fletcher32());
        }
        return filters;
    }
}
