package dev.tutti.cli.change;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Npy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

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
        byte[] bytes;
        try {
            bytes = in.readAllBytes();
        } catch (OutOfMemoryError e) {
            throw new CommandFailure(
                    ExitStatus.FAILED, "at most 2 GiB of text are taken at once; --append takes the next part");
        }
        Look look = new Look();
        forEach(bytes, look);
        boolean named = look.isNamed();
        int first = named ? 1 : 0;
        int[] columns = {1};
        forEach(bytes, (row, fields) -> {
            columns[0] = row == first ? fields.size() : columns[0];
            if (row >= first && fields.size() != columns[0]) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "row " + (row - first + 1) + " has " + fields.size() + " fields, the first has " + columns[0]);
            }
        });
        int rows = look.rows - first;
        int count = Math.multiplyExact(rows, columns[0]);
        long[] shape = columns[0] == 1 ? new long[] {rows} : new long[] {rows, columns[0]};
        if (look.whole && (named || look.firstWhole)) {
            long[] whole = new long[count];
            fill(bytes, first, (i, field) -> whole[i] = Long.parseLong(field));
            return new Input("i64", shape, whole);
        }
        if (look.numeric && (named || look.firstNumeric)) {
            double[] numbers = new double[count];
            fill(bytes, first, (i, field) -> numbers[i] = Objects.requireNonNull(Csv.number(field)));
            return new Input("f64", shape, numbers);
        }
        String[] words = new String[count];
        fill(bytes, first, (i, field) -> words[i] = field);
        return new Input("string", shape, words);
    }

    /** What a first look at all rows finds: they are not kept, for in memory they would be many times as large as the text. */
    private static final class Look implements Rows {
        int rows;
        boolean firstNumeric = true;
        boolean firstWhole = true;
        boolean numeric = true;
        boolean whole = true;

        @Override
        public void take(int row, List<String> fields) {
            rows++;
            if (row == 0) {
                firstNumeric = isNumeric(fields);
                firstWhole = fields.stream().allMatch(Csv::isWhole);
            } else {
                numeric = numeric && isNumeric(fields);
                whole = whole && fields.stream().allMatch(Csv::isWhole);
            }
        }

        /** Whether the first row has the names of the columns. */
        boolean isNamed() {
            return rows > 1 && !firstNumeric && numeric;
        }
    }

    private interface Rows {
        void take(int row, List<String> fields);
    }

    private interface Fields {
        void take(int index, String field);
    }

    private static void forEach(byte[] bytes, Rows rows) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
        int row = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                rows.take(row++, Csv.split(line));
            }
        }
    }

    private static void fill(byte[] bytes, int first, Fields target) throws IOException {
        int[] next = {0};
        forEach(bytes, (row, fields) -> {
            if (row >= first) {
                fields.forEach(field -> target.take(next[0]++, field));
            }
        });
    }

    private static boolean isNumeric(List<String> row) {
        return row.stream().allMatch(field -> Csv.number(field) != null);
    }
}
