package dev.tutti.engine.chunk;

import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.index.ChunkRef;
import dev.tutti.engine.meta.MetaView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks a selection needs, and which runs of each: one pass over the index, sorted by address, split by bytes. Workers do not touch
 * the index.
 */
final class ReadPlan {
    /** Up to this many chunks are looked up one by one; for more the whole index is visited once. */
    private static final long LOOKUPS = 64;

    private static final long SMALLEST_PART = 512 * 1024;
    private static final int PARTS_PER_THREAD = 4;

    /** The runs of one chunk. */
    @FunctionalInterface
    interface Walk {
        /** Hands all runs to {@code taker}. */
        void forEach(Runs.Taker taker);
    }

    /**
     * One chunk to read.
     *
     * @param chunk where it is; null if it was never written
     * @param mask the filters that were left out
     */
    record Task(@Nullable ChunkRef chunk, int mask, Walk walk) {
        long address() {
            return chunk == null ? Long.MAX_VALUE : chunk.address();
        }

        long bytes() {
            return chunk == null ? 0 : chunk.storedBytes();
        }
    }

    private final MetaView view;
    private final StoredData data;
    private final StoredData.Chunked place;
    private final ChunkGrid grid;
    private final List<Task> tasks = new ArrayList<>();

    private ReadPlan(MetaView view, StoredData data, StoredData.Chunked place) {
        this.view = view;
        this.data = data;
        this.place = place;
        this.grid = new ChunkGrid(data.shape(), place.layout().chunkDims());
    }

    /** The chunks that {@code slab} needs, in groups of about equal size. */
    static List<List<Task>> of(MetaView view, StoredData data, StoredData.Chunked place, Hyperslab slab, int threads) {
        ReadPlan plan = new ReadPlan(view, data, place);
        plan.add(slab);
        return plan.split(threads);
    }

    /** The chunks that {@code points} need, in groups of about equal size. */
    static List<List<Task>> of(MetaView view, StoredData data, StoredData.Chunked place, long[][] points, int threads) {
        ReadPlan plan = new ReadPlan(view, data, place);
        plan.add(points);
        return plan.split(threads);
    }

    private void add(Hyperslab slab) {
        Function<long[], Walk> walks = scaled -> {
            long[] origin = grid.origin(scaled);
            return taker -> Runs.forEach(slab, origin, grid.end(scaled), origin, grid.box(), taker);
        };
        if (grid.overlapBound(slab) <= LOOKUPS) {
            grid.forEachOverlap(slab, scaled -> add(scaled, place.index().find(view, scaled), walks.apply(scaled)));
            return;
        }
        Set<ChunkKey> found = new HashSet<>();
        place.index().forEach(view, (scaled, chunk) -> {
            if (grid.overlaps(slab, scaled) && found.add(new ChunkKey(scaled))) {
                add(scaled, chunk, walks.apply(scaled));
            }
        });
        if (found.size() < grid.overlapBound(slab)) {
            // One task for all that is missing: a sparse dataset may lack far more chunks than the file has bytes.
            tasks.add(new Task(
                    null,
                    0,
                    found.isEmpty()
                            ? ChunkReader.walk(slab, data.shape(), null)
                            : taker -> grid.forEachOverlap(slab, scaled -> {
                                if (!found.contains(new ChunkKey(scaled))) {
                                    walks.apply(scaled).forEach(taker);
                                }
                            })));
        }
    }

    private void add(long[][] points) {
        Map<ChunkKey, List<Integer>> byChunk = new HashMap<>();
        for (int i = 0; i < points.length; i++) {
            byChunk.computeIfAbsent(new ChunkKey(grid.scaled(points[i])), key -> new ArrayList<>())
                    .add(i);
        }
        byChunk.forEach((key, numbers) -> add(
                key.scaled(),
                place.index().find(view, key.scaled()),
                pointWalk(points, numbers.stream().mapToInt(Integer::intValue).toArray(), grid::offset)));
    }

    /** The points of these numbers, in ascending order of their places. */
    static Walk pointWalk(long[][] points, int[] numbers, Function<long[], Long> place) {
        long[] offsets =
                Arrays.stream(numbers).mapToLong(i -> place.apply(points[i])).toArray();
        Integer[] order = new Integer[numbers.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> offsets[i]));
        return taker -> {
            for (Integer i : order) {
                taker.take(offsets[i], numbers[i], 1);
            }
        };
    }

    private void add(long[] scaled, @Nullable ChunkRef chunk, Walk walk) {
        int mask = chunk == null ? 0 : chunk.filterMask();
        if (place.partialUnfiltered() && grid.partial(scaled)) {
            mask = -1;
        }
        tasks.add(new Task(chunk, mask, walk));
    }

    private List<List<Task>> split(int threads) {
        tasks.sort(Comparator.comparingLong(Task::address));
        long total = 0;
        for (Task task : tasks) {
            total += task.bytes();
        }
        long target = Math.max(SMALLEST_PART, total / ((long) threads * PARTS_PER_THREAD));
        List<List<Task>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < tasks.size(); i++) {
            bytes += tasks.get(i).bytes();
            if (bytes >= target || i == tasks.size() - 1) {
                parts.add(tasks.subList(from, i + 1));
                from = i + 1;
                bytes = 0;
            }
        }
        return parts;
    }

    /** A selection cut along one dimension into parts of about equal size, for data in one piece. */
    static List<Hyperslab> cut(Hyperslab slab, long bytes, int threads) {
        long parts = Math.min((long) threads * PARTS_PER_THREAD, bytes / SMALLEST_PART);
        int rank = slab.start().length;
        if (threads == 1 || parts < 2 || rank == 0) {
            return List.of(slab);
        }
        int cut = 0;
        while (cut < rank - 1 && slab.end(cut) - slab.start()[cut] < parts) {
            cut++;
        }
        long from = slab.start()[cut];
        long span = slab.end(cut) - from;
        if (span < 2) {
            return List.of(slab);
        }
        parts = Math.min(parts, span);
        List<Hyperslab> clips = new ArrayList<>();
        for (long i = 0; i < parts; i++) {
            long low = from + span / parts * i + span % parts * i / parts;
            long high = from + span / parts * (i + 1) + span % parts * (i + 1) / parts;
            long[] start = slab.start().clone();
            long[] length = new long[rank];
            for (int d = 0; d < rank; d++) {
                length[d] = slab.end(d) - start[d];
            }
            start[cut] = low;
            length[cut] = high - low;
            clips.add(Hyperslab.box(start, length));
        }
        return clips;
    }
}
