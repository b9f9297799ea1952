package dev.tutti.codecs;

import dev.tutti.engine.filter.ChunkFilter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Filter 32001: a chunk of Blosc 1. Parameters: revision of the filter, version of Blosc, bytes of an element, bytes of the chunk, then those of the user: level (5), shuffle
 * (0 none, 1 bytes, 2 bits), code (0 blosclz, 1 lz4, 2 lz4hc, 3 snappy, 4 zlib, 5 zstd). A user names all, and anything for the first four.
 */
public final class BloscFilter implements ChunkFilter {
    /** The filter's number. */
    public static final int ID = 32001;

    private static final int REVISION = 2;
    private static final int VERSION = 2;

    /** For the service loader. */
    public BloscFilter() {}

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "blosc";
    }

    @Override
    public int encodedBound(int bytes) {
        return BloscWriter.bound(bytes);
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        return BloscOptions.complete(parameters, tile, REVISION, VERSION, BloscCodec.BLOSCLZ);
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        Piece in = Piece.of(source);
        BloscChunk chunk = new BloscChunk(in.array(), in.at(), in.length(), task.bound(), task.bound());
        ByteBuffer target = task.allocate(chunk.bytes());
        decode(chunk, target, task);
        return target;
    }

    /** Decodes all blocks, one behind the other. */
    static void decode(BloscChunk chunk, ByteBuffer target, Task task) {
        Piece out = Piece.of(target);
        byte[][] scratch = {
            task.allocate(chunk.block()).array(), task.allocate(chunk.block()).array()
        };
        for (int i = 0; i < chunk.blocks(); i++) {
            chunk.decode(i, out.array(), out.at() + i * chunk.block(), scratch);
        }
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        Piece in = Piece.of(source);
        BloscWriter writer = new BloscWriter(BloscOptions.parse(task.clientData(), BloscCodec.BLOSCLZ), VERSION);
        int most = task.optional() ? Math.max(0, in.length() - 1) : encodedBound(in.length());
        if (most < 32) {
            return null;
        }
        ByteBuffer target = task.allocate(most);
        int block = writer.block(in.length());
        byte[][] scratch = {task.allocate(block).array(), task.allocate(block).array()};
        int length = writer.write(in, target, scratch);
        return length < 0 ? null : target.limit(target.position() + length);
    }
}
