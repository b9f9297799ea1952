package dev.tutti.engine.object;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.message.Dataspace;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a raw file that holds values of a dataset.
 *
 * @param name of the raw file, as it stands in the HDF5 file
 * @param offset its first byte in the raw file
 * @param size bytes; {@link #ALL} for as many as are needed, in the last piece only
 */
public record RawPiece(String name, long offset, long size) {
    /** As many bytes as are needed. */
    public static final long ALL = Dataspace.UNLIMITED;

    /** All pieces of a dataset stand in one header message, which holds 64 KiB. */
    private static final int MOST = 2_000;

    /**
     * Looks whether the raw files of a description hold its dataset, however large it grows.
     *
     * @param path of the file, for errors
     * @throws H5TypeException if they do not; the message says why
     */
    static void check(String path, DatasetSpec spec) {
        List<RawPiece> pieces = spec.pieces();
        if (pieces.isEmpty() || pieces.size() > MOST) {
            throw refused(path, "1 to " + MOST + " pieces of raw files are expected, found " + pieces.size());
        }
        long held = 0;
        for (int i = 0; i < pieces.size(); i++) {
            held = held(path, held, pieces.get(i), i == pieces.size() - 1);
        }
        if (!spec.filters().isEmpty()) {
            throw refused(path, "it has no filters");
        }
        if (Types.hasPointers(spec.type())) {
            throw refused(
                    path, "its elements cannot point elsewhere in the file, as text and sequences of any length do");
        }
        for (byte fill : spec.fill()) {
            if (fill != 0) {
                throw refused(path, "it has no fill value: what a raw file is too short for reads as zeros");
            }
        }
        checkSize(path, spec, held);
    }

    private static long held(String path, long before, RawPiece piece, boolean last) {
        if (piece.name.isEmpty() || piece.name.indexOf('\0') >= 0) {
            throw refused(path, "a piece has no name, or a zero byte in it");
        }
        if (piece.offset < 0 || piece.size < ALL || piece.size == 0) {
            throw refused(
                    path,
                    "an offset of 0 or more and a size of 1 byte or more are expected, found " + piece.offset + " and "
                            + piece.size + " for '" + piece.name + "'");
        }
        if (piece.size == ALL && !last) {
            throw refused(path, "only the last piece can have no bound, found '" + piece.name + "' before others");
        }
        return piece.size == ALL || before > Long.MAX_VALUE - piece.size ? Long.MAX_VALUE : before + piece.size;
    }

    private static void checkSize(String path, DatasetSpec spec, long held) {
        Dataspace space = spec.space();
        long[] most = space.maxDims();
        long needed = spec.type().size();
        for (int d = 0; d < space.rank(); d++) {
            if (d > 0 && most[d] != space.dims()[d]) {
                throw refused(
                        path,
                        "only its first dimension can grow, found shape " + Arrays.toString(space.dims()) + " up to "
                                + Arrays.toString(most));
            }
            boolean endless = most[d] == Dataspace.UNLIMITED || Math.multiplyHigh(needed, most[d]) != 0;
            needed = endless || needed * most[d] < 0 ? Long.MAX_VALUE : needed * most[d];
        }
        if (needed > held) {
            throw refused(
                    path,
                    (needed == Long.MAX_VALUE ? "it has no bound" : "it takes up to " + needed + " bytes")
                            + ", its raw files hold " + held + "; give the last piece no bound, or a larger size");
        }
    }

    private static H5TypeException refused(String path, String why) {
        return new H5TypeException(path + ": a dataset in external raw files: " + why);
    }
}
