package dev.tutti.engine.chunk;

import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.index.ChunkRef;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.Allocation;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads selections of datasets through one view, with all workers. Thread-safe: any number of threads may read at once, and none waits for
 * another.
 */
public final class ChunkReader {
    private static final int FILL_BYTES = 16 * 1024;

    /** From here on a run is read into the caller's own memory where that is possible; shorter ones come together, with what the window reads ahead. */
    private static final int STRAIGHT = 16 * 1024;

    private final MetaView view;
    private final Workers workers;
    private final DecodedChunks cache;

    /**
     * A reader for one view.
     *
     * @param cache decoded chunks of this view and no other
     */
    public ChunkReader(MetaView view, Workers workers, DecodedChunks cache) {
        this.view = view;
        this.workers = workers;
        this.cache = cache;
    }

    /**
     * Reads a selection. {@code target} is called from several threads, for disjoint runs that together are the selection.
     *
     * @throws IndexOutOfBoundsException if the selection leaves the dataset
     * @throws H5TypeException if more elements are selected than one array holds
     * @throws H5CorruptException if stored bytes are missing or damaged
     */
    public void read(StoredData data, Selection selection, RunReader target) {
        long[] shape = data.shape();
        selection.check(shape);
        long elements = data.space().elements() == 0 ? 0 : selection.elements(shape);
        if (elements > Integer.MAX_VALUE - 8) {
            throw new H5TypeException(data.path() + ": " + elements
                    + " elements do not fit one array; read them slice by slice, for example Slice.rows(from, to)");
        }
        if (elements == 0) {
            return;
        }
        if (data.place() instanceof StoredData.Chunked chunked) {
            readChunks(data, chunked, selection, target);
        } else if (data.place() instanceof StoredData.Contiguous contiguous) {
            readContiguous(data, contiguous, view::read, selection, elements, target);
        } else if (data.place() instanceof StoredData.Outside outside) {
            StoredData.Contiguous all = new StoredData.Contiguous(0, outside.size());
            readContiguous(data, all, outside.source(), selection, elements, target);
        } else {
            readCompact(data, (StoredData.Compact) data.place(), selection, target);
        }
    }

    /** The selection as a hyperslab; null if it is one of points. */
    static @Nullable Hyperslab slab(Selection selection, long[] shape) {
        if (selection instanceof Hyperslab slab) {
            return Runs.joined(slab);
        }
        return selection instanceof Selection.All ? Hyperslab.box(new long[shape.length], shape) : null;
    }

    /** The runs of a selection in data that lies in one piece. */
    static ReadPlan.Walk walk(Selection selection, long[] shape, @Nullable Hyperslab clip) {
        Hyperslab slab = slab(selection, shape);
        long[] origin = new long[shape.length];
        if (slab != null) {
            long[] low = clip == null ? origin : clip.start();
            long[] high = clip == null
                    ? shape
                    : IntStream.range(0, shape.length).mapToLong(clip::end).toArray();
            return taker -> Runs.forEach(slab, low, high, origin, shape, taker);
        }
        long[][] points = ((Selection.Points) selection).coordinates();
        return ReadPlan.pointWalk(points, IntStream.range(0, points.length).toArray(), point -> {
            long offset = 0;
            for (int d = 0; d < shape.length; d++) {
                offset = offset * shape[d] + point[d];
            }
            return offset;
        });
    }

    private void readCompact(StoredData data, StoredData.Compact place, Selection selection, RunReader target) {
        long needed = Math.multiplyExact(data.space().elements(), (long) data.elementSize());
        if (place.bytes().length < needed) {
            throw new H5CorruptException(
                    data.path(),
                    -1,
                    "data layout message",
                    needed + " bytes of compact data",
                    place.bytes().length + " bytes",
                    null);
        }
        fromArray(place.bytes(), data.elementSize(), walk(selection, data.shape(), null), target);
    }

