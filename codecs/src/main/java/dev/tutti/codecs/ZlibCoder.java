package dev.tutti.codecs;

import dev.tutti.format.io.FormatException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A zlib stream (RFC 1950) inside of Blosc; level 1 to 9. */
final class ZlibCoder implements Coder {
    private static final String STRUCTURE = "zlib stream";

    @Override
    public int decode(byte[] in, int at, int length, byte[] out, int outAt, int most) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(in, at, length);
            int made = 0;
            while (!inflater.finished()) {
                int count = inflater.inflate(out, outAt + made, most - made);
                made += count;
                if (count == 0 && !inflater.finished()) {
                    throw new FormatException(
                            STRUCTURE,
                            "a whole stream of at most " + most + " bytes",
                            made == most ? "more" : "a truncated one");
                }
            }
            return made;
        } catch (DataFormatException e) {
            throw new FormatException(STRUCTURE, "a zlib stream", String.valueOf(e.getMessage()));
        } finally {
            inflater.end();
        }
    }

    @Override
    public int encode(byte[] in, int at, int length, byte[] out, int outAt, int most, int level) {
        Deflater deflater = new Deflater(Math.max(1, Math.min(9, level)));
        try {
            deflater.setInput(in, at, length);
            deflater.finish();
            int made = 0;
            while (!deflater.finished()) {
                int count = deflater.deflate(out, outAt + made, most - made);
                if (count == 0 && !deflater.finished()) {
                    return -1;
                }
                made += count;
            }
            return made;
        } finally {
            deflater.end();
        }
    }
}
