package dev.tutti.codecs;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Filter 32008, bitshuffle: bits of equal weight side by side in blocks of elements, and each block compressed by nothing, LZ4 or Zstandard. Parameters in the file: major
 * and minor version of the library, bytes of an element, elements of a block (0: as many as fit 8 kB), the code (0, 2 LZ4, 3 Zstandard), its level. A user names
 * those from the fourth on.
 *
 * <p>Without a code the chunk keeps its size: blocks, a last shorter one of whole eights of elements, and elements as they are. With one it begins with the bytes of the chunk
 * (8, big-endian) and of a block (4, big-endian), and each block with its length (4, big-endian).
 */
public final class BitshuffleFilter implements ChunkFilter {
    /** The filter's number. */
    public static final int ID = 32008;

    /** Code of blocks: LZ4. */
    public static final int LZ4 = 2;

    /** Code of blocks: Zstandard. */
    public static final int ZSTD = 3;

    private static final String STRUCTURE = "chunk of bitshuffle";
    private static final int HEADER = 12;
    private static final int BLOCK_BYTES = 8192;
    private static final int SMALLEST_BLOCK = 128;
    private static final int VERSION_MINOR = 4;

    private final Coder lz4 = new Lz4Coder(false);
    private final Coder zstd = new ZstdCoder();

