package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;

/** Filter 2: first bytes of all elements, then second bytes of all, and so on, so that compression finds equal neighbours. */
final class ShuffleFilter implements ChunkFilter {
    static final int ID = 2;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "shuffle";
    }

    @Override
    public int encodedBound(int bytes) {
        return bytes;
    }

    @Override
    public long decodedBound(long bytes) {
        return bytes;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        if (source.remaining() > task.bound()) {
            throw new FormatException(
                    "shuffled chunk", "at most " + task.bound() + " bytes", String.valueOf(source.remaining()));
        }
        int size = elementSize(task);
        if (size == 1 || source.remaining() < 2 * size) {
            return source;
        }
        ByteBuffer in = Filters.onHeap(source);
        ByteBuffer out = task.allocate(source.remaining());
        ByteTranspose.gather(
                in.array(),
                in.arrayOffset() + in.position(),
                out.array(),
                out.arrayOffset() + out.position(),
                in.remaining(),
                size);
        return out;
    }

    @Override
    public ByteBuffer encode(ByteBuffer source, Task task) {
        int size = elementSize(task);
        if (size == 1 || source.remaining() < 2 * size) {
            return source;
        }
        ByteBuffer in = Filters.onHeap(source);
        ByteBuffer out = task.allocate(source.remaining());
        ByteTranspose.scatter(
                in.array(),
                in.arrayOffset() + in.position(),
                out.array(),
                out.arrayOffset() + out.position(),
                in.remaining(),
                size);
        return out;
    }

    private static int elementSize(Task task) {
        int size = task.clientData().length > 0 ? task.clientData()[0] : task.elementSize();
        FormatException.unless(size > 0, "shuffle filter", "an element size of 1 or more", size);
        return size;
    }
}
