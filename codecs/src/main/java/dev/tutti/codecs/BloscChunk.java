package dev.tutti.codecs;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of Blosc 1 or 2: blocks, each of one or (one per byte of an element) more streams of code, which were filtered before. For one thread.
 *
 * <table>
 * <caption>Header, little-endian</caption>
 * <tr><td>0</td><td>version of the format: 1, 2 for Blosc 1, 3 to 5 for Blosc2; version of the code</td></tr>
 * <tr><td>2</td><td>flags: 1 shuffled, 2 a plain copy, 4 bits shuffled, 8 delta, 16 one stream a block, the upper three bits the code's format;
 * 1 and 4 together: a Blosc2 header of 32 bytes</td></tr>
 * <tr><td>3</td><td>bytes of an element</td></tr>
 * <tr><td>4</td><td>bytes of the chunk, of a block, of the encoded chunk; 4 bytes each</td></tr>
 * <tr><td>16</td><td>Blosc2: six filters, in the order of writing</td></tr>
 * <tr><td>24</td><td>Blosc2: a parameter for each filter</td></tr>
 * <tr><td>31</td><td>Blosc2: flags: 1 a dictionary, 16 to 112 all elements alike (zeros, NaN, one value, undefined)</td></tr>
 * </table>
 *
 * <p>Then come the places of the blocks, 4 bytes each. A stream is its length, 4 bytes, and its code; in Blosc2 a length of 0 is zeros, and one below 0 is one byte over
 * and over.
 */
final class BloscChunk {
    private static final String STRUCTURE = "Blosc chunk";
    private static final int LARGEST_BLOCK = 536_866_816;
    private static final int FILTERS = 6;
    private static final int SHUFFLE = 1;
    private static final int BITSHUFFLE = 2;
    private static final int DELTA = 3;
    private static final int TRUNCATE = 4;

    /** What Blosc 1 splits into streams: elements of at most 16 bytes, streams of 128 bytes or more. */
    private static final int MOST_STREAMS = 16;

    private static final int SHORTEST_STREAM = 128;

    private final byte[] in;
    private final int at;
    private final int header;
    private final int version;
    private final int flags;
    private final int size;
    private final int bytes;
    private final int block;
    private final int encoded;
    private final int[] filters = new int[FILTERS];
    private final int[] meta = new int[FILTERS];
    private final int special;
    private final ByteBuffer words;
    private byte @Nullable [] reference;

