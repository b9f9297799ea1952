package dev.tutti.engine.chunk;

import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.index.ChunkRef;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.Dataspace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one dataset. Chunks are collected and filtered by all workers; new chunks go to new space, which is written at once and
 * becomes reachable when the transaction commits. A chunk without filters that is in the file already is changed in place, only the bytes
 * that changed. Everything collected is in the file, or staged, after {@link #flush}.
 *
 * <p>Guarded by the file's write lock. Memory is bounded: from {@link #STAGED_BYTES} on collected chunks are written early.
 */
public final class ChunkWriter {
    /** Collected chunks are written when they take this much: a number of chunks, often a power of two, that all workers share evenly. */
    static final long STAGED_BYTES = 32L << 20;

    /** From here on values that are all set anew may go to new space together; fewer change in place, so that writers of different parts do not meet in the index. */
    private static final long MANY_BYTES = 8L << 20;

    /** So many clean chunks are kept, so that the next append to the last one needs no look into the index. */
    private static final int KEPT_CLEAN = 2;

    /** So many filtered chunks make one call worth all workers; fewer are collected from several calls. The same for any number of workers: a file's bytes must not depend on it. */
    private static final int WORTH_ALL_WORKERS = 8;

    private final Workers workers;
    private final RawStore store;
    private final OnePiece piece;
    private final ChunkOutput output;
    private final DecodedChunks cache;

    /** Those that were changed last come last. */
    private final LinkedHashMap<ChunkKey, StagedChunk> staged = new LinkedHashMap<>(16, 0.75f, true);

    private StoredData data;
    private boolean dirty;

    /** The one of the last call. */
    private @Nullable ChunkGrid grid;

    /**
     * A writer for one dataset.
     *
     * @param data the dataset as it is
     * @param cache decoded chunks that readers of this process keep
     */
    public ChunkWriter(StoredData data, Workers workers, RawStore store, DecodedChunks cache) {
        this.data = data;
        this.workers = workers;
        this.store = store;
        this.piece = new OnePiece(store);
        this.output = new ChunkOutput(workers, store);
        this.cache = cache;
    }

    /** The dataset as it is with all changes, those that are not flushed included. */
    public StoredData data() {
        return data;
    }

    /** Whether {@link #flush} has anything to do. */
    public boolean dirty() {
        return dirty;
    }

    /**
     * Sets selected elements.
     *
     * @throws IndexOutOfBoundsException if the selection leaves the dataset
     * @throws dev.tutti.errors.H5TypeException if a value does not fit; nothing has changed then
     */
    public void write(MetaTransaction tx, Selection selection, RunWriter source) {
        long[] shape = data.shape();
        selection.check(shape);
        long elements = data.space().elements() == 0 ? 0 : selection.elements(shape);
        if (elements == 0) {
            return;
        }
        source.check(0, Math.toIntExact(elements));
        dirty = true;
        if (data.place() instanceof StoredData.Compact compact) {
            data = data.at(OnePiece.written(data, compact, selection, source));
        } else if (data.place() instanceof StoredData.Contiguous contiguous) {
            writeContiguous(tx, contiguous, selection, source);
        } else if (data.place() instanceof StoredData.Outside outside) {
            ChunkReader.end(data, new StoredData.Contiguous(0, outside.size()));
            piece.write(data, 0, selection, source);
        } else if (selection instanceof Selection.Points points) {
            prepare(tx);
            writePoints(tx, points, source);
        } else {
            prepare(tx);
            writeSlab(tx, slab(selection, shape), source);
        }
    }

    /** Chunks that all have their places from the beginning get these now. */
    private void prepare(MetaTransaction tx) {
        ChunkIndex index = chunked().index();
        ChunkIndex ready = index.prepared(tx);
        if (ready != index) {
            data = data.at(new StoredData.Chunked(ready, chunked().filters()));
            piece.fill(data.fill(), data.elementSize(), ready.layout().address(), ready.fixedBytes());
        }
    }

    private static Hyperslab slab(Selection selection, long[] shape) {
        Hyperslab slab = ChunkReader.slab(selection, shape);
        if (slab == null) {
            throw new IllegalArgumentException("points are no slab");
        }
        return slab;
    }

    private void writeContiguous(
            MetaTransaction tx, StoredData.Contiguous place, Selection selection, RunWriter source) {
        // A list of points may name one of them twice, so that it leaves others out however long it is.
        boolean all = !(selection instanceof Selection.Points)
                && selection.elements(data.shape()) == data.space().elements();
        StoredData.Contiguous at = place;
        if (place.address() == ByteSource.UNDEFINED) {
            long size = data.space().elements() * data.elementSize();
            at = new StoredData.Contiguous(tx.allocate(size, Placement.RAW), size);
            data = data.at(at);
            if (!all) {
                piece.fill(data.fill(), data.elementSize(), at.address(), size);
            }
        } else {
            ChunkReader.end(data, place);
            if (all && place.size() >= MANY_BYTES && tx.movesAway(place.address(), place.size())) {
                at = new StoredData.Contiguous(tx.allocate(place.size(), Placement.RAW), place.size());
            }
        }
        piece.write(data, at.address(), selection, source);
        if (at.address() != place.address() && place.address() != ByteSource.UNDEFINED) {
            data = data.at(at); // only now: a write that fails leaves the dataset what it has
            tx.release(place.address(), place.size());
        }
    }

    private void writeSlab(MetaTransaction tx, Hyperslab slab, RunWriter source) {
        ChunkGrid grid = grid();
        int size = data.elementSize();
        StagedChunk.Loader loader = loader(tx);
        boolean byWorkers = byWorkers(slab, source);
        try {
            grid.forEachOverlap(slab, scaled -> {
                long[] origin = grid.origin(scaled);
                StagedChunk.Values values = bytes -> Runs.forEach(
                        slab,
                        origin,
                        grid.end(scaled),
                        origin,
                        grid.box(),
                        (offset, index, length) -> source.write((int) index, (int) length, bytes, (int) offset * size));
                boolean whole = byWorkers && grid.covered(slab, scaled) && !grid.partial(scaled);
                if (!whole || !stageValues(tx, scaled, values)) {
                    StagedChunk chunk = staged(tx, scaled, grid.covered(slab, scaled) ? Known.NOT_NEEDED : Known.OLD);
                    Runs.forEach(slab, origin, grid.end(scaled), origin, grid.box(), (offset, index, length) -> {
                        int from = (int) offset * size;
                        chunk.write(source, index, length, from, from + (int) length * size, loader);
                    });
                }
                flushIfLarge(tx);
            });
            if (byWorkers) {
                flushChunks(tx, chunk -> chunk.values() != null);
            }
        } finally {
            if (byWorkers) {
                staged.values().forEach(StagedChunk::fetch); // of a call that failed: its values are the caller's again
            }
        }
    }

    /** Whether the workers take the values of whole chunks themselves, which go to the file within the call then: where there are enough for all of them. */
    private boolean byWorkers(Hyperslab slab, RunWriter source) {
        long bytes = slab.elements(data.shape()) * data.elementSize();
        return source.shared()
                && (chunked().filters() == null
                        ? bytes >= ChunkOutput.WORTH_A_THREAD
                        : bytes / chunkBytes() >= WORTH_ALL_WORKERS);
    }

    /** Not for a chunk that is changed in place: what stands there stays until the commit or the publish, as far as there is room to wait. */
    private boolean stageValues(MetaTransaction tx, long[] scaled, StagedChunk.Values values) {
        ChunkKey key = new ChunkKey(scaled);
        StagedChunk before = staged.get(key);
        ChunkRef stored = before != null ? before.stored : stored(tx, scaled, plain(scaled));
        if (stored != null && chunked().filters() == null) {
            return false;
        }
        staged.remove(key); // it goes behind those that were staged before
        staged.put(key, new StagedChunk(scaled, chunkBytes(), stored, values));
        return true;
    }

    private void writePoints(MetaTransaction tx, Selection.Points points, RunWriter source) {
        ChunkGrid grid = grid();
        int size = data.elementSize();
        StagedChunk.Loader loader = loader(tx);
        for (int i = 0; i < points.coordinates().length; i++) {
            long[] point = points.coordinates()[i];
            StagedChunk chunk = staged(tx, grid.scaled(point), Known.OLD);
            int from = (int) grid.offset(point) * size;
            chunk.write(source, i, 1, from, from + size, loader);
            flushIfLarge(tx);
        }
    }

    private StoredData.Chunked chunked() {
        return (StoredData.Chunked) data.place();
    }

    private ChunkGrid grid() {
        ChunkGrid now =
                grid == null ? new ChunkGrid(data.shape(), chunked().layout().chunkDims()) : grid.of(data.shape());
        grid = now;
        return now;
    }

    private StagedChunk.Loader loader(MetaTransaction tx) {
        return (chunk, target) -> ChunkReader.load(tx, data, chunked(), chunk, chunk.filterMask(), target);
    }

    /** What has to be known of a chunk before it is changed. */
    private enum Known {
        /** What stands in it. */
        OLD,
        /** Nothing: every element inside the shape is set anew. */
        NOT_NEEDED
    }

    /** The chunk for changing; with filters all of it is known, for it will be filtered as a whole. */
    private StagedChunk staged(MetaTransaction tx, long[] scaled, Known known) {
        ChunkKey key = new ChunkKey(scaled);
        StagedChunk chunk = staged.get(key);
        if (chunk == null) {
            chunk = new StagedChunk(scaled, chunkBytes(), stored(tx, scaled, plain(scaled)), data.fill());
            staged.put(key, chunk);
        }
        if (chunked().filters() != null) {
            if (known == Known.NOT_NEEDED) {
                chunk.startAnew(data.fill());
            } else {
                chunk.becomeWhole(loader(tx));
            }
        }
        return chunk;
    }

    /** Whether a chunk passes no filters, because it sticks out over the edge. */
    private boolean plain(long[] scaled) {
        return chunked().partialUnfiltered() && chunked().filters() != null && grid().partial(scaled);
    }

    /** Where a chunk is; one that has passed no filters, whatever the index says, is told by its mask. */
    private @Nullable ChunkRef stored(MetaTransaction tx, long[] scaled, boolean plain) {
        ChunkRef found = chunked().index().find(tx, scaled);
        return found != null && plain ? new ChunkRef(found.address(), found.storedBytes(), ChunkOutput.PLAIN) : found;
    }

    private int chunkBytes() {
        long bytes = chunked().layout().chunkBytes();
        if (bytes > Integer.MAX_VALUE - 64) {
            throw new H5UnsupportedException(
                    data.path() + ": chunks of " + bytes + " bytes; at most 2 GiB can be written");
        }
        return (int) bytes;
    }

    /** Early writing counts what was set since the last time, so that a few large chunks that are kept do not set it off at each call. */
    private void flushIfLarge(MetaTransaction tx) {
        if (staged.size() * (long) chunkBytes() < STAGED_BYTES) {
            return;
        }
        long unwritten = 0;
        for (StagedChunk chunk : staged.values()) {
            unwritten += chunk.dirty() ? chunk.length() : 0;
        }
        if (unwritten >= STAGED_BYTES && staged.size() > KEPT_CLEAN) {
            flushChunks(tx, chunk -> true);
        } else {
            forgetClean();
        }
    }

    /** Clean chunks but the newest make room. */
    private void forgetClean() {
        Iterator<StagedChunk> oldest = staged.values().iterator();
        for (int left = staged.size(); left > KEPT_CLEAN; left--) {
            if (!oldest.next().dirty()) {
                oldest.remove();
            }
        }
    }

    /**
     * Gives the dataset another shape. Chunks that fall outside are given back; what falls outside of a chunk that stays becomes the fill
     * value, so that it does not come back when the dataset grows again.
     */
    public void resize(MetaTransaction tx, Dataspace space) {
        if (data.place() instanceof StoredData.Outside) {
            data = OnePiece.resized(data, space);
            dirty = true;
            return;
        }
        if (!(data.place() instanceof StoredData.Chunked place)) {
            throw new H5UnsupportedException(data.path() + ": only chunked datasets can change their shape");
        }
        dirty = true;
        boolean shrinks = false;
        for (int d = 0; d < space.rank(); d++) {
            shrinks |= space.dims()[d] < data.shape()[d];
        }
        if (!shrinks && !place.partialUnfiltered()) {
            data = data.resized(space);
            return;
        }
        flushChunks(tx, chunk -> true);
        staged.clear();
        Reshape reshape = Reshape.of(tx, data, chunked(), space.dims());
        shrink(tx, reshape, space.dims());
        data = data.resized(space);
        for (long[] scaled : reshape.turned()) {
            ChunkKey key = new ChunkKey(scaled);
            StagedChunk known = staged.get(key);
            if (known == null || !known.dirty()) {
                // It is stored as the old shape wanted it.
                StagedChunk chunk =
                        new StagedChunk(scaled, chunkBytes(), stored(tx, scaled, !plain(scaled)), data.fill());
                chunk.becomeWhole(loader(tx));
                chunk.touchAll();
                staged.put(key, chunk);
                flushIfLarge(tx);
            }
        }
    }

    private void shrink(MetaTransaction tx, Reshape reshape, long[] shape) {
        ChunkIndex index = chunked().index();
        boolean fixed = index.fixedBytes() > 0;
        for (Reshape.Outside out : reshape.outside()) {
            if (fixed) {
                // It keeps its place, and what stands there must not come back when the dataset grows again.
                StagedChunk chunk = staged(tx, out.scaled(), Known.OLD);
                chunk.startAnew(data.fill());
                chunk.touchAll();
                flushIfLarge(tx);
            } else {
                index = index.remove(tx, out.scaled());
                tx.release(out.chunk().address(), out.chunk().storedBytes());
            }
        }
        data = data.at(new StoredData.Chunked(index, chunked().filters()));
        for (long[] scaled : reshape.cut()) {
            StagedChunk chunk = staged(tx, scaled, Known.OLD);
            chunk.becomeWhole(loader(tx));
            chunk.touchAll();
            chunk.clearOutside(grid(), shape, data.elementSize(), data.fill());
            flushIfLarge(tx);
        }
    }

    /** Brings everything collected to the file or into the transaction; the result is what the object header has to say. */
    public StoredData flush(MetaTransaction tx) {
        if (data.place() instanceof StoredData.Chunked) {
            flushChunks(tx, chunk -> true);
        }
        dirty = false;
        return data;
    }

    private record Task(StagedChunk chunk, FilterChain.@Nullable Encoded encoded, ChunkRef target) {}

    private void flushChunks(MetaTransaction tx, Predicate<StagedChunk> meant) {
        List<StagedChunk> changed = new ArrayList<>();
        for (StagedChunk chunk : staged.values()) {
            if (chunk.dirty() && meant.test(chunk)) {
                changed.add(chunk);
            }
        }
        if (!changed.isEmpty()) {
            FilterChain filters = chunked().filters();
            if (filters == null) {
                flushPlain(tx, changed);
            } else {
                flushFiltered(tx, changed, filters);
            }
        }
        forgetClean();
    }

    private void flushPlain(MetaTransaction tx, List<StagedChunk> changed) {
        boolean many = changed.size() * (long) chunkBytes() >= MANY_BYTES;
        List<ChunkRef> targets = new ArrayList<>();
        for (StagedChunk chunk : changed) {
            ChunkRef stored = chunk.stored;
            boolean stays = stored != null && !(many && movesAway(tx, chunk, stored));
            targets.add(stays ? stored : new ChunkRef(tx.allocate(chunk.length(), Placement.RAW), chunk.length(), 0));
        }
        output.write(changed, targets);
        for (int i = 0; i < changed.size(); i++) {
            StagedChunk chunk = changed.get(i);
            ChunkRef target = targets.get(i);
            ChunkRef old = chunk.stored;
            boolean elsewhere = old == null || old.address() != target.address();
            if (elsewhere) {
                cache.drop(put(tx, chunk.scaled, target));
            }
            chunk.clean(target);
            if (old != null && elsewhere) {
                tx.release(old.address(), old.storedBytes()); // behind the write, as with filters
            }
        }
    }

    /** Whether a chunk all of which is set anew goes to new space, though it has a place and no filters. */
    private boolean movesAway(MetaTransaction tx, StagedChunk chunk, ChunkRef stored) {
        return chunk.unwrittenBytes() == chunk.length()
                && chunked().index().fixedBytes() == 0
                && tx.movesAway(stored.address(), chunk.length());
    }

    private void flushFiltered(MetaTransaction tx, List<StagedChunk> changed, FilterChain filters) {
        FilterChain.Encoded[] encoded = output.encode(changed, filters, chunk -> plain(chunk.scaled));
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < encoded.length; i++) {
            tasks.add(new Task(changed.get(i), encoded[i], place(tx, encoded[i])));
        }
        workers.run(
                tasks.size(),
                i -> store.write(
                        tasks.get(i).target.address(), encoded[i].bytes().duplicate()));
        for (Task task : tasks) {
            ChunkRef old = task.chunk.stored;
            cache.drop(put(tx, task.chunk.scaled, task.target));
            task.chunk.clean(task.target);
            if (old != null) {
                // Only now: a write that fails is repeated, and must not give the old space back twice.
                tx.release(old.address(), old.storedBytes());
            }
            if (task.encoded != null) {
                filters.recycle(task.encoded, task.chunk.held());
            }
        }
    }

    /** A filtered chunk is never overwritten: readers of this process may be decoding it. It gets new space every time. */
    private static ChunkRef place(MetaTransaction tx, FilterChain.Encoded encoded) {
        int length = encoded.bytes().remaining();
        return new ChunkRef(tx.allocate(length, Placement.RAW), length, encoded.mask());
    }

    /** Puts a chunk as it is to be stored, past the filters, in place of what is there; what was collected for it is forgotten. */
    public void writeStored(MetaTransaction tx, long[] scaled, ByteBuffer bytes, int mask) {
        prepare(tx);
        FilterChain filters = plain(scaled) ? null : chunked().filters();
        StoredChunks.check(data.path(), filters, chunkBytes(), bytes.remaining(), mask);
        ChunkRef old = chunked().index().find(tx, scaled);
        int length = bytes.remaining();
        ChunkRef inPlace = chunked().filters() == null ? old : null;
        ChunkRef target = inPlace != null ? inPlace : new ChunkRef(tx.allocate(length, Placement.RAW), length, mask);
        store.write(target.address(), bytes.duplicate());
        staged.remove(new ChunkKey(scaled));
        cache.drop(target);
        dirty = true;
        if (inPlace == null) {
            put(tx, scaled, target);
            if (old != null) {
                tx.release(old.address(), old.storedBytes());
            }
        }
    }

    /** Tells the index of a chunk; returns what the index says of it from now on. */
    private ChunkRef put(MetaTransaction tx, long[] scaled, ChunkRef target) {
        ChunkRef kept = plain(scaled) ? new ChunkRef(target.address(), target.storedBytes(), 0) : target;
        ChunkIndex index = chunked().index().put(tx, scaled, kept);
        data = data.at(new StoredData.Chunked(index, chunked().filters()));
        return kept;
    }
}
