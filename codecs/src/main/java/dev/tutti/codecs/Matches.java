package dev.tutti.codecs;

import java.util.Arrays;

/** Finds where the next bytes stood before, for codes of the family of LZ77; remembers one place for each hash of three bytes. For one thread. */
final class Matches {
    private static final int HASH_BITS = 14;

    private final byte[] in;
    private final int end;
    private final int[] places = new int[1 << HASH_BITS];

    Matches(byte[] in, int at, int length) {
        this.in = in;
        end = at + length;
        Arrays.fill(places, -1);
    }

    private int hash(int at) {
        int three = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff);
        return (three * 0x9E3779B1) >>> (32 - HASH_BITS);
    }

    /** An earlier place that may begin with the same three bytes, or -1; three bytes have to be there. Remembers this one. */
    int find(int at) {
        int hash = hash(at);
        int place = places[hash];
        places[hash] = at;
        return place;
    }

    /** Remembers the places inside a match that was used. */
    void pass(int at, int count) {
        int last = Math.min(at + count, end - 2);
        for (int i = at + 1; i < last; i++) {
            places[hash(i)] = i;
        }
    }

    /** How many bytes are equal from both places on, up to a bound. */
    int length(int match, int at, int bound) {
        int most = Math.min(bound, end - at);
        int equal = Arrays.mismatch(in, match, match + most, in, at, at + most);
        return equal < 0 ? most : equal;
    }

    /** Copies within an output, byte by byte where source and target overlap. */
    static void copy(byte[] out, int to, int distance, int count) {
        if (distance >= count) {
            System.arraycopy(out, to - distance, out, to, count);
        } else if (distance == 1) {
            Arrays.fill(out, to, to + count, out[to - 1]);
        } else {
            for (int i = 0; i < count; i++) {
                out[to + i] = out[to - distance + i];
            }
        }
    }
}
