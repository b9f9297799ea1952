package dev.tutti.engine.chunk;

import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.index.ChunkRef;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that is being written: its bytes, as far as they are known, and which of them the file does not have yet. Of a chunk that is changed in place only
 * the part around the change is kept, so that the append of one value to a large chunk costs one value. Guarded by the write lock.
 */
final class StagedChunk {
    /** Reads the stored form of a chunk. */
    interface Loader {
        void load(ChunkRef chunk, byte[] target);
    }

    /** Gives all bytes of a chunk, as often as they are asked for and to any thread, for the time of one call. */
    interface Values {
        /** Puts them into {@code bytes} from index 0 on. */
        void into(ByteBuffer bytes);
    }

    private static final byte[] NOTHING = {};

    final long[] scaled;
    private final int length;

    @Nullable
    ChunkRef stored;

    /** The bytes of the chunk from {@link #first} on; those outside of what is dirty mean nothing unless the chunk is {@link #whole}. */
    private byte[] bytes;

    private ByteBuffer buffer;
    private int first;
    private boolean whole;
    private int dirtyFrom;
    private int dirtyTo;

    /** Where all bytes come from when the chunk is written; null if it holds its bytes itself. */
    private @Nullable Values values;

    /** A chunk all of which will be given when it is written. */
    StagedChunk(long[] scaled, int length, @Nullable ChunkRef stored, Values values) {
        this.scaled = scaled;
        this.length = length;
        this.stored = stored;
        this.values = values;
        this.whole = true;
        this.bytes = NOTHING;
        this.buffer = wrap(bytes);
        this.dirtyTo = length;
    }

    /** A chunk of which nothing is known but where it is stored, or, if it is stored nowhere, all: the fill value. */
    StagedChunk(long[] scaled, int length, @Nullable ChunkRef stored, byte[] fill) {
        this.scaled = scaled;
        this.length = length;
        this.stored = stored;
        this.whole = stored == null;
        this.bytes = whole ? new byte[length] : NOTHING;
        this.buffer = wrap(bytes);
        if (whole && fill.length > 0) {
            ChunkReader.repeat(fill, bytes, 0, length);
        }
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return length;
    }

    /** What gives the bytes; null if the chunk holds them itself. */
    @Nullable
    Values values() {
        return values;
    }

    /** Takes the bytes, if they were to be given later. */
    void fetch() {
        Values given = values;
        if (given != null) {
            hold(new byte[length]);
            given.into(buffer);
            values = null;
        }
    }

    boolean dirty() {
        return dirtyTo > dirtyFrom;
    }

    /** What the file does not have yet: all of a chunk that is stored nowhere. */
    ByteBuffer unwritten() {
        return ByteBuffer.wrap(bytes, unwrittenAt() - first, unwrittenBytes());
    }

    /** How many bytes that are. */
    int unwrittenBytes() {
        return stored == null ? length : dirtyTo - dirtyFrom;
    }

    /** Where in the chunk {@link #unwritten} begins. */
    int unwrittenAt() {
        return stored == null ? 0 : dirtyFrom;
    }

    /** All bytes of a chunk that is known as a whole. */
    byte[] all() {
        if (!whole) {
            throw new IllegalStateException(this + " is known in part");
        }
        return bytes;
    }

    /** What it holds of its bytes. */
    byte[] held() {
        return bytes;
    }

    /** Sets {@code [from, to)} to {@code count} values from {@code index} on. */
    void write(RunWriter source, long index, long count, int from, int to, Loader loader) {
        touch(from, to, loader);
        source.write((int) index, (int) count, buffer, from - first);
    }

    /** All of it, which is known, is to be written anew. */
    void touchAll() {
        all();
        dirtyFrom = 0;
        dirtyTo = length;
    }

    /** Makes {@code [from, to)} writable. Bytes between it and what is dirty already become known first, so that there is one dirty range. */
    private void touch(int from, int to, Loader loader) {
        if (!whole && dirty() && (from > dirtyTo || to < dirtyFrom)) {
            becomeWhole(loader);
        }
        if (!whole) {
            makeRoom(from, to);
        }
        dirtyFrom = dirty() ? Math.min(dirtyFrom, from) : from;
        dirtyTo = Math.max(dirtyTo, to);
    }

    /** Pieces that follow each other find room behind the last one; any other order is rare, and has room for all of the chunk. */
    private void makeRoom(int from, int to) {
        if (!dirty() && (from < first || to > first + bytes.length)) {
            first = from;
            if (to - from > bytes.length) {
                hold(new byte[to - from]);
            }
        } else if (from < first) {
            byte[] all = new byte[length];
            System.arraycopy(bytes, dirtyFrom - first, all, dirtyFrom, dirtyTo - dirtyFrom);
            first = 0;
            hold(all);
        } else if (to > first + bytes.length) {
            hold(Arrays.copyOf(bytes, Math.min(length - first, Math.max(to - first, bytes.length * 2))));
        }
    }

    private void hold(byte[] now) {
        bytes = now;
        buffer = wrap(now);
    }

    /** Makes all bytes known. */
    void becomeWhole(Loader loader) {
        ChunkRef chunk = stored;
        if (!whole && chunk != null) {
            byte[] all = new byte[length];
            loader.load(chunk, all);
            System.arraycopy(bytes, dirty() ? dirtyFrom - first : 0, all, dirtyFrom, dirtyTo - dirtyFrom);
            first = 0;
            hold(all);
        }
        whole = true;
    }

    /** Makes all bytes known without a look at the stored chunk: fill values, to be overwritten. */
    void startAnew(byte[] fill) {
        if (!whole) {
            byte[] all = new byte[length];
            ChunkReader.repeat(fill, all, 0, length);
            first = 0;
            hold(all);
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
        if (values != null) {
            values = null;
            whole = false;
        }
    }

    @Override
    public String toString() {
        return "chunk " + Arrays.toString(scaled) + " bytes " + dirtyFrom + " to " + dirtyTo;
    }
}
