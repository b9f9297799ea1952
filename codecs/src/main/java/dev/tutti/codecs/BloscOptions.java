package dev.tutti.codecs;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.io.FormatException;

/**
 * The parameters of both Blosc filters, from the fifth on those of the user.
 *
 * @param size bytes of an element
 * @param level 0 (a copy) to 9
 * @param shuffle bits 0 and 1: 0 none, 1 bytes, 2 bits; bit 2: delta before, Blosc2 only
 * @param codec the code
 */
record BloscOptions(int size, int level, int shuffle, BloscCodec codec) {
    private static final String STRUCTURE = "parameters of the Blosc filter";
    private static final int RESERVED = 4;
    private static final int USUAL_LEVEL = 5;

    static BloscOptions parse(int[] parameters, BloscCodec usual) {
        FormatException.unless(parameters.length >= RESERVED, STRUCTURE, "4 or more", parameters.length);
        int size = parameters[2];
        int code = parameters.length > 6 ? parameters[6] : usual.number();
        for (BloscCodec codec : BloscCodec.values()) {
            if (codec.number() == code) {
                return new BloscOptions(
                        size < 1 || size > 255 ? 1 : size,
                        parameters.length > 4 ? Math.max(0, Math.min(9, parameters[4])) : USUAL_LEVEL,
                        parameters.length > 5 ? parameters[5] : 1,
                        codec);
            }
        }
        throw new H5TypeException(
                "Blosc: a code of 0 (blosclz), 1 (lz4), 2 (lz4hc), 3 (snappy), 4 (zlib) or 5 (zstd) is "
                        + "expected, found " + code);
    }

    /** Fills in what the filter works out itself. */
    static int[] complete(int[] parameters, ChunkFilter.Tile tile, int first, int second, BloscCodec usual) {
        int[] completed = new int[Math.max(RESERVED, parameters.length)];
        System.arraycopy(parameters, 0, completed, 0, parameters.length);
        Datatype type = tile.type();
        int size = type instanceof ArrayType array ? array.base().size() : type.size();
        completed[0] = first;
        completed[1] = second;
        completed[2] = size > 255 ? 1 : size;
        completed[3] = tile.elements() * type.size();
        parse(completed, usual);
        return completed;
    }
}
