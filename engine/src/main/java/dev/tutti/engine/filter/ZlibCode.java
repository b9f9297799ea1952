package dev.tutti.engine.filter;

import java.nio.ByteBuffer;

/**
 * A code for zlib streams (RFC 1950) that is faster than the JDK's, for filter 1; found by {@link java.util.ServiceLoader}. Chunks that it does not take, and
 * streams that it cannot undo, go to the JDK's, which also says what is wrong with them. Thread-safe: chunks are filtered in parallel.
 *
 * <p>Sources are array-backed or direct, and read from their position to their limit, without changing them.
 */
public interface ZlibCode {
    /** What {@link #deflate} says if the stream would be longer than the room for it. */
    int NO_ROOM = -1;

    /** Whether it is there on this machine, and takes chunks of so many bytes. */
    boolean takes(int bytes);

    /** Undoes the stream that {@code source} begins with into {@code target}, which is array-backed, and moves its position; false, and nothing said of what is there, if it cannot. */
    boolean inflate(ByteBuffer source, ByteBuffer target);

    /**
     * Makes a stream of {@code source} in {@code target}, which is array-backed, and moves its position.
     *
     * @param level 0 to 9
     * @return the bytes of the stream, or {@link #NO_ROOM}
     */
    int deflate(ByteBuffer source, ByteBuffer target, int level);
}
