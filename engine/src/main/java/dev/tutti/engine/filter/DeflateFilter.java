package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Filter 1: a zlib stream (RFC 1950). The parameter is the level, 0 to 9. */
final class DeflateFilter implements ChunkFilter {
    static final int ID = 1;
    private static final String STRUCTURE = "deflated chunk";
    private static final int KEPT = 32;

    private final ConcurrentLinkedQueue<Inflater> inflaters = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Deflater> deflaters = new ConcurrentLinkedQueue<>();

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public int encodedBound(int bytes) {
        long bound = bytes + (bytes >>> 10) + 64L;
        return (int) Math.min(Integer.MAX_VALUE - 8, bound);
    }

    /** Deflate makes at most 258 bytes of two bits. */
    @Override
    public long decodedBound(long bytes) {
        return bytes > Long.MAX_VALUE / 2048 ? Long.MAX_VALUE : bytes * 1032;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        Inflater inflater = inflaters.poll();
        if (inflater == null) {
            inflater = new Inflater();
        }
        try {
            ByteBuffer target = task.allocate(task.bound());
            inflater.setInput(source);
            while (!inflater.finished()) {
                int count = inflater.inflate(target);
                if (count == 0 && !inflater.finished()) {
                    boolean full = !target.hasRemaining();
                    throw new FormatException(
                            STRUCTURE,
                            full ? "at most " + task.bound() + " bytes after inflation" : "a whole stream",
                            full ? "more" : inflater.needsDictionary() ? "a preset dictionary" : "a truncated one");
                }
            }
            return target.flip();
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

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        Deflater deflater = deflaters.poll();
        if (deflater == null) {
            deflater = new Deflater();
        }
        try {
            int[] parameters = task.clientData();
            deflater.setLevel(parameters.length == 0 ? Deflater.DEFAULT_COMPRESSION : Math.min(9, parameters[0] & 15));
            int length = source.remaining();
            ByteBuffer target = task.allocate(task.optional() ? Math.max(0, length - 1) : encodedBound(length));
            deflater.setInput(source.duplicate());
            deflater.finish();
            while (!deflater.finished()) {
                if (deflater.deflate(target) == 0 && !target.hasRemaining()) {
                    return null;
                }
            }
            return target.flip();
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
