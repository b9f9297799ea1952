package dev.tutti.engine.filter;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.FormatException;

/**
 * How szip sees the bytes of a chunk. Elements of 32 and 64 bits are taken apart into planes of bytes, one behind the other; samples are then bytes. Lines are
 * filled up to whole blocks.
 *
 * @param differences whether differences of neighbours are coded (option "nearest neighbour"), not the values
 * @param big whether samples are big-endian
 * @param bits bits of a sample, 1 to 24
 * @param block samples of a block
 * @param line samples of a line
 * @param planes planes that elements are taken apart into; 1 for none
 */
record SzipForm(boolean differences, boolean big, int bits, int block, int line, int planes) {
    /** Blocks of a segment: a run of zero blocks ends with it. */
    static final int SEGMENT = 64;

    private static final String STRUCTURE = "parameters of the szip filter";
    private static final int ENTROPY_CODING = 4;
    private static final int LITTLE = 8;
    private static final int BIG = 16;
    private static final int NEAREST_NEIGHBOUR = 32;
    /** What the C library always sets: code parameter 13 allowed, no header of szip's own. */
    private static final int ALWAYS = 1 | 128;

    private static final int MOST_BLOCKS = 128;
    private static final int MOST_LINE = 4096;

    SzipForm {
        FormatException.unless(bits >= 1 && bits <= 24, STRUCTURE, "samples of 1 to 24, 32 or 64 bits", bits);
        FormatException.unless(
                block >= 2 && block <= 64 && block % 2 == 0, STRUCTURE, "blocks of 2 to 64 samples", block);
        FormatException.unless(line >= 1 && line <= 1 << 18, STRUCTURE, "lines of 1 to 2^18 samples", line);
    }

    static SzipForm parse(int[] parameters) {
        FormatException.unless(parameters.length >= 4, STRUCTURE, "4 of them", parameters.length);
        int bits = parameters[2];
        boolean taken = bits == 32 || bits == 64;
        return new SzipForm(
                (parameters[0] & NEAREST_NEIGHBOUR) != 0,
                (parameters[0] & BIG) != 0,
                taken ? 8 : bits,
                parameters[1],
                parameters[3],
                taken ? bits / 8 : 1);
    }

    /** The parameters of a new dataset. */
    static int[] describe(int options, int block, int precision, boolean big, int[] shape) {
        int kind = options & (ENTROPY_CODING | NEAREST_NEIGHBOUR);
        if (kind != ENTROPY_CODING && kind != NEAREST_NEIGHBOUR) {
            throw new H5TypeException(
                    "szip: option 4 (entropy coding) or 32 (nearest neighbour) is expected, found " + options);
        }
        if (block < 2 || block > 32 || block % 2 != 0) {
            throw new H5TypeException("szip: blocks of 2 to 32 samples, an even number, are expected, found " + block);
        }
        int bits = precision <= 24 ? precision : precision <= 32 ? 32 : 64;
        long elements = 1;
        for (int length : shape) {
            elements = Math.min(Integer.MAX_VALUE, elements * length);
        }
        if (elements < block) {
            throw new H5TypeException("szip: a chunk of " + elements + " elements is smaller than a block of " + block);
        }
        long last = shape[shape.length - 1];
        long line = last < block ? elements : last <= MOST_LINE ? last : (long) block * MOST_BLOCKS;
        return new int[] {
            kind | ALWAYS | (big ? BIG : LITTLE), block, bits, (int) Math.min(line, (long) block * MOST_BLOCKS)
        };
    }

    /** Bytes of a sample. */
    int sampleBytes() {
        return bits > 16 ? 4 : bits > 8 ? 2 : 1;
    }

    /** Blocks of a line, filled up. */
    int blocks() {
        return (line + block - 1) / block;
    }

    /** Bits of a block's head. */
    int head() {
        return bits > 16 ? 5 : bits > 8 ? 4 : 3;
    }

    /** The largest sample. */
    int most() {
        return (1 << bits) - 1;
    }
}
