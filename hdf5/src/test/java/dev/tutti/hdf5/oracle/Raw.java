package dev.tutti.hdf5.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.Pointer;

/** Memory that the C library owns, seen through its address. */
final class Raw extends Pointer {
    private Raw(long at, long bytes) {
        address = at;
        limit = bytes;
        capacity = bytes;
    }

    static ByteBuffer at(long address, long bytes) {
        return new Raw(address, bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** The bytes of a C string without its terminator. */
    static byte[] string(long address) {
        ByteBuffer view = at(address, Integer.MAX_VALUE);
        int length = 0;
        while (view.get(length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        view.get(bytes);
        return bytes;
    }
}
