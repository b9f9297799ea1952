package dev.tutti.codecs;

/** Moves bytes between elements and planes: plane j holds byte j of every element. Bytes after the last whole element are copied. */
final class ByteShuffle {
    private ByteShuffle() {}

    /** From elements to planes. */
    static void scatter(byte[] in, int inAt, byte[] out, int length, int size) {
        int elements = length / size;
        for (int j = 0; j < size; j++) {
            int plane = j * elements;
            int from = inAt + j;
            for (int i = 0; i < elements; i++) {
                out[plane + i] = in[from + i * size];
            }
        }
        int whole = elements * size;
        System.arraycopy(in, inAt + whole, out, whole, length - whole);
    }

    /** From planes to elements. */
    static void gather(byte[] in, byte[] out, int length, int size) {
        int elements = length / size;
        for (int j = 0; j < size; j++) {
            int plane = j * elements;
            for (int i = 0; i < elements; i++) {
                out[i * size + j] = in[plane + i];
            }
        }
        int whole = elements * size;
        System.arraycopy(in, whole, out, whole, length - whole);
    }
}
