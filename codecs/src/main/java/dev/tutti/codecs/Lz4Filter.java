package dev.tutti.codecs;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Filter 32004: LZ4 in blocks. Parameters: bytes of a block before encoding (0: 1 GiB), and the level, which only the encoder needs (0 is fast, 1 to 12 search longer).
 *
 * <table>
 * <caption>An encoded chunk, big-endian</caption>
 * <tr><td>0</td><td>bytes of the chunk, 8 bytes</td></tr>
 * <tr><td>8</td><td>bytes of a block, 4 bytes; the last block may be shorter</td></tr>
 * <tr><td>12</td><td>per block: its encoded bytes, 4 bytes, and these; as many as the block has: they are the block itself</td></tr>
 * </table>
 */
public final class Lz4Filter implements ChunkFilter {
    /** The filter's number. */
    public static final int ID = 32004;

    private static final String STRUCTURE = "chunk compressed by lz4";
    private static final int LARGEST_BLOCK = 1 << 30;
    private static final int HEADER = 12;

    private final Coder coder = new Lz4Coder(false);

    /** For the service loader. */
    public Lz4Filter() {}

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "lz4";
    }

    /** Blocks that would grow are kept as they are; blocks may be as small as a byte. */
    @Override
    public int encodedBound(int bytes) {
        return Bounds.capped(HEADER + 5L * bytes + 4);
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        ByteBuffer in = source.duplicate();
        FormatException.unless(in.remaining() >= HEADER, STRUCTURE, "a header of 12 bytes", in.remaining());
        long bytes = in.getLong();
        FormatException.unless(
                bytes >= 0 && bytes <= task.bound(), STRUCTURE, "at most " + task.bound() + " bytes", bytes);
        int block = (int) Math.min(in.getInt() & 0xffff_ffffL, bytes);
        FormatException.unless(block > 0 || bytes == 0, STRUCTURE, "blocks of 1 byte or more", block);
        ByteBuffer target = task.allocate((int) bytes);
        Piece out = Piece.of(target);
        for (int done = 0; done < out.length(); done += block) {
            int most = Math.min(block, out.length() - done);
            FormatException.unless(in.remaining() >= 4, STRUCTURE, "the length of a block", in.remaining());
            int length = in.getInt();
            FormatException.unless(
                    length >= 0 && length <= in.remaining(),
                    STRUCTURE,
                    "a block of " + length + " bytes",
                    in.remaining());
            Piece code = Piece.of(in.slice(in.position(), length));
            if (length == most) {
                System.arraycopy(code.array(), code.at(), out.array(), out.at() + done, most);
            } else {
                int made = coder.decode(code.array(), code.at(), code.length(), out.array(), out.at() + done, most);
                FormatException.unless(made == most, STRUCTURE, "a block that makes " + most + " bytes", made);
            }
            in.position(in.position() + length);
        }
        return target;
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        int[] parameters = task.clientData();
        Piece in = Piece.of(source);
        int asked = parameters.length == 0 ? 0 : parameters[0];
        int block = Math.max(1, Math.min(asked > 0 ? asked : LARGEST_BLOCK, in.length()));
        int level = parameters.length > 1 ? parameters[1] : 0;
        long blocks = (in.length() + (long) block - 1) / block;
        long most = task.optional() ? in.length() - 1L : HEADER + in.length() + 4 * blocks;
        if (most < HEADER || most > encodedBound(in.length())) {
            return null;
        }
        ByteBuffer target = task.allocate((int) most);
        ByteBuffer out = target.duplicate().putLong(in.length()).putInt(block);
        for (int done = 0; done < in.length(); done += block) {
            int length = Math.min(block, in.length() - done);
            if (out.remaining() < 4) {
                return null;
            }
            int at = out.arrayOffset() + out.position() + 4;
            int room = Math.min(out.remaining() - 4, length - 1);
            int made = coder.encode(in.array(), in.at() + done, length, out.array(), at, room, level);
            if (made >= 0) {
                out.putInt(made).position(out.position() + made);
            } else if (out.remaining() - 4 < length) {
                return null;
            } else {
                out.putInt(length).put(in.array(), in.at() + done, length);
            }
        }
        return target.limit(out.position());
    }
}
