package dev.tutti.codecs;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A contiguous frame of Blosc2 with one chunk: a header, the chunk, an index chunk with its place, a trailer. Header and trailer are MessagePack, whose numbers are big-endian.
 *
 * <table>
 * <caption>Header</caption>
 * <tr><td>2</td><td>"b2frame" and a zero byte</td></tr>
 * <tr><td>11</td><td>bytes of the header, 4</td></tr>
 * <tr><td>16</td><td>bytes of the frame, 8</td></tr>
 * <tr><td>25</td><td>flags: version of the frame and width of places; 0 for contiguous; code and level; how blocks are split</td></tr>
 * <tr><td>30</td><td>bytes before encoding, 8; after it, 8 at 39</td></tr>
 * <tr><td>48</td><td>bytes of an element, 4; of a block, 4 at 53; of a chunk, 4 at 58</td></tr>
 * <tr><td>70</td><td>number of filters, filters, a parameter for each</td></tr>
 * <tr><td>87</td><td>metalayers: an array of their size, names with places, contents; {@code b2nd} tells the shape of an array and of its blocks</td></tr>
 * </table>
 *
 * @param start where the chunk begins; negative if all its elements are alike as {@code special} says
 * @param special 0, or what the elements are: 1 zeros, 2 NaN, 4 undefined
 * @param size bytes of an element
 * @param bytes bytes before encoding
 * @param shape shape and shape of the blocks of an array; null for bytes in their order
 */
record Blosc2Frame(int start, int special, int size, long bytes, @Nullable Blocks shape) {
    private static final String STRUCTURE = "Blosc2 frame";
    private static final int HEADER = 87;
    private static final int METALAYERS = 97;
    private static final int TRAILER = 35;
    private static final byte[] MAGIC = "b2frame\0".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_DIMENSIONS = 8;
    private static final int INDEX = 40;

    /** What a frame has beside its chunk. */
    static final int OVERHEAD = METALAYERS + INDEX + TRAILER;

    /**
     * An array that is stored block by block.
     *
     * @param shape elements in each dimension
     * @param block elements of a block in each dimension
     */
    record Blocks(int[] shape, int[] block) {}

    static Blosc2Frame parse(Piece in) {
        ByteBuffer frame = ByteBuffer.wrap(in.array(), in.at(), in.length()).slice();
        require(frame.remaining() >= HEADER, "a header of 87 bytes", frame.remaining());
        for (int i = 0; i < MAGIC.length; i++) {
            require(frame.get(2 + i) == MAGIC[i], "the mark b2frame", frame.get(2 + i));
        }
        int header = frame.getInt(11);
        require(header >= HEADER && header <= frame.remaining(), "a header inside the frame", header);
        if (frame.get(26) != 0) {
            throw new H5UnsupportedException(STRUCTURE + ": only contiguous frames are supported");
        }
        long bytes = frame.getLong(30);
        long encoded = frame.getLong(39);
        int size = frame.getInt(48);
        int chunk = frame.getInt(58);
        require(bytes > 0, "1 byte or more", bytes);
        require(encoded >= 0 && encoded <= frame.remaining() - header, "the chunk inside the frame", encoded);
        require(size > 0, "elements of 1 byte or more", size);
        if (chunk > 0 && bytes > chunk) {
            throw new H5UnsupportedException(STRUCTURE + ": more than one chunk in a frame is not supported");
        }
        int indexAt = header + (int) encoded;
        BloscChunk index = new BloscChunk(in.array(), in.at() + indexAt, in.length() - indexAt, 8, 8);
        require(index.bytes() == 8, "an index of one chunk", index.bytes());
        byte[] place = new byte[8];
        index.decode(0, place, 0, new byte[2][8]);
        long offset = Long.reverseBytes(ByteBuffer.wrap(place).getLong());
        Blocks shape = frame.get(HEADER) == (byte) 0x93 && header > METALAYERS ? blocks(frame, header) : null;
        if (offset < 0) {
            int special = (int) (offset >>> 56) & 7;
            require(special == 1 || special == 2 || special == 4, "a special value of 1, 2 or 4", special);
            return new Blosc2Frame(-1, special, size, bytes, shape);
        }
        require(offset < encoded, "the place of the chunk", offset);
        return new Blosc2Frame(header + (int) offset, 0, size, bytes, shape);
    }

    private static void require(boolean holds, String expected, long found) {
        FormatException.unless(holds, STRUCTURE, expected, found);
    }

