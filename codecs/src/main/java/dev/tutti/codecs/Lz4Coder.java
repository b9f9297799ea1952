package dev.tutti.codecs;

import dev.tutti.format.io.FormatException;
import java.util.concurrent.ConcurrentHashMap;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** An LZ4 block. Level 0 is the fast code, 1 to 12 search longer. The reference library's code is used where it can be loaded, else one in Java, whose every access the JVM checks. */
final class Lz4Coder implements Coder {
    private static final int HIGHEST = 12;

    /** Loaded when it is first needed. */
    private static final class Library {
        static final LZ4Factory FACTORY = factory();
        static final LZ4SafeDecompressor DECODER = FACTORY.safeDecompressor();
        static final ConcurrentHashMap<Integer, LZ4Compressor> BY_LEVEL = new ConcurrentHashMap<>();

        private Library() {}

        private static LZ4Factory factory() {
            try {
                return LZ4Factory.nativeInstance();
            } catch (LinkageError | AssertionError e) {
                // Not for this platform, or no place to load it from.
                return LZ4Factory.safeInstance();
            }
        }
    }

    private final boolean high;

    /** Whether level 0 is the lowest of the searching levels too. */
    Lz4Coder(boolean high) {
        this.high = high;
    }

    @Override
    public int decode(byte[] in, int at, int length, byte[] out, int outAt, int most) {
        try {
            return Library.DECODER.decompress(in, at, length, out, outAt, most);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            throw new FormatException(
                    "LZ4 block", "a code of at most " + most + " bytes", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public int encode(byte[] in, int at, int length, byte[] out, int outAt, int most, int level) {
        int effort = Math.max(high ? 1 : 0, Math.min(HIGHEST, level));
        LZ4Compressor compressor = Library.BY_LEVEL.computeIfAbsent(
                effort, key -> key == 0 ? Library.FACTORY.fastCompressor() : Library.FACTORY.highCompressor(key));
        try {
            return compressor.compress(in, at, length, out, outAt, most);
        } catch (LZ4Exception e) {
            return -1; // the target is too small
        }
    }
}
