package dev.tutti.hdf5;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.engine.filter.Filters;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.message.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Filters by name, as {@link DatasetBuilder#compress} takes them. Immutable and thread-safe.
 *
 * @param bits bits of a packed integer, 0 for as many as a chunk needs, -1 for none
 * @param digits decimal digits that floating-point numbers are rounded to; null for none
 * @param nbit whether only the bits that carry values are kept
 * @param shuffle whether bytes are shuffled for elements of more than one
 * @param codec what compresses; null for nothing
 * @param summed whether a checksum follows
 */
record Pipeline(
        int bits, @Nullable Integer digits, boolean nbit, boolean shuffle, @Nullable Filter codec, boolean summed) {
    /** No filter. */
    static final Pipeline NONE = new Pipeline(-1, null, false, false, null, false);

    private static final int DEFLATE = 1;
    private static final int SZIP = 4;
    private static final int NBIT = 5;
    private static final int SCALE_OFFSET = 6;
    private static final int BZIP2 = 307;
    private static final int LZF = 32000;
    private static final int BLOSC = 32001;
    private static final int SNAPPY = 32003;
    private static final int LZ4 = 32004;
    private static final int BITSHUFFLE = 32008;
    private static final int ZSTD = 32015;
    private static final int BLOSC2 = 32026;
    private static final int USUAL_DEFLATE = 5;
    private static final int SZIP_BLOCK = 8;
    private static final List<String> BLOSC_CODES = List.of("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd");

    /** Whether there is nothing to do. */
    boolean isEmpty() {
        return equals(NONE);
    }

    /**
     * Reads names that plus signs join.
     *
     * @throws H5TypeException if a name is unknown
     * @throws H5UnsupportedException if it is that of a filter that cannot be had
     */
    static Pipeline parse(String text) {
        Pipeline pipeline = NONE;
        for (String part : text.split("\\+", -1)) {
            pipeline = pipeline.with(new Name(text, part.strip().toLowerCase(Locale.ROOT)));
        }
        return pipeline;
    }

    private Pipeline with(Name name) {
        switch (name.word(0)) {
            case "none" -> {
                name.end(1);
                return this;
            }
            case "shuffle" -> {
                name.end(1);
                return new Pipeline(bits, digits, nbit, true, codec, summed);
            }
            case "nbit" -> {
                name.end(1);
                return new Pipeline(bits, digits, true, shuffle, codec, summed);
            }
            case "checksum", "fletcher32" -> {
                name.end(1);
                return new Pipeline(bits, digits, nbit, shuffle, codec, true);
            }
            case "int" -> {
                name.expect(1, "packing");
                return new Pipeline(name.number(2, 0, 64, 0), digits, nbit, shuffle, codec, summed);
            }
            case "float" -> {
                name.expect(1, "rounding");
                return new Pipeline(bits, name.number(2, 0, 300, 0), nbit, shuffle, codec, summed);
            }
            default -> {
                Filter found = codec(name);
                // These put bits or bytes in order themselves.
                boolean own =
                        found.id() == SZIP || found.id() == BITSHUFFLE || found.id() == BLOSC || found.id() == BLOSC2;
                return new Pipeline(bits, digits, nbit, shuffle || !own, found, summed);
            }
        }
    }

    private static Filter codec(Name name) {
        if (name.isNumber(0)) {
            return filter(DEFLATE, name.number(0, 1, 9, USUAL_DEFLATE));
        }
        return switch (name.word(0)) {
            case "gzip", "deflate" -> filter(DEFLATE, name.number(1, 0, 9, USUAL_DEFLATE));
            case "zstd" -> filter(ZSTD, name.number(1, 1, 22, 3));
            case "lz4" -> filter(LZ4, 0, name.number(1, 0, 12, 0));
            case "bzip2" -> filter(BZIP2, name.number(1, 1, 9, 9));
            case "lzf" -> filter(LZF, name.end(1));
            case "snappy" -> filter(SNAPPY, name.end(1));
            case "szip" -> szip(name);
            case "bshuf", "bitshuffle" -> bitshuffle(name);
            case "blosc", "blosc1" -> blosc(name, BLOSC);
            case "blosc2" -> blosc(name, BLOSC2);
            case "zfp" -> throw name.missing();
            default -> throw name.unknown();
        };
    }

    private static Filter szip(Name name) {
        int options =
                switch (name.word(1)) {
                    case "ec" -> 4;
                    case "nn", "" -> 32;
                    default -> throw name.unknown();
                };
        return filter(SZIP, options, name.number(2, 2, 32, SZIP_BLOCK));
    }

    private static Filter bitshuffle(Name name) {
        return switch (name.word(1)) {
            case "lz4", "" -> filter(BITSHUFFLE, 0, 2, name.end(2).length);
            case "zstd" -> filter(BITSHUFFLE, 0, 3, name.number(2, 1, 22, 3));
            case "none" -> filter(BITSHUFFLE, 0, 0, name.end(2).length);
            default -> throw name.unknown();
        };
    }

    private static Filter blosc(Name name, int id) {
        String code = name.word(1);
        if (code.equals("ndlz") || code.equals("zfp")) {
            throw name.missing();
        }
        boolean named = !code.isEmpty() && !name.isNumber(1);
        int number = BLOSC_CODES.indexOf(code.equals("gzip") ? "zlib" : named ? code : "lz4");
        if (number < 0 || (id == BLOSC2 && code.equals("snappy"))) {
            throw name.unknown();
        }
        int most = code.equals("zstd") ? 22 : 12;
        int level = name.number(named ? 2 : 1, 0, most, 5);
        return filter(id, 0, 0, 0, 0, Math.min(9, level), 2, number);
    }

    private static Filter filter(int id, int... parameters) {
        return new Filter(id, null, Filter.OPTIONAL, parameters);
    }

    /** All filters for these chunks, in the order of writing. */
    List<Filter> filters(ChunkFilter.Tile tile) {
        List<Filter> all = new ArrayList<>(packing(tile));
        if (shuffles(tile)) {
            all.add(Filters.shuffle(tile.type().size()));
        }
        all.addAll(compressing(tile));
        if (summed) {
            all.add(Filters.fletcher32());
        }
        return all;
    }

    /** What stands before shuffling: integers packed, floating-point numbers rounded, idle bits left out. */
    List<Filter> packing(ChunkFilter.Tile tile) {
        Datatype type = tile.type();
        List<Filter> packing = new ArrayList<>();
        if (nbit) {
            packing.add(Filters.complete(filter(NBIT), tile));
        }
        if (bits >= 0 && type instanceof FixedPoint) {
            packing.add(Filters.complete(filter(SCALE_OFFSET, Math.min(bits, 8 * type.size())), tile));
        }
        if (digits != null && type instanceof FloatingPoint && (type.size() == 4 || type.size() == 8)) {
            packing.add(Filters.complete(filter(SCALE_OFFSET, digits), tile));
        }
        return packing;
    }

    /** Whether bytes are to be shuffled: not where there is one per element, nor where numbers were packed into bits. */
    boolean shuffles(ChunkFilter.Tile tile) {
        return shuffle && tile.type().size() > 1 && packing(tile).isEmpty();
    }

    /** What compresses; where szip cannot be used, deflate takes its place. */
    List<Filter> compressing(ChunkFilter.Tile tile) {
        Filter filter = codec;
        if (filter == null) {
            return List.of();
        }
        if (filter.id() == SZIP && (!packing(tile).isEmpty() || !fitsSzip(tile, filter.clientData()[1]))) {
            filter = filter(DEFLATE, USUAL_DEFLATE);
        }
        return List.of(Filters.complete(filter, tile));
    }

    private static boolean fitsSzip(ChunkFilter.Tile tile, int block) {
        Datatype type = tile.type();
        boolean number = type instanceof FixedPoint || type instanceof FloatingPoint || type instanceof BitField;
        boolean sized = Arrays.asList(1, 2, 4, 8).contains(type.size());
        return number && sized && tile.elements() >= block;
    }

    /** One name: words that hyphens join. */
    private static final class Name {
        private final String text;
        private final String[] words;

        Name(String text, String part) {
            this.text = text;
            words = part.split("-", -1);
        }

        String word(int index) {
            return index < words.length ? words[index] : "";
        }

        boolean isNumber(int index) {
            return word(index).matches("\\d{1,3}");
        }

        /** The number at the end, or the usual one if the name ends before it. */
        int number(int index, int least, int most, int usual) {
            if (words.length <= index) {
                return usual;
            }
            end(index + 1);
            if (!isNumber(index)) {
                throw unknown();
            }
            int number = Integer.parseInt(words[index]);
            if (number < least || number > most) {
                throw new H5TypeException("compression '" + text + "': a level of " + least + " to " + most
                        + " is expected, found " + number);
            }
            return number;
        }

        void expect(int index, String word) {
            if (!word(index).equals(word)) {
                throw unknown();
            }
        }

        /** No parameters, where nothing follows. */
        int[] end(int index) {
            if (words.length > index) {
                throw unknown();
            }
            return new int[0];
        }

        H5TypeException unknown() {
            return new H5TypeException("compression '" + text
                    + "' is unknown: expected are none, gzip[-0..9], zstd[-1..22], lz4[-0..12], lzf, bzip2[-1..9], snappy, szip-nn or "
                    + "szip-ec[-block], bshuf-lz4, bshuf-zstd[-1..22], blosc1 or blosc2[-blosclz|-lz4|-lz4hc|-gzip|-zstd[-level]], blosc1-snappy; "
                    + "and, joined by +, shuffle, nbit, int-packing[-bits], float-rounding-digits, checksum");
        }

        H5UnsupportedException missing() {
            return new H5UnsupportedException(
                    "compression '" + text
                            + "': there is no such codec for the JVM; use float-rounding-digits+zstd, or install a filter and name it by its number");
        }
    }
}
