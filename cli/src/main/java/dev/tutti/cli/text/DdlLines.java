package dev.tutti.cli.text;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Elements of a dataset or an attribute, broken into lines where h5dump breaks them, each line with the index of its first element. */
final class DdlLines {
    private static final int STEP = 3;

    /** Where an element stands, by its number among those that are printed. */
    @FunctionalInterface
    interface Places {
        /** Coordinates of an element. */
        long[] of(long number);
    }

    private final PrintStream out;
    private final DdlStyle style;
    private final int level;
    private final long row;
    private final Places places;
    private long number;
    private int column;
    private int prefix;

    /**
     * Lines.
     *
     * @param level of indentation of what is inside of an element
     * @param row elements along the last dimension
     */
    DdlLines(PrintStream out, DdlStyle style, int level, long row, Places places) {
        this.out = out;
        this.style = style;
        this.level = level;
        this.row = row;
        this.places = places;
    }

    /** Lines of a whole dataset or attribute. */
    static DdlLines of(PrintStream out, DdlStyle style, int level, long[] shape) {
        long row = shape.length == 0 ? 0 : shape[shape.length - 1];
        return new DdlLines(out, style, level, row, number -> coordinates(number, shape));
    }

    int level() {
        return level;
    }

    static long[] coordinates(long number, long[] shape) {
        long[] coordinates = new long[Math.max(1, shape.length)];
        long rest = number;
        for (int d = shape.length - 1; d >= 0; d--) {
            coordinates[d] = d == 0 ? rest : rest % shape[d];
            rest /= Math.max(1, shape[d]);
        }
        return coordinates;
    }

    /** Prints an element with what stands behind it; a comma unless it is the last. */
    void next(String element, String behind) {
        String text = element + behind;
        int length = 0;
        int printed = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            length++;
            printed += b >= ' ' ? 1 : 0; // bytes beyond ASCII do not count, as in h5dump
        }
        int width = style.columns();
        boolean first = number == 0;
        boolean fits = column + length + 1 <= width && (column + printed + 1 <= width || prefix + printed + 1 > width);
        boolean rowEnds = row > 0 && number % row == 0;
        if (first || !fits || rowEnds || style.real() != null) {
            startLine();
        } else {
            out.print(' ');
            column++;
        }
        out.print(text);
        column += length;
        number++;
    }

    private void startLine() {
        if (column > 0) {
            out.println();
        }
        String index = "";
        if (style.shows(DdlStyle.Part.INDICES)) {
            StringBuilder text = new StringBuilder("(");
            for (long coordinate : places.of(number)) {
                text.append(text.length() == 1 ? "" : ",").append(coordinate);
            }
            index = text.append("): ").toString();
            out.print(" ".repeat(STEP * (level - 1)));
        } else {
            out.print(" ".repeat(STEP * level));
        }
        out.print(index);
        prefix = index.length() + STEP * level;
        column = prefix;
    }

    /** Ends the last line. */
    void end() {
        if (column > 0) {
            out.println();
            column = 0;
        }
    }
}
