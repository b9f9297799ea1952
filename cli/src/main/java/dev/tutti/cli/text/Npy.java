package dev.tutti.cli.text;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** NumPy's array files, versions 1 to 3: a header in Python's notation, then the bytes of the elements. */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z])(\\d+)'");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern SIMPLE = Pattern.compile("([iuf])(8|16|32|64)(be)?");
    private static final Pattern COMPLEX = Pattern.compile("compound\\{r: f(32|64)(be)?, i: f\\1(?:be)?\\}");
    private static final Pattern TEXT = Pattern.compile("string\\((\\d+)\\)");

    /**
     * What a header says.
     *
     * @param type name of the element type as Tutti prints it, for example {@code f64} or {@code i16be}
     * @param shape the shape
     * @param bytes bytes of one element
     */
    public record Header(String type, long[] shape, int bytes) {}

    private Npy() {}

    /** NumPy's word for a type, or null if it has none. */
    public static @Nullable String descr(String type) {
        Matcher simple = SIMPLE.matcher(type);
        if (simple.matches() && !type.equals("f8")) {
            int bytes = Integer.parseInt(simple.group(2)) / 8;
            String order = bytes == 1 ? "|" : simple.group(3) == null ? "<" : ">";
            return order + simple.group(1) + bytes;
        }
        Matcher complex = COMPLEX.matcher(type);
        if (complex.matches()) {
            return (complex.group(2) == null ? "<" : ">") + "c" + Integer.parseInt(complex.group(1)) / 4;
        }
        Matcher text = TEXT.matcher(type);
        if (text.matches()) {
            return "|S" + text.group(1);
        }
        return type.equals("bool") ? "|b1" : null;
    }

    /** Writes the header of version 1: what follows starts at a multiple of 64 bytes. */
    public static void writeHeader(OutputStream out, String type, long[] shape) throws IOException {
        String descr = descr(type);
        if (descr == null) {
            throw new CommandFailure(
                    ExitStatus.FAILED, "type " + type + " has no counterpart in a npy file: use --format json");
        }
        StringBuilder dims = new StringBuilder();
        for (long length : shape) {
            dims.append(length).append(", ");
        }
        String text = dims.toString().strip();
        if (shape.length != 1 && text.endsWith(",")) {
            text = text.substring(0, text.length() - 1);
        }
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + text + "), }";
        int unpadded = MAGIC.length + 4 + header.length() + 1;
        String padded = header + " ".repeat((64 - unpadded % 64) % 64) + "\n";
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) padded.length(), (byte) (padded.length() >> 8)});
        out.write(padded.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a header; what follows it in the stream are the elements. */
    public static Header readHeader(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        byte[] magic = data.readNBytes(MAGIC.length);
        int version = data.readUnsignedByte();
        data.readUnsignedByte();
        if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
            throw new CommandFailure(ExitStatus.FAILED, "this is no npy file of version 1, 2 or 3");
        }
        int length = version == 1
                ? Short.toUnsignedInt(Short.reverseBytes(data.readShort()))
                : Integer.reverseBytes(data.readInt());
        if (length < 0 || length > 1 << 20) {
            throw new CommandFailure(ExitStatus.FAILED, "npy file: a header of " + length + " bytes");
        }
        String text = new String(data.readNBytes(length), StandardCharsets.UTF_8);
        Matcher descr = DESCR.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !shape.find()) {
            throw new CommandFailure(ExitStatus.FAILED, "npy file: header not understood: " + text.strip());
        }
        if (text.contains("'fortran_order': True")) {
            throw new CommandFailure(
                    ExitStatus.FAILED, "npy file: the array is in Fortran's order; save numpy.ascontiguousarray(a)");
        }
        int bytes = Integer.parseInt(descr.group(3));
        return new Header(typeName(descr.group(1), descr.group(2), bytes), dims(shape.group(1)), bytes);
    }

    private static String typeName(String order, String kind, int bytes) {
        String suffix = order.equals(">") && bytes > 1 ? "be" : "";
        return switch (kind) {
            case "b" -> "bool";
            case "i", "u", "f" -> kind + 8 * bytes + suffix;
            default ->
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "npy file: elements of kind '" + kind + "' are not taken; whole and floating numbers are");
        };
    }

    private static long[] dims(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** The elements as a Java array: unsigned numbers in the next wider type, where there is one. */
    public static Object decode(Header header, byte[] bytes) {
        boolean big = header.type().endsWith("be");
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int count = bytes.length / header.bytes();
        String type = big ? header.type().substring(0, header.type().length() - 2) : header.type();
        return switch (Map.of("bool", "u8").getOrDefault(type, type)) {
            case "i8" -> bytes;
            case "i16" -> fill(new short[count], array -> buffer.asShortBuffer().get(array));
            case "i32" -> fill(new int[count], array -> buffer.asIntBuffer().get(array));
            case "i64", "u64" ->
                fill(new long[count], array -> buffer.asLongBuffer().get(array));
            case "f32" -> fill(new float[count], array -> buffer.asFloatBuffer().get(array));
            case "f64" ->
                fill(new double[count], array -> buffer.asDoubleBuffer().get(array));
            case "u8" -> widened(count, i -> Byte.toUnsignedLong(buffer.get(i)));
            case "u16" -> widened(count, i -> Short.toUnsignedLong(buffer.getShort(2 * i)));
            case "u32" -> widened(count, i -> Integer.toUnsignedLong(buffer.getInt(4 * i)));
            default ->
                throw new CommandFailure(ExitStatus.FAILED, "npy file: elements of type " + type + " are not taken");
        };
    }

    private static <T> T fill(T array, java.util.function.Consumer<T> filler) {
        filler.accept(array);
        return array;
    }

    private static long[] widened(int count, java.util.function.IntToLongFunction element) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = element.applyAsLong(i);
        }
        return numbers;
    }
}
