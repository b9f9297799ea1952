package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Filter 6: integers as differences to the smallest of their chunk, in as few bits as the largest difference needs; floating-point numbers likewise after they
 * are rounded to a number of decimal digits. The highest number of so many bits stands for the fill value. Parameters: {@link ScaleOffset}.
 *
 * <table>
 * <caption>An encoded chunk, little-endian</caption>
 * <tr><td>0</td><td>bits of a difference, 4 bytes; all bits of an element: elements follow as they are, little-endian</td></tr>
 * <tr><td>4</td><td>bytes of the smallest value: 8</td></tr>
 * <tr><td>5</td><td>the smallest value, 8 bytes: an integer with its sign, or the bits of a floating-point number</td></tr>
 * <tr><td>13</td><td>8 zero bytes</td></tr>
 * <tr><td>21</td><td>differences, most significant bit first</td></tr>
 * </table>
 */
final class ScaleOffsetFilter implements ChunkFilter {
    static final int ID = 6;
    private static final String STRUCTURE = "chunk packed by scale-offset";
    private static final int HEADER = 21;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "scaleoffset";
    }

    @Override
    public int encodedBound(int bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, bytes + HEADER + 1L);
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        return ScaleOffset.describe(parameters, tile);
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        ScaleOffset how = ScaleOffset.parse(task.clientData());
        if (!how.real() && how.factor() == 8 * how.size()) {
            return source;
        }
        long bytes = (long) how.elements() * how.size();
        FormatException.unless(bytes <= task.bound(), STRUCTURE, "at most " + task.bound() + " bytes", bytes);
        FormatException.unless(source.remaining() >= HEADER, STRUCTURE, "a header of 21 bytes", source.remaining());
        ByteBuffer in = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int bits = in.getInt();
        FormatException.unless(bits >= 0 && bits <= 8 * how.size(), STRUCTURE, "bits of an element", bits);
        int known = Math.min(8, in.get() & 0xff);
        long least = in.getLong() & ScaleOffset.mask(8 * known);
        in.position(source.position() + HEADER);
        ByteBuffer target = task.allocate((int) bytes);
        ByteBuffer out = target.duplicate().order(how.big() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (bits == 8 * how.size()) {
            FormatException.unless(in.remaining() >= bytes, STRUCTURE, bytes + " bytes of elements", in.remaining());
            for (int i = 0; i < how.elements(); i++) {
                put(out, how.size(), get(in, how.size()));
            }
        } else {
            BitInput packed = new BitInput(STRUCTURE, in);
            if (how.real()) {
                reals(how, bits, least, packed, out);
            } else {
                integers(how, bits, least, packed, out);
            }
        }
        return target;
    }

    private static void integers(ScaleOffset how, int bits, long least, BitInput in, ByteBuffer out) {
        long none = how.filled() ? ScaleOffset.mask(bits) : -1;
        for (int i = 0; i < how.elements(); i++) {
            long difference = in.take(bits);
            put(out, how.size(), difference == none ? how.fill() : difference + least);
        }
    }

    private static void reals(ScaleOffset how, int bits, long least, BitInput in, ByteBuffer out) {
        long none = how.filled() ? ScaleOffset.mask(bits) : -1;
        if (how.size() == 4) {
            float scale = (float) Math.pow(10, how.factor());
            float offset = Float.intBitsToFloat((int) least);
            for (int i = 0; i < how.elements(); i++) {
                int difference = (int) in.take(bits);
                out.putInt(
                        difference == none ? (int) how.fill() : Float.floatToRawIntBits(difference / scale + offset));
            }
        } else {
            double scale = Math.pow(10, how.factor());
            double offset = Double.longBitsToDouble(least);
            for (int i = 0; i < how.elements(); i++) {
                long difference = in.take(bits);
                out.putLong(difference == none ? how.fill() : Double.doubleToRawLongBits(difference / scale + offset));
            }
        }
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        ScaleOffset how = ScaleOffset.parse(task.clientData());
        if (!how.real() && how.factor() == 8 * how.size()) {
            return source;
        }
        long bytes = (long) how.elements() * how.size();
        FormatException.unless(
                source.remaining() == bytes, STRUCTURE, "a chunk of " + bytes + " bytes", source.remaining());
        ByteBuffer in = source.duplicate().order(how.big() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        Differences differences = how.real() ? Differences.ofReals(how, in) : Differences.ofIntegers(how, in);
        int bits = differences.bits();
        boolean whole = bits == 8 * how.size();
        if (whole && task.optional()) {
            return null; // nothing is gained, and newer releases of the C library refuse such chunks
        }
        int length = HEADER + (whole ? (int) bytes : (int) (bytes * bits / (8L * how.size())) + 1);
        ByteBuffer target = task.allocate(length);
        ByteBuffer out = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(bits).put((byte) 8).putLong(whole ? 0 : differences.least()).putLong(0);
        if (whole) {
            for (int i = 0; i < how.elements(); i++) {
                put(out, how.size(), get(in, how.size()));
            }
        } else {
            BitOutput packed = new BitOutput(out);
            for (int i = 0; i < how.elements(); i++) {
                packed.put(differences.of(get(in, how.size())), bits);
            }
            packed.finishWithSpare();
        }
        return target;
    }

    private static long get(ByteBuffer in, int size) {
        return switch (size) {
            case 1 -> in.get();
            case 2 -> in.getShort();
            case 4 -> in.getInt();
            default -> in.getLong();
        };
    }

    private static void put(ByteBuffer out, int size, long value) {
        switch (size) {
            case 1 -> out.put((byte) value);
            case 2 -> out.putShort((short) value);
            case 4 -> out.putInt((int) value);
            default -> out.putLong(value);
        }
    }
}
