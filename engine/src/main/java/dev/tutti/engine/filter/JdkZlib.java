package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The JDK's code for zlib streams: always there, and says what is wrong with a stream. Thread-safe. */
final class JdkZlib {
    private static final String STRUCTURE = "deflated chunk";
    private static final int KEPT = 32;

    private final ConcurrentLinkedQueue<Inflater> inflaters = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Deflater> deflaters = new ConcurrentLinkedQueue<>();

    /**
     * Undoes the stream that {@code source} begins with.
     *
     * @throws FormatException if it is not a whole stream, or longer than the target
     */
    void inflate(ByteBuffer source, ByteBuffer target) {
        Inflater inflater = inflaters.poll();
        if (inflater == null) {
            inflater = new Inflater();
        }
        try {
            int bound = target.remaining();
            inflater.setInput(source.duplicate());
            while (!inflater.finished()) {
                int count = inflater.inflate(target);
                if (count == 0 && !inflater.finished()) {
                    boolean full = !target.hasRemaining();
                    throw new FormatException(
                            STRUCTURE,
                            full ? "at most " + bound + " bytes after inflation" : "a whole stream",
                            full ? "more" : inflater.needsDictionary() ? "a preset dictionary" : "a truncated one");
                }
            }
        } catch (DataFormatException e) {
            throw new FormatException(STRUCTURE, "a zlib stream", String.valueOf(e.getMessage()));
        } finally {
            inflater.reset();
            if (inflaters.size() < KEPT) {
                inflaters.add(inflater);
            } else {
                inflater.end();
            }
        }
    }

    /** Makes a stream of {@code source}; the bytes of it, or {@link ZlibCode#NO_ROOM}. */
    int deflate(ByteBuffer source, ByteBuffer target, int level) {
        Deflater deflater = deflaters.poll();
        if (deflater == null) {
            deflater = new Deflater();
        }
        try {
            int start = target.position();
            deflater.setLevel(level);
            deflater.setInput(source.duplicate());
            deflater.finish();
            while (!deflater.finished()) {
                if (deflater.deflate(target) == 0 && !target.hasRemaining()) {
                    return ZlibCode.NO_ROOM;
                }
            }
            return target.position() - start;
        } finally {
            deflater.reset();
            if (deflaters.size() < KEPT) {
                deflaters.add(deflater);
            } else {
                deflater.end();
            }
        }
    }
}
