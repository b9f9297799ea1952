package dev.tutti.codecs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a chunk of Blosc 1 or 2 as {@link BloscChunk} reads it, with one stream a block. For one thread. */
final class BloscWriter {
    private static final int BLOCK = 32 << 10;
    private static final int ONE_STREAM = 16;
    private static final int PLAIN_COPY = 2;
    private static final int EXTENDED = 5;
    private static final int SHUFFLE = 1;
    private static final int BITSHUFFLE = 2;
    private static final int DELTA_FLAG = 4;
    private static final int DELTA = 3;

    private final BloscOptions how;
    private final int version;
    private final int header;

    /** Writes chunks of version 2 (Blosc 1) or 5 (Blosc2). */
    BloscWriter(BloscOptions how, int version) {
        this.how = how;
        this.version = version;
        header = version >= 3 ? 32 : 16;
    }

    /** The most bytes of a chunk. */
    static int bound(long bytes) {
        return Bounds.capped(bytes + 32);
    }

    /** Bytes of a block of a chunk of so many bytes: whole eights of elements, larger with the level. */
    int block(int bytes) {
        int eight = 8 * how.size();
        int wanted = BLOCK << Math.max(0, Math.min(4, how.level() / 2));
        return bytes <= wanted ? Math.max(1, bytes) : Math.max(eight, wanted / eight * eight);
    }

    /**
     * Writes a chunk.
     *
     * @param target as many bytes as are to be used
     * @param scratch two arrays of {@link #block} bytes
     * @return bytes that were written, or -1 if there was not room for all
     */
    int write(Piece in, ByteBuffer target, byte[][] scratch) {
        ByteBuffer out = target.slice().order(ByteOrder.LITTLE_ENDIAN);
        int block = block(in.length());
        int length = how.level() == 0 ? -1 : blocks(in, block, out, scratch);
        boolean copy = length < 0;
        if (copy) {
            if (out.capacity() - header < in.length()) {
                return -1;
            }
            out.put(header, in.array(), in.at(), in.length());
            length = header + in.length();
        }
        header(out, in.length(), block, length, copy);
        return length;
    }

    private void header(ByteBuffer out, int bytes, int block, int length, boolean copy) {
        int kind = how.shuffle() & 3;
        int flags = how.codec().format() << 5 | ONE_STREAM | (copy ? PLAIN_COPY : 0);
        if (version >= 3) {
            flags |= EXTENDED;
        } else {
            flags |= kind == SHUFFLE ? 1 : kind == BITSHUFFLE ? 4 : 0;
        }
        out.put(0, (byte) version).put(1, (byte) 1).put(2, (byte) flags).put(3, (byte) how.size());
        out.putInt(4, bytes).putInt(8, block).putInt(12, length);
        if (version >= 3) {
            for (int i = 16; i < 32; i++) {
                out.put(i, (byte) 0);
            }
            out.put(16 + 5, (byte) kind);
            out.put(16 + 4, (byte) (delta() ? DELTA : 0));
        }
    }

    private boolean delta() {
        return version >= 3 && (how.shuffle() & DELTA_FLAG) != 0;
    }

    /** Writes places and blocks; returns the chunk's length, or -1 if a copy is shorter or there is not room. */
    private int blocks(Piece in, int block, ByteBuffer out, byte[][] scratch) {
        int count = in.length() == 0 ? 0 : (in.length() - 1) / block + 1;
        int most = Math.min(out.capacity(), header + in.length());
        int at = header + 4 * count;
        for (int i = 0; i < count; i++) {
            int length = Math.min(block, in.length() - i * block);
            if (at > most - 4) {
                return -1;
            }
            out.putInt(header + 4 * i, at);
            byte[] filtered = filtered(in, i * block, length, scratch);
            int room = Math.min(most - at - 4, length - 1);
            int made = room <= 0
                    ? -1
                    : how.codec()
                            .coder()
                            .encode(
                                    filtered,
                                    0,
                                    length,
                                    out.array(),
                                    out.arrayOffset() + at + 4,
                                    room,
                                    how.codec().level(how.level()));
            // In Blosc2 a length of 0 means zeros, and no code is as short.
            if (made <= 0) {
                if (most - at - 4 < length) {
                    return -1;
                }
                out.put(at + 4, filtered, 0, length);
                made = length;
            }
            out.putInt(at, made);
            at += 4 + made;
        }
        return at;
    }

    private byte[] filtered(Piece in, int from, int length, byte[][] scratch) {
        System.arraycopy(in.array(), in.at() + from, scratch[0], 0, length);
        if (delta()) {
            takeDelta(in, from, length, scratch[0]);
        }
        int kind = how.shuffle() & 3;
        int size = how.size();
        if (kind == SHUFFLE && size > 1) {
            ByteShuffle.scatter(scratch[0], 0, scratch[1], length, size);
            return scratch[1];
        }
        int elements = length / size;
        if (kind == BITSHUFFLE && (version >= 3 || elements % 8 == 0)) {
            int eights = elements / 8 * 8;
            BitTranspose.scatter(scratch[0], 0, scratch[1], 0, eights, size);
            System.arraycopy(scratch[0], eights * size, scratch[1], eights * size, length - eights * size);
            return scratch[1];
        }
        return scratch[0];
    }

    /** The first block as differences to the element before, the others as differences to the first block. */
    private void takeDelta(Piece in, int from, int length, byte[] values) {
        int size = how.size();
        int unit = size == 1 || size == 2 || size == 4 || size == 8 ? size : size % 8 == 0 ? 8 : 1;
        int whole = length / unit * unit;
        int back = from == 0 ? in.at() - unit : in.at();
        for (int i = from == 0 ? unit : 0; i < whole; i++) {
            values[i] ^= in.array()[back + i];
        }
    }
}
