package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Filter 3: Fletcher's checksum over 16-bit words follows the chunk's bytes. It is checked on every read. */
final class FletcherFilter implements ChunkFilter {
    static final int ID = 3;
    private static final String STRUCTURE = "chunk with Fletcher checksum";
    private static final int LENGTH = 4;
    // Words until the weighted sum of 64 bits may overflow: far above any that is reached with 2^16 words.
    private static final int WORDS = 1 << 16;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "fletcher32";
    }

    @Override
    public int encodedBound(int bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, bytes + (long) LENGTH);
    }

    @Override
    public long decodedBound(long bytes) {
        return bytes;
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        int length = source.remaining() - LENGTH;
        FormatException.unless(length >= 0, STRUCTURE, "at least 4 bytes", source.remaining());
        ByteBuffer bytes = source.duplicate();
        bytes.limit(bytes.position() + length);
        int stored = source.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(source.position() + length);
        int computed = sum(bytes);
        // Before release 1.6.3 the C library summed words in the machine's order: both halves come out byte-swapped.
        int old = ((computed & 0x00ff00ff) << 8) | ((computed >>> 8) & 0x00ff00ff);
        if (stored != computed && stored != old) {
            throw new FormatException(
                    STRUCTURE,
                    String.format(Locale.ROOT, "checksum 0x%08x", computed),
                    String.format(Locale.ROOT, "0x%08x", stored));
        }
        return bytes;
    }

    @Override
    public ByteBuffer encode(ByteBuffer source, Task task) {
        ByteBuffer target = task.allocate(source.remaining() + LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        int at = target.position();
        target.put(source.duplicate()).putInt(sum(source)).position(at);
        return target;
    }

    /** The checksum; words are big-endian, a last odd byte counts as the upper half of a word. */
    static int sum(ByteBuffer source) {
        ByteBuffer words = source.duplicate().order(ByteOrder.BIG_ENDIAN);
        long low = 0;
        long high = 0;
        int at = words.position();
        int end = words.limit();
        while (end - at >= 2) {
            int stop = Math.min(end - ((end - at) & 1), at + 2 * WORDS);
            for (; at < stop; at += 2) {
                low += words.getShort(at) & 0xffff;
                high += low;
            }
            low = fold(low);
            high = fold(high);
        }
        if (at < end) {
            low = fold(low + ((words.get(at) & 0xffL) << 8));
            high = fold(high + low);
        }
        return (int) (high << 16 | low);
    }

    /** The same number modulo 65535, where only 0 itself gives 0. */
    private static long fold(long sum) {
        return sum == 0 ? 0 : (sum - 1) % 0xffff + 1;
    }
}
