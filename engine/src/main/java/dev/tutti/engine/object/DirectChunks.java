package dev.tutti.engine.object;

import dev.tutti.engine.index.ChunkRef;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.Allocation;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.message.ChunkedLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Chunks as they are stored, past the filters. */
public final class DirectChunks {
    private DirectChunks() {}

    /**
     * A chunk that is stored.
     *
     * @param offset its first element's place in the dataset, per dimension
     * @param chunk where it is
     */
    public record Stored(long[] offset, ChunkRef chunk) {}

    /** A stored chunk's bytes and the filters that were left out for it. */
    public record Bytes(ByteBuffer bytes, int filterMask) {}

    /** The chunks that are stored, in the order of the index. */
    public static List<Stored> all(Located dataset) {
        Datasets.state(dataset);
        return dataset.file().consistentlyWithWrites(view -> {
            DatasetHeader state = Datasets.load(dataset, view);
            int[] box = chunked(state).chunkDims();
            List<Stored> found = new ArrayList<>();
            state.index().forEach(view, (scaled, chunk) -> {
                long[] offset = new long[scaled.length];
                Arrays.setAll(offset, d -> scaled[d] * box[d]);
                found.add(new Stored(offset, chunk));
            });
            return found;
        });
    }

    /** The chunk that begins at {@code offset}; empty if it was never written. */
    public static Optional<Bytes> read(Located dataset, long[] offset) {
        Datasets.state(dataset);
        return dataset.file().consistentlyWithWrites(view -> {
            DatasetHeader state = Datasets.load(dataset, view);
            ChunkRef chunk = state.index().find(view, scaled(state, offset));
            return chunk == null ? Optional.empty() : Optional.of(new Bytes(bytes(view, chunk), chunk.filterMask()));
        });
    }

    static ByteBuffer bytes(MetaView view, ChunkRef chunk) {
        if (chunk.storedBytes() < 0 || chunk.storedBytes() > Integer.MAX_VALUE - 64) {
            throw new H5CorruptException(
                    view.path(),
                    chunk.address(),
                    "chunk",
                    "less than 2 GiB",
                    Long.toUnsignedString(chunk.storedBytes()) + " bytes",
                    null);
        }
        if (chunk.storedBytes() > 0) {
            view.read(chunk.address() + chunk.storedBytes() - 1, ByteBuffer.allocate(1)); // is it there at all?
        }
        ByteBuffer bytes = ByteBuffer.wrap(Allocation.bytes((int) chunk.storedBytes()));
        view.read(chunk.address(), bytes);
        return bytes.flip();
    }

    /**
     * Puts a chunk as it is to be stored in place of what is there.
     *
     * @param filterMask filters that were left out, bit 0 the first
     * @throws H5TypeException if {@code offset} is not where a chunk begins, or the bytes cannot be a chunk of the dataset
     */
    public static void write(Located dataset, long[] offset, ByteBuffer bytes, int filterMask) {
        dataset.file().writing(tx -> {
            long[] scaled = scaled(Datasets.pending(dataset), offset);
            DatasetWriter.of(dataset.file(), tx, dataset.address()).writeStored(tx, scaled, bytes, filterMask);
            return tx;
        });
    }

    private static ChunkedLayout chunked(DatasetHeader state) {
        if (state.layout() instanceof ChunkedLayout chunked) {
            return chunked;
        }
        throw new H5TypeException(state.path() + ": the dataset at "
                + state.header().address() + " is not chunked; only chunks can be read and written as they are stored");
    }

    private static long[] scaled(DatasetHeader state, long[] offset) {
        int[] box = chunked(state).chunkDims();
        long[] shape = state.space().dims();
        boolean fits = offset.length == box.length;
        long[] scaled = new long[box.length];
        for (int d = 0; fits && d < box.length; d++) {
            fits = offset[d] >= 0 && offset[d] % box[d] == 0 && offset[d] < shape[d];
            scaled[d] = offset[d] / box[d];
        }
        if (!fits) {
            throw new H5TypeException(state.path() + ": no chunk begins at " + Arrays.toString(offset)
                    + ": multiples of the chunk's shape " + Arrays.toString(box) + " inside the shape "
                    + Arrays.toString(shape) + " are expected");
        }
        return scaled;
    }
}
