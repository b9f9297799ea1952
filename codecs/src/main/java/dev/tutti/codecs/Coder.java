package dev.tutti.codecs;

/** One way to compress a piece of bytes, without any framing. Thread-safe. */
interface Coder {
    /**
     * Decodes {@code length} bytes of {@code in} to {@code out}.
     *
     * @param most bytes that may be written
     * @return bytes that were written
     * @throws dev.tutti.format.io.FormatException if the bytes are no such code, or make more than {@code most} bytes
     */
    int decode(byte[] in, int at, int length, byte[] out, int outAt, int most);

    /**
     * Encodes {@code length} bytes of {@code in} to {@code out}.
     *
     * @param most bytes that may be written
     * @param level effort, in the codec's own numbers; what is out of range is brought into it
     * @return bytes that were written, or -1 if the code is longer than {@code most}
     */
    int encode(byte[] in, int at, int length, byte[] out, int outAt, int most, int level);
}