    private static void fromArray(byte[] bytes, int elementSize, ReadPlan.Walk walk, RunReader target) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        walk.forEach((offset, index, length) ->
                target.read(buffer, (int) (offset * elementSize), (int) length, (int) index));
    }

    private void readContiguous(
            StoredData data,
            StoredData.Contiguous place,
            RawSource source,
            Selection selection,
            long elements,
            RunReader target) {
        long[] shape = data.shape();
        if (place.address() < 0) {
            fill(data, walk(selection, shape, null), target);
            return;
        }
        long end = end(data, place);
        Hyperslab slab = slab(selection, shape);
        List<Hyperslab> clips =
                slab == null ? List.of() : ReadPlan.cut(slab, elements * data.elementSize(), workers.threads());
        workers.run(Math.max(1, clips.size()), i -> {
            Hyperslab clip = clips.size() < 2 ? null : clips.get(i);
            try (Window window = new Window(source)) {
                window.limit(end);
                walk(selection, shape, clip).forEach(stored(window, place.address(), data.elementSize(), target));
            }
        });
    }

    /** One past the last byte of the data, which its size must cover. */
    static long end(StoredData data, StoredData.Contiguous place) {
        long elements = data.space().elements();
        long high = Math.multiplyHigh(elements, (long) data.elementSize());
        long bytes = elements * data.elementSize();
        long end = place.address() + bytes;
        if (high != 0 || bytes < 0 || bytes > place.size() || end < 0) {
            throw new H5CorruptException(
                    data.path(),
                    place.address(),
                    "data layout message",
                    "room for " + elements + " elements of " + data.elementSize() + " bytes",
                    place.size() + " bytes",
                    null);
        }
        return end;
    }

    /** Takes runs of data that is stored as it is, from {@code base} on. */
    private static Runs.Taker stored(Window window, long base, int elementSize, RunReader target) {
        int most = Math.max(1, Workers.WINDOW / elementSize);
        return (offset, index, length) -> {
            long done = 0;
            while (done < length) {
                int count = (int) Math.min(most, length - done);
                long address = base + (offset + done) * elementSize;
                int bytes = count * elementSize;
                ByteBuffer room = bytes < STRAIGHT ? null : target.room((int) (index + done), count);
                if (room == null) {
                    int at = window.at(address, bytes);
                    target.read(window.bytes(), at, count, (int) (index + done));
                } else {
                    window.straight(address, room);
                }
                done += count;
            }
        };
    }

    /** Gives the fill value to all runs. */
    private static void fill(StoredData data, ReadPlan.Walk walk, RunReader target) {
        int size = data.elementSize();
        int most = Math.max(1, FILL_BYTES / size);
        ByteBuffer pattern = ByteBuffer.wrap(pattern(data.fill(), most * size)).order(ByteOrder.LITTLE_ENDIAN);
        walk.forEach((offset, index, length) -> {
            for (long done = 0; done < length; done += most) {
                target.read(pattern, 0, (int) Math.min(most, length - done), (int) (index + done));
            }
        });
    }

    /** {@code length} bytes of fill values. */
    static byte[] pattern(byte[] fill, int length) {
        byte[] bytes = Allocation.bytes(length);
        repeat(fill, bytes, 0, length);
        return bytes;
    }

    /** Sets {@code length} bytes, whole elements, to the fill value. */
    static void repeat(byte[] fill, byte[] bytes, int from, int length) {
        if (fill.length == 0) {
            Arrays.fill(bytes, from, from + length, (byte) 0);
            return;
        }
        int done = Math.min(length, fill.length);
        System.arraycopy(fill, 0, bytes, from, done);
        while (done < length) {
            int count = Math.min(done, length - done);
            System.arraycopy(bytes, from, bytes, from + done, count);
            done += count;
        }
    }

    private void readChunks(StoredData data, StoredData.Chunked place, Selection selection, RunReader target) {
        Hyperslab slab = slab(selection, data.shape());
        List<List<ReadPlan.Task>> parts = slab == null
                ? ReadPlan.of(view, data, place, ((Selection.Points) selection).coordinates(), workers.threads())
                : ReadPlan.of(view, data, place, slab, workers.threads());
        boolean whole = selection instanceof Selection.All;
        workers.run(parts.size(), i -> readPart(data, place, parts.get(i), whole, target));
    }

    private void readPart(
            StoredData data, StoredData.Chunked place, List<ReadPlan.Task> part, boolean whole, RunReader target) {
        FilterChain filters = place.filters();
        try (Window window = new Window(view::read)) {
            for (ReadPlan.Task task : part) {
                if (task.address() != Long.MAX_VALUE) {
                    window.limit(task.address() + task.bytes());
                }
            }
            for (ReadPlan.Task task : part) {
                ChunkRef chunk = task.chunk();
                if (chunk == null) {
                    fill(data, task.walk(), target);
                } else if (filters == null) {
                    task.walk().forEach(stored(window, chunk.address(), data.elementSize(), target));
                } else {
                    readFiltered(data, filters, chunk, task, window, whole, target);
                }
            }
        }
    }

    private void readFiltered(
            StoredData data,
            FilterChain filters,
            ChunkRef chunk,
            ReadPlan.Task task,
            Window window,
            boolean whole,
            RunReader target) {
        byte[] held = cache.get(chunk);
        if (held != null) {
            fromArray(held, data.elementSize(), task.walk(), target);
            return;
        }
        boolean keep = !whole && cache.takes(filters.chunkBytes());
        check(filters, chunk, task.mask());
        byte[] bytes = keep
                ? Allocation.bytes(filters.chunkBytes())
                : workers.buffers().take(filters.chunkBytes());
        int length = (int) chunk.storedBytes();
        int at = window.at(chunk.address(), length);
        decode(
                view,
                filters,
                chunk,
                task.mask(),
                window.bytes().duplicate().limit(at + length).position(at),
                bytes);
        fromArray(bytes, data.elementSize(), task.walk(), target);
        if (keep) {
            cache.put(chunk, bytes);
        } else {
            workers.buffers().give(bytes);
        }
    }

    private void check(FilterChain filters, ChunkRef chunk, int mask) {
        try {
            filters.check(chunk.storedBytes(), mask);
        } catch (FormatException e) {
            throw view.corrupt(chunk.address(), e);
        }
    }

    private static void decode(
            MetaView view, FilterChain filters, ChunkRef chunk, int mask, ByteBuffer stored, byte[] target) {
        try {
            filters.decode(stored, mask, target);
        } catch (FormatException e) {
            throw view.corrupt(chunk.address(), e);
        }
    }

    /** One chunk after its filters, for the writer. */
    static void load(
            MetaView view, StoredData data, StoredData.Chunked place, ChunkRef chunk, int mask, byte[] target) {
        FilterChain filters = place.filters();
        int bytes = Math.toIntExact(place.layout().chunkBytes());
        if (filters == null) {
            view.read(chunk.address(), ByteBuffer.wrap(target, 0, bytes));
            return;
        }
        try {
            filters.check(chunk.storedBytes(), mask);
            view.read(chunk.address() + chunk.storedBytes() - 1, ByteBuffer.allocate(1));
            ByteBuffer stored = ByteBuffer.allocate((int) chunk.storedBytes());
            view.read(chunk.address(), stored);
            filters.decode(stored.flip(), mask, target);
        } catch (FormatException e) {
            throw view.corrupt(chunk.address(), e);
        }
    }
}