    /** For the service loader. */
    public BitshuffleFilter() {}

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "bitshuffle";
    }

    /** Blocks of 8 elements or more, each of which may grow by its length and what a code adds to so few bytes. */
    @Override
    public int encodedBound(int bytes) {
        return Bounds.capped(HEADER + 9L * bytes + 1024);
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        int block = parameters.length > 0 ? parameters[0] : 0;
        int code = parameters.length > 1 ? parameters[1] : 0;
        if (block < 0 || block % 8 != 0) {
            throw new H5TypeException("bitshuffle: a block of a multiple of 8 elements is expected, found " + block);
        }
        if (code != 0 && code != LZ4 && code != ZSTD) {
            throw new H5TypeException("bitshuffle: code 0 (none), 2 (LZ4) or 3 (Zstandard) is expected, found " + code);
        }
        int[] completed = new int[3 + parameters.length];
        completed[1] = VERSION_MINOR;
        completed[2] = tile.type().size();
        System.arraycopy(parameters, 0, completed, 3, parameters.length);
        return completed;
    }

    /** What the parameters say; {@code block} counts elements. */
    private record Form(int size, int block, @Nullable Coder coder, int level) {}

    private Form form(Task task) {
        int[] parameters = task.clientData();
        FormatException.unless(parameters.length >= 3, STRUCTURE, "3 parameters or more", parameters.length);
        int size = parameters[2];
        FormatException.unless(size > 0, STRUCTURE, "an element size of 1 or more", size);
        int block = parameters.length > 3 ? parameters[3] : 0;
        int code = parameters.length > 4 ? parameters[4] : 0;
        FormatException.unless(
                code == 0 || code == LZ4 || code == ZSTD, STRUCTURE, "code 0 (none), 2 (LZ4) or 3 (Zstandard)", code);
        return new Form(
                size,
                checked(block == 0 ? Math.max(SMALLEST_BLOCK, BLOCK_BYTES / size / 8 * 8) : block),
                code == 0 ? null : code == LZ4 ? lz4 : zstd,
                parameters.length > 5 ? parameters[5] : 0);
    }

    private static int checked(int block) {
        FormatException.unless(block > 0 && block % 8 == 0, STRUCTURE, "blocks of a multiple of 8 elements", block);
        return block;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        Form form = form(task);
        Coder coder = form.coder();
        if (coder == null) {
            FormatException.unless(
                    source.remaining() <= task.bound(),
                    STRUCTURE,
                    "at most " + task.bound() + " bytes",
                    source.remaining());
            return plain(source, form, task, false);
        }
        ByteBuffer in = source.duplicate();
        FormatException.unless(in.remaining() >= HEADER, STRUCTURE, "a header of 12 bytes", in.remaining());
        long bytes = in.getLong();
        FormatException.unless(
                bytes >= 0 && bytes <= task.bound(), STRUCTURE, "at most " + task.bound() + " bytes", bytes);
        int stored = in.getInt() / form.size();
        int block = stored == 0 ? form.block() : checked(stored);
        ByteBuffer target = task.allocate((int) bytes);
        Piece out = Piece.of(target);
        int elements = out.length() / form.size();
        int whole = elements / 8 * 8 * form.size();
        byte[] scratch =
                task.allocate((int) Math.min(whole, (long) block * form.size())).array();
        for (int done = 0; done < whole; ) {
            int count = Math.min(block, (whole - done) / form.size());
            int length = count * form.size();
            FormatException.unless(in.remaining() >= 4, STRUCTURE, "the length of a block", in.remaining());
            int coded = in.getInt();
            FormatException.unless(
                    coded >= 0 && coded <= in.remaining(), STRUCTURE, "a block of " + coded + " bytes", in.remaining());
            Piece code = Piece.of(in.slice(in.position(), coded));
            int made = coder.decode(code.array(), code.at(), coded, scratch, 0, length);
            FormatException.unless(made == length, STRUCTURE, "a block that makes " + length + " bytes", made);
            BitTranspose.gather(scratch, 0, out.array(), out.at() + done, count, form.size());
            in.position(in.position() + coded);
            done += length;
        }
        int rest = out.length() - whole;
        FormatException.unless(in.remaining() >= rest, STRUCTURE, rest + " bytes at the end", in.remaining());
        in.get(out.array(), out.at() + whole, rest);
        return target;
    }

    private static ByteBuffer plain(ByteBuffer source, Form form, Task task, boolean scatter) {
        Piece in = Piece.of(source);
        ByteBuffer target = task.allocate(in.length());
        Piece out = Piece.of(target);
        int whole = in.length() / form.size() / 8 * 8 * form.size();
        for (int done = 0; done < whole; ) {
            int count = Math.min(form.block(), (whole - done) / form.size());
            if (scatter) {
                BitTranspose.scatter(in.array(), in.at() + done, out.array(), out.at() + done, count, form.size());
            } else {
                BitTranspose.gather(in.array(), in.at() + done, out.array(), out.at() + done, count, form.size());
            }
            done += count * form.size();
        }
        System.arraycopy(in.array(), in.at() + whole, out.array(), out.at() + whole, in.length() - whole);
        return target;
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        Form form = form(task);
        Coder coder = form.coder();
        if (source.remaining() % form.size() != 0) {
            return null; // the library refuses parts of elements
        }
        if (coder == null) {
            return plain(source, form, task, true);
        }
        Piece in = Piece.of(source);
        int most = task.optional() ? Math.max(HEADER, in.length() - 1) : encodedBound(in.length());
        long blockBytes = (long) form.block() * form.size();
        if (blockBytes > Integer.MAX_VALUE) {
            return null;
        }
        ByteBuffer target = task.allocate(most);
        ByteBuffer out = target.duplicate().putLong(in.length()).putInt((int) blockBytes);
        int whole = in.length() / form.size() / 8 * 8 * form.size();
        byte[] scratch = task.allocate((int) Math.min(whole, (long) form.block() * form.size()))
                .array();
        for (int done = 0; done < whole; ) {
            int count = Math.min(form.block(), (whole - done) / form.size());
            int length = count * form.size();
            BitTranspose.scatter(in.array(), in.at() + done, scratch, 0, count, form.size());
            int room = out.remaining() - 4;
            int at = out.arrayOffset() + out.position() + 4;
            int made = room < 0 ? -1 : coder.encode(scratch, 0, length, out.array(), at, room, form.level());
            if (made < 0) {
                return null;
            }
            out.putInt(made).position(out.position() + made);
            done += length;
        }
        int rest = in.length() - whole;
        if (out.remaining() < rest) {
            return null;
        }
        out.put(in.array(), in.at() + whole, rest);
        return target.limit(out.position());
    }
}