    /** Looks for the metalayer of an array. */
    private static @Nullable Blocks blocks(ByteBuffer frame, int header) {
        ByteBuffer layers = frame.duplicate().position(HEADER + 5).limit(header);
        require(layers.remaining() >= 2, "names of metalayers", layers.remaining());
        int count = layers.getShort() & 0xffff;
        for (int i = 0; i < count; i++) {
            require(layers.hasRemaining(), "the name of a metalayer", 0);
            int length = layers.get() & 31;
            require(layers.remaining() >= length + 5, "the name of a metalayer", layers.remaining());
            byte[] name = new byte[length];
            layers.get(name).get();
            int at = layers.getInt();
            String text = new String(name, StandardCharsets.US_ASCII);
            if (text.equals("b2nd") || text.equals("caterva")) {
                require(at >= HEADER && at <= header - 5, "the place of a metalayer", at);
                return array(frame.duplicate().position(at + 5).limit(header));
            }
        }
        return null;
    }

    /** An array of 5 or more: version, dimensions, shape (8 bytes each), shape of a chunk and of a block (4 bytes each). */
    private static Blocks array(ByteBuffer layer) {
        require(layer.remaining() >= 3, "an array", layer.remaining());
        int version = layer.position(layer.position() + 1).get();
        int rank = layer.get();
        require(version == 0, "version 0 of an array", version);
        require(rank >= 1 && rank <= MOST_DIMENSIONS, "1 to 8 dimensions", rank);
        require(layer.remaining() >= 3 + rank * (9 + 5 + 5), "shapes", layer.remaining());
        int[] shape = new int[rank];
        int[] chunk = new int[rank];
        int[] block = new int[rank];
        layer.get();
        for (int i = 0; i < rank; i++) {
            long length = layer.position(layer.position() + 1).getLong();
            require(length >= 1 && length <= Integer.MAX_VALUE, "a dimension of 1 or more", length);
            shape[i] = (int) length;
        }
        for (int[] lengths : new int[][] {chunk, block}) {
            layer.get();
            for (int i = 0; i < rank; i++) {
                lengths[i] = layer.position(layer.position() + 1).getInt();
            }
        }
        for (int i = 0; i < rank; i++) {
            if (chunk[i] != shape[i]) {
                throw new H5UnsupportedException(STRUCTURE + ": an array of more than one chunk is not supported");
            }
            require(block[i] >= 1 && block[i] <= chunk[i], "a block inside its chunk", block[i]);
        }
        return new Blocks(shape, block);
    }

    /** Writes what stands before a chunk; the chunk follows at {@link #METALAYERS}. */
    static void header(ByteBuffer out, BloscOptions how, int bytes, int block, int encoded) {
        int kind = how.shuffle() & 3;
        out.put(0, (byte) 0x9e).put(1, (byte) 0xa8).put(2, MAGIC);
        out.put(10, (byte) 0xd2).putInt(11, METALAYERS);
        out.put(15, (byte) 0xcf).putLong(16, (long) OVERHEAD + encoded);
        out.put(24, (byte) 0xa4).put(25, (byte) 0x12).put(26, (byte) 0);
        out.put(27, (byte) (how.codec().format() | how.level() << 4)).put(28, (byte) 1);
        out.put(29, (byte) 0xd3).putLong(30, bytes).put(38, (byte) 0xd3).putLong(39, encoded);
        out.put(47, (byte) 0xd2).putInt(48, how.size());
        out.put(52, (byte) 0xd2).putInt(53, block);
        out.put(57, (byte) 0xd2).putInt(58, bytes);
        out.put(62, (byte) 0xd1).putShort(63, (short) 1).put(65, (byte) 0xd1).putShort(66, (short) 1);
        out.put(68, (byte) 0xc2).put(69, (byte) 0xd8).put(70, (byte) 6).put(71, new byte[16]);
        out.put(71 + 5, (byte) kind);
        out.put(HEADER, new byte[] {(byte) 0x93, (byte) 0xcd, 0, 7, (byte) 0xde, 0, 0, (byte) 0xdc, 0, 0});
    }

    /** Where the chunk stands in a frame that this class writes. */
    static int chunkAt() {
        return METALAYERS;
    }

    /** Writes the index, a chunk that is a plain copy of the place 0, and the trailer. */
    static void end(ByteBuffer out, int at) {
        byte[] index = new byte[INDEX];
        index[0] = 5;
        index[1] = 1;
        index[2] = 7;
        index[3] = 8;
        index[4] = 8;
        index[8] = 8;
        index[12] = INDEX;
        index[21] = 1;
        out.put(at, index);
        byte[] trailer = new byte[TRAILER];
        byte[] start = {
            (byte) 0x94,
            1,
            (byte) 0x93,
            (byte) 0xcd,
            0,
            6,
            (byte) 0xde,
            0,
            0,
            (byte) 0xdc,
            0,
            0,
            (byte) 0xce,
            0,
            0,
            0,
            TRAILER,
            (byte) 0xd8
        };
        System.arraycopy(start, 0, trailer, 0, start.length);
        out.put(at + INDEX, trailer);
    }
}
