package dev.tutti.codecs;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Filter 32026: a frame of Blosc2 with one chunk ({@link Blosc2Frame}). Parameters: revision of the filter, bytes of a block (0: the filter chooses), bytes of an element, bytes of the
 * chunk, then those of the user: level (5), shuffle (0 none, 1 bytes, 2 bits; 4 more for differences before), code (0 blosclz, 1 lz4, 2 lz4hc, 4 zlib, 5 zstd). Arrays
 * that others stored block by block are read; what is written is in the order of the elements.
 */
public final class Blosc2Filter implements ChunkFilter {
    /** The filter's number. */
    public static final int ID = 32026;

    private static final String STRUCTURE = "chunk of Blosc2";
    private static final int REVISION = 1;
    private static final int VERSION = 5;

    /** For the service loader. */
    public Blosc2Filter() {}

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "blosc2";
    }

    @Override
    public int encodedBound(int bytes) {
        // Others store arrays with blocks that are filled up, at worst to twice the length in each dimension.
        return Bounds.capped(Blosc2Frame.OVERHEAD + 1024 + 4L * BloscWriter.bound(bytes));
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        int[] completed = BloscOptions.complete(parameters, tile, REVISION, 0, BloscCodec.BLOSCLZ);
        if (BloscOptions.parse(completed, BloscCodec.BLOSCLZ).codec() == BloscCodec.SNAPPY) {
            throw new H5TypeException(
                    "Blosc2 has no snappy: use code 0 (blosclz), 1 (lz4), 2 (lz4hc), 4 (zlib) or 5 (zstd), or Blosc 1");
        }
        return completed;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        Piece in = Piece.of(source);
        Blosc2Frame frame = Blosc2Frame.parse(in);
        Blosc2Frame.Blocks shape = frame.shape();
        long bytes = shape == null ? frame.bytes() : bytes(shape.shape(), frame.size(), task.bound());
        FormatException.unless(bytes <= task.bound(), STRUCTURE, "at most " + task.bound() + " bytes", bytes);
        if (frame.special() != 0) {
            return alike(frame, (int) bytes, task);
        }
        // An array is larger in its blocks than by itself; only one block at a time is in memory.
        long most = shape == null ? task.bound() : padded(shape, frame.size());
        BloscChunk chunk =
                new BloscChunk(in.array(), in.at() + frame.start(), in.length() - frame.start(), most, task.bound());
        if (shape != null) {
            return array(shape, frame.size(), chunk, task);
        }
        ByteBuffer target = task.allocate(chunk.bytes());
        BloscFilter.decode(chunk, target, task);
        return target;
    }

    private static ByteBuffer alike(Blosc2Frame frame, int bytes, Task task) {
        ByteBuffer target = task.allocate(bytes);
        Piece out = Piece.of(target);
        Arrays.fill(out.array(), out.at(), out.at() + out.length(), (byte) 0);
        if (frame.special() == 2) {
            FormatException.unless(
                    frame.size() == 4 || frame.size() == 8, STRUCTURE, "NaN of 4 or 8 bytes", frame.size());
            for (int i = 0; i + frame.size() <= out.length(); i += frame.size()) {
                int last = out.at() + i + frame.size() - 1;
                out.array()[last] = 0x7f;
                out.array()[last - 1] = (byte) (frame.size() == 4 ? 0xc0 : 0xf8);
            }
        }
        return target;
    }

    /** Bytes of an array of this shape; refused as soon as they are more than the bound. */
    private static long bytes(int[] lengths, int size, int bound) {
        long bytes = size;
        for (int length : lengths) {
            bytes *= length;
            FormatException.unless(bytes <= bound, STRUCTURE, "an array of at most " + bound + " bytes", bytes);
        }
        return bytes;
    }

    /** Bytes of an array whose dimensions are filled up to whole blocks, which at most doubles each. */
    private static long padded(Blosc2Frame.Blocks shape, int size) {
        long filled = size;
        for (int i = 0; i < shape.shape().length; i++) {
            filled *= ((shape.shape()[i] - 1L) / shape.block()[i] + 1) * shape.block()[i];
        }
        return filled;
    }

    /** Puts the blocks of an array where they belong. */
    private static ByteBuffer array(Blosc2Frame.Blocks shape, int size, BloscChunk chunk, Task task) {
        int rank = shape.shape().length;
        long blockBytes = size;
        long bytes = size;
        long count = 1;
        int[] grid = new int[rank];
        for (int i = 0; i < rank; i++) {
            blockBytes *= shape.block()[i];
            bytes *= shape.shape()[i];
            grid[i] = (shape.shape()[i] - 1) / shape.block()[i] + 1;
            count *= grid[i];
        }
        FormatException.unless(
                chunk.block() == blockBytes && chunk.blocks() == count,
                STRUCTURE,
                count + " blocks of " + blockBytes + " bytes",
                chunk.block());
        ByteBuffer target = task.allocate((int) bytes);
        Piece out = Piece.of(target);
        byte[] block = task.allocate(chunk.block()).array();
        byte[][] scratch = {
            task.allocate(chunk.block()).array(), task.allocate(chunk.block()).array()
        };
        int[] place = new int[rank];
        for (int i = 0; i < chunk.blocks(); i++) {
            int rest = i;
            for (int d = rank - 1; d >= 0; d--) {
                place[d] = rest % grid[d] * shape.block()[d];
                rest /= grid[d];
            }
            chunk.decode(i, block, 0, scratch);
            copy(shape, size, place, block, out);
        }
        return target;
    }

    /** Copies what of a block lies inside the array, run by run along the last dimension. */
    private static void copy(Blosc2Frame.Blocks shape, int size, int[] place, byte[] block, Piece out) {
        int rank = place.length;
        int[] at = new int[rank];
        int run = Math.min(shape.block()[rank - 1], shape.shape()[rank - 1] - place[rank - 1]) * size;
        while (true) {
            int from = 0;
            int to = 0;
            for (int d = 0; d < rank; d++) {
                from = from * shape.block()[d] + at[d];
                to = to * shape.shape()[d] + place[d] + at[d];
            }
            System.arraycopy(block, from * size, out.array(), out.at() + to * size, run);
            int d = rank - 2;
            while (d >= 0 && (++at[d] == shape.block()[d] || place[d] + at[d] == shape.shape()[d])) {
                at[d--] = 0;
            }
            if (d < 0) {
                return;
            }
        }
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        Piece in = Piece.of(source);
        BloscOptions how = BloscOptions.parse(task.clientData(), BloscCodec.BLOSCLZ);
        int most = task.optional() ? in.length() - 1 : encodedBound(in.length());
        if (in.length() == 0 || most < Blosc2Frame.OVERHEAD + 64) {
            return null;
        }
        ByteBuffer target = task.allocate(most);
        BloscWriter writer = new BloscWriter(how, VERSION);
        int block = writer.block(in.length());
        byte[][] scratch = {task.allocate(block).array(), task.allocate(block).array()};
        int start = Blosc2Frame.chunkAt();
        int room = most - (Blosc2Frame.OVERHEAD - start) - start;
        int length = writer.write(in, target.slice(start, room), scratch);
        if (length < 0) {
            return null;
        }
        Blosc2Frame.header(target, how, in.length(), block, length);
        Blosc2Frame.end(target, start + length);
        return target.limit(Blosc2Frame.OVERHEAD + length);
    }
}
