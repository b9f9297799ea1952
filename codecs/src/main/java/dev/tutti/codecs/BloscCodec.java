package dev.tutti.codecs;

/** The codes inside of Blosc: the number that a user names, and that of the format in a chunk's flags. */
enum BloscCodec {
    /** Blosc's own. */
    BLOSCLZ(0, 0),
    /** LZ4. */
    LZ4(1, 1),
    /** LZ4 with a longer search. */
    LZ4HC(2, 1),
    /** Snappy; not in Blosc2. */
    SNAPPY(3, 2),
    /** zlib. */
    ZLIB(4, 3),
    /** Zstandard. */
    ZSTD(5, 4);

    private final int number;
    private final int format;

    BloscCodec(int number, int format) {
        this.number = number;
        this.format = format;
    }

    int number() {
        return number;
    }

    int format() {
        return format;
    }

    Coder coder() {
        return switch (this) {
            case BLOSCLZ -> Coders.BLOSCLZ;
            case LZ4 -> Coders.LZ4;
            case LZ4HC -> Coders.LZ4HC;
            case SNAPPY -> Coders.SNAPPY;
            case ZLIB -> Coders.ZLIB;
            case ZSTD -> Coders.ZSTD;
        };
    }

    /** One of each. */
    private static final class Coders {
        static final Coder BLOSCLZ = new BloscLzCoder();
        static final Coder LZ4 = new Lz4Coder(false);
        static final Coder LZ4HC = new Lz4Coder(true);
        static final Coder SNAPPY = new SnappyCoder();
        static final Coder ZLIB = new ZlibCoder();
        static final Coder ZSTD = new ZstdCoder();

        private Coders() {}
    }

    /** Blosc's level, 1 to 9, in the codec's own numbers. */
    int level(int blosc) {
        return switch (this) {
            case ZSTD -> blosc >= 9 ? 22 : blosc == 8 ? 20 : 2 * blosc - 1;
            case LZ4 -> 0;
            default -> blosc;
        };
    }
}
