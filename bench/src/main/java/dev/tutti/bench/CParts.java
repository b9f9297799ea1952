package dev.tutti.bench;

import static dev.tutti.bench.CSide.ok;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Parts of one dataset read with the HDF5 C library from a file that stays open, into memory that is there already. */
final class CParts implements AutoCloseable {
    private final long file;
    private final long data;
    private final DoublePointer numbers;

    /** @param most values that one call reads */
    CParts(Path path, long most) {
        file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
        data = ok(H5Dopen2(file, Rows.NAME, H5P_DEFAULT));
        numbers = new DoublePointer(most);
    }

    /** Makes a file with a table of float64 in square chunks. */
    static void makeGrid(Path path, int side, int chunk) {
        long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
        long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
        ok(H5Pset_chunk(plist, 2, new long[] {chunk, chunk}));
        long[] shape = {side, side};
        long space = ok(H5Screate_simple(2, shape, shape));
        long data = ok(H5Dcreate2(file, Rows.NAME, H5T_IEEE_F64LE_g(), space, H5P_DEFAULT, plist, H5P_DEFAULT));
        try (DoublePointer values = new DoublePointer((long) side * side)) {
            values.put(Signal.samples(side * side), 0, side * side);
            ok(H5Dwrite(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
        }
        H5Dclose(data);
        H5Sclose(space);
        H5Pclose(plist);
        ok(H5Fclose(file));
    }

    void read(long[] start, long[] count) {
        long memory = ok(H5Screate_simple(count.length, count, count));
        long part = ok(H5Dget_space(data));
        ok(H5Sselect_hyperslab(part, H5S_SELECT_SET, start, null, count, null));
        ok(H5Dread(data, H5T_NATIVE_DOUBLE_g(), memory, part, H5P_DEFAULT, numbers));
        H5Sclose(part);
        H5Sclose(memory);
    }

    /** Reads all strings, and gives their memory back. */
    void readStrings(int count) {
        long type = ok(H5Dget_type(data));
        long space = ok(H5Dget_space(data));
        try (PointerPointer<BytePointer> strings = new PointerPointer<>(count)) {
            ok(H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, strings));
            ok(H5Treclaim(type, space, H5P_DEFAULT, strings));
        }
        H5Sclose(space);
        H5Tclose(type);
    }

    /** Reads all records into an array of structures as a C compiler lays them out. */
    void readRecords(int count) {
        long stored = ok(H5Dget_type(data));
        long type = ok(H5Tget_native_type(stored, H5T_DIR_ASCEND));
        try (BytePointer structures = new BytePointer(count * H5Tget_size(type))) {
            ok(H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, structures));
        }
        H5Tclose(type);
        H5Tclose(stored);
    }

    @Override
    public void close() {
        H5Dclose(data);
        H5Fclose(file);
        numbers.close();
    }
}
