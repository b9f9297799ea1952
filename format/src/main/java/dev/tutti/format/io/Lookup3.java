package dev.tutti.format.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bob Jenkins' lookup3 hash ("hashlittle", initial value 0): the checksum of every checksummed metadata block (format
 * specification, appendix "Checksum").
 */
public final class Lookup3 {
    private Lookup3() {}

    /** Hash of {@code length} bytes of {@code bytes} from index {@code from}; position, limit and order of the buffer are left alone. */
    public static int hash(ByteBuffer bytes, int from, int length) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int a = 0xdeadbeef + length;
        int b = a;
        int c = a;
        int at = from;
        int left = length;
        while (left > 12) {
            a += in.getInt(at);
            b += in.getInt(at + 4);
            c += in.getInt(at + 8);
            a -= c;
            a ^= Integer.rotateLeft(c, 4);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 6);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 8);
            b += a;
            a -= c;
            a ^= Integer.rotateLeft(c, 16);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 19);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 4);
            b += a;
            at += 12;
            left -= 12;
        }
        if (left == 0) {
            return c;
        }
        a += tail(in, at, left);
        b += tail(in, at + 4, left - 4);
        c += tail(in, at + 8, left - 8);
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return c;
    }

    private static int tail(ByteBuffer in, int at, int available) {
        int word = 0;
        for (int i = Math.min(4, available) - 1; i >= 0; i--) {
            word = word << 8 | (in.get(at + i) & 0xff);
        }
        return word;
    }
}
