package dev.tutti.hdf5;

/** An array as text of one screen, as numpy prints it: of long dimensions the first and the last elements. */
final class NdText {
    private static final int EDGE = 3;

    private final NdArray array;
    private final long[] shape;
    private final StringBuilder text = new StringBuilder();

    private NdText(NdArray array) {
        this.array = array;
        this.shape = array.shape();
    }

    static String of(NdArray array) {
        NdText text = new NdText(array);
        text.level(new long[text.shape.length], 0);
        return text.text.toString();
    }

    private void level(long[] index, int dimension) {
        if (dimension == shape.length) {
            text.append(Values.text(array.get(index)));
            return;
        }
        text.append('[');
        boolean inner = dimension == shape.length - 1;
        String gap = inner ? ", " : "\n" + " ".repeat(dimension + 1);
        // Of outer dimensions fewer, so that many dimensions stay on one screen.
        int edge = shape.length - dimension > 2 ? 1 : EDGE;
        long length = shape[dimension];
        for (long i = 0; i < length; i++) {
            text.append(i == 0 ? "" : gap);
            if (length > 2 * edge + 1 && i == edge) {
                text.append('…');
                i = length - edge - 1;
                continue;
            }
            index[dimension] = i;
            level(index, dimension + 1);
        }
        text.append(']');
    }
}
