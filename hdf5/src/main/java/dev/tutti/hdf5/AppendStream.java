package dev.tutti.hdf5;

import dev.tutti.engine.object.DatasetCreation;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.DatasetSpec;
import dev.tutti.engine.object.Datasets;
import dev.tutti.engine.object.Types;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Appends rows to one dataset beside other threads and processes that do the same. Rows are collected until they fill chunks; these are filtered (compressed)
 * once, before the commit and outside every lock, and only where they come to stand is decided by the commit. A commit that meets another one is made
 * again with the chunks as they are. Each block of rows that fills a row of chunks stays together; in which order those of different streams come is open.
 *
 * <pre>{@code
 * try (AppendStream rows = file.dataset("samples").appendStream()) {
 *     while (…) {
 *         rows.append(block);
 *     }
 * }
 * }</pre>
 *
 * <p>Others see rows when they fill chunks, and the rest after {@link #flush} or {@link #close}. A rest fills a chunk in part: from then on the rows of all streams
 * no longer begin where a chunk begins, and are filtered inside the commit, which is right but not parallel. So flush when there is nothing more to
 * come. One stream is for one thread; any number of them work side by side.
 */
public final class AppendStream implements AutoCloseable {
    private static final String ROWS = "rows";

    private final Dataset target;
    private final int chunkRows;
    private final DatasetSpec spec;
    private H5File collected;
    private boolean closed;

    private AppendStream(Dataset target, DatasetHeader state, ChunkedLayout layout) {
        this.target = target;
        this.chunkRows = layout.chunkDims()[0];
        long[] shape = state.space().dims().clone();
        shape[0] = 0;
        long[] most = shape.clone();
        most[0] = Dataspace.UNLIMITED;
        this.spec = new DatasetSpec(
                state.type(),
                new Dataspace(Dataspace.Kind.SIMPLE, shape, most),
                DatasetSpec.Storage.CHUNKED,
                layout.chunkDims(),
                state.filters().filters(),
                state.fill());
        this.collected = fresh();
    }

    static AppendStream of(Dataset target) {
        return target.place().reading(() -> {
            DatasetHeader state = Datasets.state(target.place().located());
            if (!(state.layout() instanceof ChunkedLayout layout) || Types.pointsElsewhere(state.type())) {
                throw new H5TypeException(
                        target.place().describe()
                                + ": a stream appends to datasets with chunks whose elements hold their values themselves; use append()");
            }
            return new AppendStream(target, state, layout);
        });
    }

    private H5File fresh() {
        H5File memory = H5.inMemory();
        memory.atomically(() -> DatasetCreation.create(memory.open(), ROWS, spec));
        return memory;
    }

    private Dataset rows() {
        if (closed) {
            throw new H5ClosedException(target.place().describe() + ": the stream was closed");
        }
        return collected.dataset(ROWS);
    }

    /**
     * Adds rows. Those that fill chunks, with what was there before, are committed when this returns.
     *
     * @param values a multiple of a row's, as for {@link Dataset#append}
     * @throws H5TypeException if number or type do not fit; nothing was added then
     * @throws dev.tutti.errors.H5Exception if the commit failed: the rows stay in the stream, and go with the next call
     */
    public void append(Object values) {
        Dataset rows = rows();
        rows.append(values);
        long whole = rows.shape()[0] / chunkRows * chunkRows;
        if (whole > 0) {
            collected.commit(); // here they are filtered
            List<Chunk> chunks = chunks(rows, whole);
            ByteBuffer[] plain = {null};
            target.place().changing(() -> {
                put(rows, whole, chunks, plain);
                return target;
            });
            keep(rows, whole);
        }
    }

    /** A chunk as it is stored, and where it begins among the rows. */
    private record Chunk(long[] offset, DirectChunk stored) {}

    private static List<Chunk> chunks(Dataset rows, long whole) {
        List<Chunk> chunks = new ArrayList<>();
        for (ChunkInfo info : rows.chunkInfo()) {
            long[] offset = info.offset().stream().mapToLong(Long::longValue).toArray();
            if (offset[0] < whole) {
                chunks.add(new Chunk(offset, rows.readDirectChunk(offset)));
            }
        }
        return chunks;
    }

    /** Inside a transaction, which may be made again. */
    private void put(Dataset rows, long whole, List<Chunk> chunks, ByteBuffer[] plain) {
        long[] shape = target.shape();
        long at = shape[0];
        if (at % chunkRows != 0 || !Arrays.equals(target.chunkShape(), spec.chunk())) {
            appendPlain(rows, 0, whole, plain);
            return;
        }
        shape[0] = at + whole;
        target.resize(shape);
        for (Chunk chunk : chunks) {
            long[] offset = chunk.offset.clone();
            offset[0] += at;
            target.writeDirectChunk(chunk.stored, offset);
        }
    }

    /** Rows that do not begin where a chunk begins. */
    private void appendPlain(Dataset rows, long from, long to, ByteBuffer[] plain) {
        if (plain[0] == null) {
            plain[0] = bytes(rows, from, to);
        }
        long[] shape = target.shape();
        long at = shape[0];
        shape[0] = at + (to - from);
        target.resize(shape);
        target.writeRaw(Slice.rows(at, at + (to - from)), plain[0].duplicate());
    }

    private ByteBuffer bytes(Dataset rows, long from, long to) {
        long row = spec.type().size();
        long[] shape = rows.shape();
        for (int i = 1; i < shape.length; i++) {
            row *= shape[i];
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(row * (to - from)));
        rows.readInto(bytes, Slice.rows(from, to));
        return bytes.flip();
    }

    /** What is left when the first rows were committed. */
    private void keep(Dataset rows, long done) {
        long left = rows.shape()[0] - done;
        H5File next = fresh();
        if (left > 0) {
            long[] shape = rows.shape();
            shape[0] = left;
            Dataset kept = next.dataset(ROWS);
            kept.resize(shape);
            kept.writeRaw(Slice.rows(0, left), bytes(rows, done, done + left));
        }
        collected.close();
        collected = next;
    }

    /** Commits the rows that do not fill a chunk yet. */
    public void flush() {
        Dataset rows = rows();
        long left = rows.shape()[0];
        if (left > 0) {
            ByteBuffer[] plain = {null};
            target.place().changing(() -> {
                appendPlain(rows, 0, left, plain);
                return target;
            });
            keep(rows, left);
        }
    }

    /** Commits what is left, and ends the stream. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            flush();
            closed = true;
            collected.close();
        }
    }
}
