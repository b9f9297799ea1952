package dev.tutti.hdf5;

import dev.tutti.engine.object.RawPiece;

/**
 * A part of a raw file that holds values of a dataset, as HDF5 stores them: elements one behind the other, in row-major order and in the byte order of their type.
 *
 * @param name of the raw file. Tutti looks for it beside the HDF5 file, and then in the working directory; other libraries in the working directory. Both go by {@code HDF5_EXTFILE_PREFIX} where that
 *     is set ({@code ${ORIGIN}} there is the folder of the HDF5 file), and both take an absolute name as it is
 * @param offset its first byte in the raw file
 * @param size bytes; {@link H5#UNLIMITED} for as many as the dataset needs, in the last part only
 */
public record ExternalFile(String name, long offset, long size) {
    /** A whole file, however many bytes the dataset needs. */
    public static ExternalFile of(String name) {
        return new ExternalFile(name, 0, H5.UNLIMITED);
    }

    static ExternalFile of(RawPiece stored) {
        return new ExternalFile(stored.name(), stored.offset(), stored.size());
    }

    RawPiece piece() {
        return new RawPiece(name, offset, size);
    }
}