    /**
     * Reads the header.
     *
     * @param most bytes that a decoded chunk may have
     * @param mostBlock bytes that one of its blocks may have
     */
    BloscChunk(byte[] in, int at, int length, long most, long mostBlock) {
        this.in = in;
        this.at = at;
        require(length >= 16, "a header of 16 bytes", length);
        words = ByteBuffer.wrap(in, at, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        version = words.get(0) & 0xff;
        flags = words.get(2) & 0xff;
        size = words.get(3) & 0xff;
        bytes = words.getInt(4);
        encoded = words.getInt(12);
        require(version >= 1 && version <= 6, "format version 1 to 6", version);
        require(bytes >= 0 && bytes <= most, "at most " + most + " bytes", bytes);
        require(encoded >= 16 && encoded <= length, "at most " + length + " encoded bytes", encoded);
        boolean extended = version >= 3 && (flags & 5) == 5;
        header = extended ? 32 : 16;
        int flags2 = 0;
        if (extended) {
            require(encoded >= 32, "a header of 32 bytes", encoded);
            flags2 = words.get(31) & 0xff;
            for (int i = 0; i < FILTERS; i++) {
                filters[i] = words.get(16 + i) & 0xff;
                meta[i] = words.get(24 + i) & 0xff;
            }
            if (version == 3) {
                filters[FILTERS - 1] = 0; // was left undefined by first releases
            }
            unless((flags2 & 1) != 0, "a dictionary");
            unless((words.get(30) & 1) != 0, "blocks of different lengths");
        } else {
            filters[0] = (flags & 8) != 0 ? DELTA : 0;
            filters[FILTERS - 1] = (flags & 1) != 0 ? SHUFFLE : (flags & 4) != 0 ? BITSHUFFLE : 0;
        }
        special = (flags2 >> 4) & 7;
        int stored = words.getInt(8);
        require(bytes == 0 || (stored > 0 && stored <= LARGEST_BLOCK), "blocks of 1 byte or more", stored);
        block = Math.min(stored, Math.max(1, bytes));
        require(block <= mostBlock, "blocks of at most " + mostBlock + " bytes", block);
        require(size > 0, "elements of 1 byte or more", size);
        require(
                copied() || special != 0 || header + 4L * blocks() <= encoded,
                "places of " + blocks() + " blocks",
                encoded);
    }

    private static void require(boolean holds, String expected, long found) {
        FormatException.unless(holds, STRUCTURE, expected, found);
    }

    private static void unless(boolean found, String what) {
        if (found) {
            throw new H5UnsupportedException(
                    STRUCTURE + ": " + what + " is not supported; rewrite the dataset with another filter");
        }
    }

    private boolean copied() {
        return (flags & 2) != 0;
    }

    /** Bytes of the decoded chunk. */
    int bytes() {
        return bytes;
    }

    /** Bytes of each block but the last. */
    int block() {
        return block;
    }

    /** Number of blocks. */
    int blocks() {
        return bytes == 0 ? 0 : (bytes - 1) / block + 1;
    }

    /** Bytes of this block. */
    int length(int index) {
        return Math.min(block, bytes - index * block);
    }

    /**
     * Decodes a block.
     *
     * @param scratch two arrays of at least {@link #block} bytes
     */
    void decode(int index, byte[] out, int outAt, byte[][] scratch) {
        int length = length(index);
        if (special != 0) {
            repeat(index * block, out, outAt, length);
            return;
        }
        if (copied()) {
            long from = header + (long) index * block;
            require(from + length <= encoded, "a copy of " + bytes + " bytes", encoded);
            System.arraycopy(in, at + (int) from, out, outAt, length);
            return;
        }
        if (index > 0 && usesDelta() && reference == null) {
            decode(0, new byte[length(0)], 0, scratch);
        }
        streams(index, length, scratch[0]);
        byte[] from = scratch[0];
        byte[] to = scratch[1];
        for (int i = FILTERS - 1; i >= 0; i--) {
            boolean moved = undo(i, index, from, to, length);
            byte[] made = moved ? to : from;
            to = moved ? from : to;
            from = made;
        }
        System.arraycopy(from, 0, out, outAt, length);
        if (index == 0 && usesDelta()) {
            reference = Arrays.copyOf(from, length);
        }
    }

    private boolean usesDelta() {
        return Arrays.stream(filters).anyMatch(filter -> filter == DELTA);
    }

    /** Elements that are all alike. */
    private void repeat(int from, byte[] out, int outAt, int length) {
        switch (special) {
            case 1, 4 -> Arrays.fill(out, outAt, outAt + length, (byte) 0);
            case 2 -> {
                require(size == 4 || size == 8, "NaN of 4 or 8 bytes", size);
                for (int i = 0; i < length; i++) {
                    int byteOfElement = (from + i) % size;
                    out[outAt + i] = (byte)
                            (byteOfElement == size - 1
                                    ? 0x7f
                                    : byteOfElement == size - 2 ? size == 4 ? 0xc0 : 0xf8 : 0);
                }
            }
            case 3 -> {
                int element = encoded - header;
                require(element > 0, "a value", element);
                for (int i = 0; i < length; i++) {
                    out[outAt + i] = in[at + header + (from + i) % element];
                }
            }
            default -> throw new FormatException(STRUCTURE, "a special value of 1 to 4", String.valueOf(special));
        }
    }

    private void streams(int index, int length, byte[] out) {
        int place = words.getInt(header + 4 * index);
        require(place >= header && place <= encoded - 4, "the place of a block", place);
        boolean split = (flags & 16) == 0
                && length == block
                && (version >= 3 || (size <= MOST_STREAMS && length / size >= SHORTEST_STREAM));
        int streams = split ? size : 1;
        int each = length / streams;
        require(each > 0 && each * streams == length, "whole streams", length);
        for (int i = 0; i < streams; i++) {
            place = stream(place, out, i * each, each);
        }
    }

    /** Decodes one stream and returns where the next begins. */
    private int stream(int from, byte[] out, int outAt, int most) {
        require(from <= encoded - 4, "a stream", from);
        int length = words.getInt(from);
        int code = from + 4;
        if (length <= 0 && version >= 3) {
            if (length == 0) {
                Arrays.fill(out, outAt, outAt + most, (byte) 0);
                return code;
            }
            require(length >= -255 && code < encoded && (words.get(code) & 1) != 0, "a run of one byte", length);
            Arrays.fill(out, outAt, outAt + most, (byte) -length);
            return code + 1;
        }
        require(length >= 0 && length <= encoded - code, "a stream of " + length + " bytes", encoded - code);
        if (length == most) {
            System.arraycopy(in, at + code, out, outAt, most);
        } else {
            int made = coder().decode(in, at + code, length, out, outAt, most);
            require(made == most, "a stream that makes " + most + " bytes", made);
        }
        return code + length;
    }

    private Coder coder() {
        int format = flags >> 5;
        for (BloscCodec codec : BloscCodec.values()) {
            if (codec.format() == format) {
                return codec.coder();
            }
        }
        throw new H5UnsupportedException(STRUCTURE + ": code " + (format == 6 ? words.get(22) & 0xff : format)
                + " inside of Blosc is not supported; rewrite the dataset with another code");
    }

    /** Undoes a filter from one array to the other, or in place; says whether the result is in the other. */
    private boolean undo(int slot, int index, byte[] from, byte[] to, int length) {
        switch (filters[slot]) {
            case 0, TRUNCATE -> {
                return false;
            }
            case SHUFFLE -> {
                int group = meta[slot] == 0 ? size : meta[slot];
                if (group == 1 || length < group) {
                    return false;
                }
                ByteShuffle.gather(from, to, length, group);
                return true;
            }
            case BITSHUFFLE -> {
                int elements = length / size;
                if (version < 3 && elements % 8 != 0) {
                    return false;
                }
                int eights = elements / 8 * 8;
                BitTranspose.gather(from, 0, to, 0, eights, size);
                System.arraycopy(from, eights * size, to, eights * size, length - eights * size);
                return true;
            }
            case DELTA -> {
                undoDelta(index, from, length);
                return false;
            }
            default ->
                throw new H5UnsupportedException(STRUCTURE + ": filter " + filters[slot]
                        + " inside of Blosc is not supported; rewrite the dataset with another filter");
        }
    }

    private void undoDelta(int index, byte[] values, int length) {
        int unit = size == 1 || size == 2 || size == 4 || size == 8 ? size : size % 8 == 0 ? 8 : 1;
        int whole = length / unit * unit;
        byte[] first = reference;
        if (index == 0 || first == null) {
            for (int i = unit; i < whole; i++) {
                values[i] ^= values[i - unit];
            }
        } else {
            for (int i = 0; i < Math.min(whole, first.length); i++) {
                values[i] ^= first[i];
            }
        }
    }
}
