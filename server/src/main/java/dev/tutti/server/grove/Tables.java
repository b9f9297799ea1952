package dev.tutti.server.grove;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.server.text.Numbers;
import dev.tutti.server.text.ValueJson;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers as files that other programs open: npy, CSV, TIFF. */
final class Tables {
    private static final int TIFF_FIELDS = 10;
    private static final int TIFF_DIRECTORY = 2 + 12 * TIFF_FIELDS + 4;

    private final Dataset dataset;
    private final Slice slice;
    private final Numbers numbers;
    private final long[] shape;

    Tables(Dataset dataset, Slice slice, Numbers numbers) {
        this.dataset = dataset;
        this.slice = slice;
        this.numbers = numbers;
        this.shape = ValueJson.shape(slice.shape(dataset.shape()), numbers.shape());
    }

    /** The beginning of a npy file with this data; little-endian or as it is stored. */
    byte[] npyHeader(String word) {
        StringBuilder dims = new StringBuilder();
        for (int d = 0; d < shape.length; d++) {
            dims.append(shape[d]).append(shape.length == 1 ? "," : d + 1 < shape.length ? ", " : "");
        }
        String header = "{'descr': '" + word + "', 'fortran_order': False, 'shape': (" + dims + "), }";
        int unpadded = 10 + header.length() + 1;
        byte[] text = (header + " ".repeat((64 - unpadded % 64) % 64) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) text.length).put(text);
        return bytes.array();
    }

    /** A line for each row; each number in its shortest form that reads back as the same. */
    void csv(OutputStream out) throws IOException {
        if (shape.length == 0 || shape.length > 2) {
            throw Refusal.meaningless("format csv is for 1-D and 2-D data, found " + shape.length
                    + " dimensions: choose a part with selection=");
        }
        long columns = shape.length == 2 ? shape[1] : 1;
        boolean complex = numbers.sent().charAt(1) == 'c';
        long[] written = {0};
        Values.pieces(dataset, slice, piece -> {
            Object array = dataset.type().info() instanceof dev.tutti.hdf5.TypeInfo.Names
                            && numbers.sent().charAt(1) != 'b'
                    ? dataset.read(long[].class, piece)
                    : dataset.array(piece).flat();
            StringBuilder text = new StringBuilder();
            int step = complex ? 2 : 1;
            for (int i = 0; i + step <= Array.getLength(array); i += step) {
                text.append(cell(array, i, complex));
                written[0]++;
                text.append(written[0] % columns == 0 ? '\n' : ',');
            }
            out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static String cell(Object array, int index, boolean complex) {
        if (complex) {
            double imaginary = Array.getDouble(array, index + 1);
            return number(Array.get(array, index)) + (imaginary < 0 ? "" : "+") + number(Array.get(array, index + 1))
                    + "j";
        }
        return number(Array.get(array, index));
    }

    private static String number(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        String text = value.toString();
        return switch (text) {
            case "NaN" -> "nan";
            case "Infinity" -> "inf";
            case "-Infinity" -> "-inf";
            default -> text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        };
    }

    private long pages() {
        return shape.length < 3 ? 1 : Values.count(Arrays.copyOf(shape, shape.length - 2));
    }

    /** Bytes of the data as a TIFF file. */
    long tiffLength() {
        if (shape.length == 0 || Values.count(shape) == 0) {
            throw Refusal.meaningless("Unsupported encoding tiff for empty and scalar datasets");
        }
        long length = 8 + data() + data() % 2 + pages() * TIFF_DIRECTORY;
        if (length > 0xffff_ffffL || pages() > 1 << 20) {
            throw Refusal.tooLarge("a TIFF file of " + length + " bytes is more than the format holds (4 GiB): "
                    + "choose a part with selection=");
        }
        return length;
    }

    private long data() {
        return Values.count(shape)
                * numbers.sentBytes()
                / numbers.shape().stream().reduce(1L, (a, b) -> a * b);
    }

    /** A page for each plane of the last two dimensions, not compressed. */
    void tiff(OutputStream out) throws IOException {
        int pages = (int) pages();
        long bytes = data();
        long first = 8 + bytes + bytes % 2;
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        out.write(head.put((byte) 'I')
                .put((byte) 'I')
                .putShort((short) 42)
                .putInt((int) first)
                .array());
        new Binary(dataset, numbers).safe(slice, out);
        out.write(new byte[(int) (bytes % 2)]);
        long height = shape.length < 2 ? 1 : shape[shape.length - 2];
        long width = shape[shape.length - 1];
        long plane = bytes / pages;
        int format = "uifcb".indexOf(numbers.sent().charAt(1));
        for (int page = 0; page < pages; page++) {
            ByteBuffer directory = ByteBuffer.allocate(TIFF_DIRECTORY).order(ByteOrder.LITTLE_ENDIAN);
            directory.putShort((short) TIFF_FIELDS);
            field(directory, 256, width);
            field(directory, 257, height);
            field(directory, 258, 8L * (format == 3 ? 2 : 1) * numbers.unit());
            field(directory, 259, 1);
            field(directory, 262, 1);
            field(directory, 273, 8 + page * plane);
            field(directory, 277, 1);
            field(directory, 278, height);
            field(directory, 279, plane);
            field(directory, 339, new int[] {1, 2, 3, 6, 1}[format]);
            directory.putInt(page + 1 < pages ? (int) (first + (page + 1L) * TIFF_DIRECTORY) : 0);
            out.write(directory.array());
        }
    }

    private static void field(ByteBuffer directory, int tag, long value) {
        directory.putShort((short) tag).putShort((short) 4).putInt(1).putInt((int) value);
    }
}
