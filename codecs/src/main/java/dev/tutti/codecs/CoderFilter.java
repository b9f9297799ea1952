package dev.tutti.codecs;

import dev.tutti.engine.filter.ChunkFilter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A filter whose chunks are one piece of code without framing. */
abstract class CoderFilter implements ChunkFilter {
    private final int id;
    private final String name;
    private final Coder coder;

    CoderFilter(int id, String name, Coder coder) {
        this.id = id;
        this.name = name;
        this.coder = coder;
    }

    @Override
    public final int id() {
        return id;
    }

    @Override
    public final String name() {
        return name;
    }

    /** The effort that the parameters ask for. */
    abstract int level(int[] parameters);

    /** All codecs here add a sixth at most to what they cannot make smaller. */
    @Override
    public final int encodedBound(int bytes) {
        return Bounds.capped(bytes + bytes / 6L + 1024);
    }

    @Override
    public final ByteBuffer decode(ByteBuffer source, Task task) {
        Piece in = Piece.of(source);
        Piece out = Piece.of(task.allocate(task.bound()));
        int made = coder.decode(in.array(), in.at(), in.length(), out.array(), out.at(), out.length());
        return ByteBuffer.wrap(out.array(), out.at(), made);
    }

    @Override
    public final @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        Piece in = Piece.of(source);
        Piece out = Piece.of(task.allocate(task.optional() ? Math.max(0, in.length() - 1) : encodedBound(in.length())));
        int made = coder.encode(
                in.array(), in.at(), in.length(), out.array(), out.at(), out.length(), level(task.clientData()));
        return made < 0 ? null : ByteBuffer.wrap(out.array(), out.at(), made);
    }
}
