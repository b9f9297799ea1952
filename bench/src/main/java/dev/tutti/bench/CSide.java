package dev.tutti.bench;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.DoublePointer;

/** The work of every row done with the HDF5 C library, from memory outside the Java heap, so that nothing of Java's is charged to it. */
final class CSide implements AutoCloseable {

    private final DoublePointer target;

    /** @param elements the most that one call reads or writes */
    CSide(long elements) {
        target = new DoublePointer(elements);
        H5open();
    }

    /** What the library writes: the signal in memory of its own. */
    void fill(double[] samples) {
        target.position(0).put(samples, 0, samples.length);
    }

    void write(Path path, long elements, int chunk) {
        write(path, elements, plist -> {
            if (chunk > 0) {
                ok(H5Pset_chunk(plist, 1, new long[] {chunk}));
                ok(H5Pset_shuffle(plist));
                ok(H5Pset_deflate(plist, Workload.DEFLATE));
            }
        });
    }

    /** In chunks without filters. */
    void writePlain(Path path, long elements, int chunk) {
        write(path, elements, plist -> ok(H5Pset_chunk(plist, 1, new long[] {chunk})));
    }

    private void write(Path path, long elements, LongConsumer layout) {
        long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
        ok(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110));
        long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
        H5Pclose(access);
        long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
        layout.accept(plist);
        long space = ok(H5Screate_simple(1, new long[] {elements}, new long[] {elements}));
        long data = ok(H5Dcreate2(file, Rows.NAME, H5T_IEEE_F64LE_g(), space, H5P_DEFAULT, plist, H5P_DEFAULT));
        ok(H5Dwrite(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, target));
        H5Dclose(data);
        H5Sclose(space);
        H5Pclose(plist);
        ok(H5Fclose(file));
    }

    /** Open, read everything into memory that is there already, close. */
    void read(Path path) {
        read(path, target);
    }

    /** The same into memory that was never touched, as numpy or any reader that returns an array gives it. */
    void readFresh(Path path, long elements) {
        try (DoublePointer fresh = new DoublePointer(elements)) {
            read(path, fresh);
        }
    }

    private static void read(Path path, DoublePointer into) {
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
        long data = ok(H5Dopen2(file, Rows.NAME, H5P_DEFAULT));
        ok(H5Dread(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, into));
        H5Dclose(data);
        ok(H5Fclose(file));
    }

    /** Byte of the file at which the values of a contiguous dataset begin. */
    long dataAddress(Path path) {
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
        long data = ok(H5Dopen2(file, Rows.NAME, H5P_DEFAULT));
        long address = ok(H5Dget_offset(data));
        H5Dclose(data);
        ok(H5Fclose(file));
        return address;
    }

    /** Appends {@code count} times {@code samples} values and flushes after each, live. */
    void append(Path path, int count, int samples) {
        long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
        ok(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110));
        long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
        H5Pclose(access);
        long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
        ok(H5Pset_chunk(plist, 1, new long[] {Workload.LIVE_CHUNK}));
        long space = ok(H5Screate_simple(1, new long[] {0}, new long[] {-1}));
        long data = ok(H5Dcreate2(file, Rows.NAME, H5T_IEEE_F64LE_g(), space, H5P_DEFAULT, plist, H5P_DEFAULT));
        H5Sclose(space);
        H5Pclose(plist);
        ok(H5Fstart_swmr_write(file));
        long memory = ok(H5Screate_simple(1, new long[] {samples}, new long[] {samples}));
        long[] start = new long[1];
        long[] length = {samples};
        long[] extent = new long[1];
        for (int i = 0; i < count; i++) {
            start[0] = (long) i * samples;
            extent[0] = start[0] + samples;
            ok(H5Dset_extent(data, extent));
            long part = ok(H5Dget_space(data));
            ok(H5Sselect_hyperslab(part, H5S_SELECT_SET, start, null, length, null));
            ok(H5Dwrite(data, H5T_NATIVE_DOUBLE_g(), memory, part, H5P_DEFAULT, target));
            H5Sclose(part);
            ok(H5Dflush(data));
        }
        H5Sclose(memory);
        H5Dclose(data);
        ok(H5Fclose(file));
    }

    /** Opens the file {@code count} times, reads {@code samples} values and closes it. */
    void openReadClose(Path path, int count, int samples) {
        long memory = ok(H5Screate_simple(1, new long[] {samples}, new long[] {samples}));
        long[] start = {0};
        long[] length = {samples};
        for (int i = 0; i < count; i++) {
            long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
            long data = ok(H5Dopen2(file, Rows.NAME, H5P_DEFAULT));
            long part = ok(H5Dget_space(data));
            ok(H5Sselect_hyperslab(part, H5S_SELECT_SET, start, null, length, null));
            ok(H5Dread(data, H5T_NATIVE_DOUBLE_g(), memory, part, H5P_DEFAULT, target));
            H5Sclose(part);
            H5Dclose(data);
            ok(H5Fclose(file));
        }
        H5Sclose(memory);
    }

    static long ok(long result) {
        if (result < 0) {
            throw new IllegalStateException("the C library refused a call, see above");
        }
        return result;
    }

    @Override
    public void close() {
        target.close();
    }
}
