package dev.tutti.cli.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws series with Braille characters: each holds two columns and four rows of dots. */
public final class Braille {
    private static final int[][] DOTS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
    private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};
    private static final int LABEL = 11;

    private final int columns;
    private final int rows;
    private final boolean coloured;
    private final int[][] dots;
    private final int[][] owner;

    /** A picture of so many characters, axes included. */
    public Braille(int width, int height, boolean coloured) {
        this.columns = Math.max(8, width - LABEL - 1);
        this.rows = Math.max(3, height - 1);
        this.coloured = coloured;
        this.dots = new int[rows][columns];
        this.owner = new int[rows][columns];
    }

    /** How many steps of a series it has room for. */
    public int steps() {
        return 2 * columns;
    }

    /** The lines of the picture, with labels at its left and below. */
    public List<String> lines(List<Envelope> series, String unit) {
        double least = series.stream()
                .mapToDouble(Envelope::least)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double most = series.stream()
                .mapToDouble(Envelope::most)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        if (most == least) {
            least -= 0.5;
            most += 0.5;
        }
        for (int s = 0; s < series.size(); s++) {
            draw(series.get(s), least, most, s);
        }
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            double value = most - (most - least) * row / (rows - 1);
            boolean labelled = row % 4 == 0 || row == rows - 1;
            lines.add(String.format(Locale.ROOT, "%" + LABEL + "s", labelled ? number(value, most - least) : "")
                    + (labelled ? "\u2524" : "\u2502")
                    + text(row));
        }
        lines.add(axis(series, unit));
        return lines;
    }

    private void draw(Envelope series, double least, double most, int number) {
        int height = 4 * rows - 1;
        int before = -1;
        for (int i = 0; i < series.low().length && i < steps(); i++) {
            int x = (int) ((long) i * steps() / Math.max(1, series.low().length));
            if (!Double.isFinite(series.low()[i]) || !Double.isFinite(series.high()[i])) {
                before = -1;
                continue;
            }
            int top = (int) Math.round((most - series.high()[i]) / (most - least) * height);
            int bottom = (int) Math.round((most - series.low()[i]) / (most - least) * height);
            int from = before < 0 ? top : Math.min(top, before + (before < top ? 1 : 0));
            int to = before < 0 ? bottom : Math.max(bottom, before - (before > bottom ? 1 : 0));
            for (int y = from; y <= to; y++) {
                dots[y / 4][x / 2] |= DOTS[x % 2][y % 4];
                owner[y / 4][x / 2] = number;
            }
            before = (top + bottom) / 2;
        }
    }

    private String text(int row) {
        StringBuilder line = new StringBuilder();
        int colour = 0;
        for (int column = 0; column < columns; column++) {
            int wanted = dots[row][column] == 0 || !coloured ? 0 : COLOURS[owner[row][column] % COLOURS.length];
            if (wanted != colour) {
                line.append(wanted == 0 ? "\u001b[0m" : "\u001b[" + wanted + "m");
                colour = wanted;
            }
            line.append(dots[row][column] == 0 ? ' ' : (char) (0x2800 + dots[row][column]));
        }
        if (colour != 0) {
            line.append("\u001b[0m");
        }
        return line.toString().stripTrailing();
    }

    private String axis(List<Envelope> series, String unit) {
        char[] line = new char[columns];
        Arrays.fill(line, ' ');
        if (!series.isEmpty() && series.get(0).low().length > 0) {
            Envelope first = series.get(0);
            double end = first.x(first.low().length);
            int labels = Math.max(2, columns / 18);
            for (int i = 0; i < labels; i++) {
                double value = first.x(0) + (end - first.x(0)) * i / (labels - 1);
                String label = number(value, end - first.x(0)) + (i == labels - 1 ? unit : "");
                int at = (int) ((long) i * (columns - 1) / (labels - 1))
                        - (i == 0 ? 0 : i == labels - 1 ? label.length() - 1 : label.length() / 2);
                for (int k = 0; k < label.length() && at + k < columns; k++) {
                    line[Math.max(0, at + k)] = label.charAt(k);
                }
            }
        }
        return " ".repeat(LABEL + 1) + new String(line).stripTrailing();
    }

    /** A number with as many digits as a range of this width asks for. */
    static String number(double value, double range) {
        if (Math.abs(value) < range * 1e-9) {
            return "0";
        }
        int digits = (int) Math.max(0, Math.min(9, 2 - Math.floor(Math.log10(Math.max(range, 1e-300)))));
        String text = Math.abs(value) >= 1e8 || range < 1e-6
                ? String.format(Locale.ROOT, "%.3e", value)
                : String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.contains(".") && !text.contains("e") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
