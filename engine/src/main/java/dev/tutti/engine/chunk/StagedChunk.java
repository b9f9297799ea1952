package dev.tutti.engine.chunk;

import dev.tutti.engine.index.ChunkRef;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A chunk that is being written: its bytes, as far as they are known, and which of them the file does not have yet. Guarded by the write lock. */
final class StagedChunk {
    /** Reads the stored form of a chunk. */
    interface Loader {
        void load(ChunkRef chunk, byte[] target);
    }

    final long[] scaled;
    final byte[] bytes;
    final ByteBuffer buffer;

    @Nullable
    ChunkRef stored;

    private boolean whole;
    private int dirtyFrom;
    private int dirtyTo;

    /** A chunk of which nothing is known but where it is stored, or, if it is stored nowhere, all: the fill value. */
    StagedChunk(long[] scaled, int length, @Nullable ChunkRef stored, byte[] fill) {
        this.scaled = scaled;
        this.bytes = new byte[length];
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.stored = stored;
        this.whole = stored == null;
        if (stored == null && fill.length > 0) {
            ChunkReader.repeat(fill, bytes, 0, length);
        }
    }

    boolean dirty() {
        return dirtyTo > dirtyFrom;
    }

    /** First byte that the file does not have; all of a chunk that is stored nowhere. */
    int unwrittenFrom() {
        return stored == null ? 0 : dirtyFrom;
    }

    /** One past the last byte that the file does not have. */
    int unwrittenTo() {
        return stored == null ? bytes.length : dirtyTo;
    }

    /** Makes {@code [from, to)} writable. Bytes between it and what is dirty already become known first, so that there is one dirty range. */
    void touch(int from, int to, Loader loader) {
        if (dirty() && !whole && (from > dirtyTo || to < dirtyFrom)) {
            becomeWhole(loader);
        }
        dirtyFrom = dirty() ? Math.min(dirtyFrom, from) : from;
        dirtyTo = Math.max(dirtyTo, to);
    }

    /** Makes all bytes known. */
    void becomeWhole(Loader loader) {
        ChunkRef chunk = stored;
        if (whole || chunk == null) {
            whole = true;
            return;
        }
        byte[] old = new byte[bytes.length];
        loader.load(chunk, old);
        if (dirty()) {
            System.arraycopy(bytes, dirtyFrom, old, dirtyFrom, dirtyTo - dirtyFrom);
        }
        System.arraycopy(old, 0, bytes, 0, bytes.length);
        whole = true;
    }

    /** Makes all bytes known without a look at the stored chunk: fill values, to be overwritten. */
    void startAnew(byte[] fill) {
        if (!whole) {
            ChunkReader.repeat(fill, bytes, 0, bytes.length);
            whole = true;
        }
    }

    /** Gives the elements outside of a smaller shape the fill value; all bytes are known and dirty. */
    void clearOutside(ChunkGrid grid, long[] shape, int size, byte[] fill) {
        long[] origin = grid.origin(scaled);
        long[] kept = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            kept[d] = Math.min(grid.box()[d], shape[d] - origin[d]);
        }
        byte[] old = bytes.clone();
        ChunkReader.repeat(fill, bytes, 0, bytes.length);
        long[] corner = new long[shape.length];
        Runs.forEach(
                Selection.Hyperslab.box(corner, kept),
                corner,
                grid.box(),
                corner,
                grid.box(),
                (offset, index, length) ->
                        System.arraycopy(old, (int) offset * size, bytes, (int) offset * size, (int) length * size));
    }

    /** The file has all bytes now. */
    void clean(ChunkRef written) {
        stored = written;
        dirtyFrom = 0;
        dirtyTo = 0;
    }

    @Override
    public String toString() {
        return "chunk " + Arrays.toString(scaled) + " bytes " + dirtyFrom + " to " + dirtyTo;
    }
}
