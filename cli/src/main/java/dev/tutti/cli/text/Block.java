package dev.tutti.cli.text;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Elements as h5dump prints them: the index of a line's first element in brackets, a new line for each row, long rows wrapped. */
public final class Block {
    private static final int WIDTH = 80;

    private final PrintStream out;
    private final long[] shape;
    private final long[] first;
    private final String indent;
    private final int width;
    private final long[] position;
    private final StringBuilder line = new StringBuilder();
    private boolean begun;

    public Block(PrintStream out, long[] shape, String indent) {
        this(out, shape, new long[shape.length], indent, WIDTH);
    }

    /**
     * A block of elements.
     *
     * @param shape of the block
     * @param first index of the first element
     * @param indent written before each line
     * @param width of a line
     */
    public Block(PrintStream out, long[] shape, long[] first, String indent, int width) {
        this.out = out;
        this.shape = shape.clone();
        this.first = first.clone();
        this.indent = indent;
        this.width = width;
        this.position = new long[shape.length];
    }

    /** Prints one element. */
    public void next(@Nullable Object element) {
        nextText(Values.quoted(element));
    }

    /** Prints one element that is text already; one of several lines begins a new line. */
    void nextText(String text) {
        boolean newRow = shape.length == 0 || position[shape.length - 1] == 0;
        if (begun) {
            line.append(',');
            if (newRow
                    || text.indexOf('\n') >= 0
                    || line.length() + text.length() + 3 >= width) { // where h5dump breaks
                out.println(line);
                line.setLength(0);
                startLine();
            } else {
                line.append(' ');
            }
        } else {
            startLine();
            begun = true;
        }
        line.append(text);
        for (int i = shape.length - 1; i >= 0; i--) {
            position[i]++;
            if (position[i] < shape[i] || i == 0) {
                break;
            }
            position[i] = 0;
        }
    }

    private void startLine() {
        line.append(indent).append('(');
        for (int i = 0; i < shape.length; i++) {
            line.append(i == 0 ? "" : ",").append(first[i] + position[i]);
        }
        line.append(shape.length == 0 ? "0" : "").append("): ");
    }

    /** Prints the last line. */
    public void end() {
        if (begun) {
            out.println(line);
            line.setLength(0);
            begun = false;
        }
    }
}
