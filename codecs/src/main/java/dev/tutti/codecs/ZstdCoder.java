package dev.tutti.codecs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;

/** A Zstandard frame; level 1 to 22. */
final class ZstdCoder implements Coder {
    private static final int HIGHEST = 22;

    @Override
    public int decode(byte[] in, int at, int length, byte[] out, int outAt, int most) {
        try {
            return (int) Zstd.decompressByteArray(out, outAt, most, in, at, length);
        } catch (ZstdException e) {
            throw new FormatException(
                    "Zstandard frame", "a frame of at most " + most + " bytes", String.valueOf(e.getMessage()));
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public int encode(byte[] in, int at, int length, byte[] out, int outAt, int most, int level) {
        try {
            return (int)
                    Zstd.compressByteArray(out, outAt, most, in, at, length, Math.max(1, Math.min(HIGHEST, level)));
        } catch (ZstdException e) {
            return -1; // the target is too small
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    private static H5UnsupportedException missing(LinkageError e) {
        return new H5UnsupportedException("Zstandard: com.github.luben:zstd-jni has no library for "
                + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + " (" + e.getMessage() + ")");
    }
}
