package dev.tutti.codecs;

/** Bytes that are written one behind the other; what does not fit is not written but noted. For one thread. */
final class Output {
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean full;

    Output(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    void put(int value) {
        if (at < end) {
            bytes[at++] = (byte) value;
        } else {
            full = true;
        }
    }

    void put(byte[] source, int from, int count) {
        if (count <= end - at) {
            System.arraycopy(source, from, bytes, at, count);
            at += count;
        } else {
            full = true;
        }
    }

    /** Whether something did not fit. */
    boolean full() {
        return full;
    }

    int position() {
        return at;
    }
}
