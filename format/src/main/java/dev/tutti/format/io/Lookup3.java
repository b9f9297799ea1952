package dev.tutti.format.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Bob Jenkins' lookup3 hash ("hashlittle", initial value 0): the checksum of every checksummed metadata block (format
 * specification, appendix "Checksum").
 */
public final class Lookup3 {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Lookup3() {}

    /** Hash of {@code length} bytes of {@code bytes} from index {@code from}; position, limit and order of the buffer are left alone. */
    public static int hash(ByteBuffer bytes, int from, int length) {
        if (bytes.hasArray()) {
            Objects.checkFromIndexSize(from, length, bytes.limit());
            return hash(bytes.array(), bytes.arrayOffset() + from, length);
        }
        byte[] copy = new byte[length];
        bytes.get(from, copy);
        return hash(copy, 0, length);
    }

    /** Hash of {@code length} bytes from index {@code from}. */
    public static int hash(byte[] in, int from, int length) {
        int a = 0xdeadbeef + length;
        int b = a;
        int c = a;
        int at = from;
        int left = length;
        while (left > 12) {
            a += (int) INT.get(in, at);
            b += (int) INT.get(in, at + 4);
            c += (int) INT.get(in, at + 8);
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

    private static int tail(byte[] in, int at, int available) {
        int word = 0;
        for (int i = Math.min(4, available) - 1; i >= 0; i--) {
            word = word << 8 | (in[at + i] & 0xff);
        }
        return word;
    }
}
