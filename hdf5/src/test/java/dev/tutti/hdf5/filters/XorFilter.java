package dev.tutti.hdf5.filters;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;

/** A filter as somebody else may bring it: each byte is combined with the first parameter, and a byte that tells the parameter follows. */
public final class XorFilter implements ChunkFilter {
    /** For the service loader. */
    public XorFilter() {}

    /** In the range that the HDF Group leaves for tests. */
    static final int ID = 300;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "xor";
    }

    @Override
    public int encodedBound(int bytes) {
        return bytes + 1;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        int length = source.remaining() - 1;
        byte key = source.get(source.limit() - 1);
        if (key != task.clientData()[0]) {
            throw new FormatException("xor", "key " + task.clientData()[0], "" + key);
        }
        ByteBuffer result = task.allocate(length);
        for (int i = 0; i < length; i++) {
            result.put(result.position() + i, (byte) (source.get(source.position() + i) ^ key));
        }
        return result;
    }

    @Override
    public ByteBuffer encode(ByteBuffer source, Task task) {
        int length = source.remaining();
        byte key = (byte) task.clientData()[0];
        ByteBuffer result = task.allocate(length + 1);
        for (int i = 0; i < length; i++) {
            result.put(result.position() + i, (byte) (source.get(source.position() + i) ^ key));
        }
        result.put(result.position() + length, key);
        return result;
    }
}
