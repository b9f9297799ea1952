package dev.tutti.cli.change;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Npy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be put: elements in one flat Java array, their shape and their type.
 *
 * @param type name of the type, as Tutti prints it
 * @param shape the shape
 * @param data the elements in row-major order
 */
record Input(String type, long[] shape, Object data) {
    /** Reads a npy file or text, whichever the first byte says. */
    static Input read(InputStream stream) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(8);
        int first = in.read();
        in.reset();
        return first == 0x93 ? npy(in) : text(in);
    }

    private static Input npy(InputStream in) throws IOException {
        Npy.Header header = Npy.readHeader(in);
        long bytes = Math.multiplyExact(Elements.count(header.shape()), (long) header.bytes());
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new CommandFailure(
                    ExitStatus.FAILED, "npy file: " + bytes + " bytes of elements; at most 2 GiB are taken at once");
        }
        byte[] content = in.readNBytes((int) bytes);
        if (content.length < bytes) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "npy file: " + bytes + " bytes of elements expected, " + content.length + " found");
        }
        return new Input(header.type(), header.shape(), Npy.decode(header, content));
    }

    private static Input text(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<List<String>> rows = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(Csv.split(line));
            }
        }
        if (rows.size() > 1
                && !isNumeric(rows.get(0))
                && rows.subList(1, rows.size()).stream().allMatch(Input::isNumeric)) {
            rows.remove(0); // the names of the columns
        }
        int columns = rows.isEmpty() ? 1 : rows.get(0).size();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).size() != columns) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "row " + (i + 1) + " has " + rows.get(i).size() + " fields, the first has " + columns);
            }
        }
        long[] shape = columns == 1 ? new long[] {rows.size()} : new long[] {rows.size(), columns};
        String[] fields = rows.stream().flatMap(List::stream).toArray(String[]::new);
        return typed(fields, shape);
    }

    private static Input typed(String[] fields, long[] shape) {
        long[] whole = whole(fields);
        if (whole != null) {
            return new Input("i64", shape, whole);
        }
        double[] numbers = new double[fields.length];
        for (int i = 0; i < fields.length; i++) {
            Double number = Csv.number(fields[i]);
            if (number == null) {
                return new Input("string", shape, fields);
            }
            numbers[i] = number;
        }
        return new Input("f64", shape, numbers);
    }

    private static long @Nullable [] whole(String[] fields) {
        boolean all = Arrays.stream(fields).allMatch(Csv::isWhole);
        return all ? Arrays.stream(fields).mapToLong(Long::parseLong).toArray() : null;
    }

    private static boolean isNumeric(List<String> row) {
        return row.stream().allMatch(field -> Csv.number(field) != null);
    }
}
