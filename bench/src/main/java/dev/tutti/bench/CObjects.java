package dev.tutti.bench;

import static dev.tutti.bench.CSide.ok;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.hdf5.H5L_info2_t;
import org.bytedeco.hdf5.H5L_iterate2_t;
import org.bytedeco.hdf5.H5O_info2_t;
import org.bytedeco.hdf5.H5O_iterate2_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** Many objects in one file, made and found with the HDF5 C library. */
final class CObjects {
    private CObjects() {}

    /** Which form of file the library writes. */
    enum Form {
        /** Symbol tables, chunk indexes of the first version. */
        OLD,
        /** Link messages and dense groups, chunk indexes of version 4 of the layout. */
        NEW
    }

    private static long create(Path path, Form form) {
        long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
        int low = form == Form.NEW ? H5F_LIBVER_V110 : H5F_LIBVER_EARLIEST;
        ok(H5Pset_libver_bounds(access, low, H5F_LIBVER_V110));
        long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
        H5Pclose(access);
        return file;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "d%07d", number);
    }

    /** Makes datasets of a few values each. */
    static void makeDatasets(Path path, Form form, int count, int values) {
        long file = create(path, form);
        long space = ok(H5Screate_simple(1, new long[] {values}, new long[] {values}));
        try (DoublePointer numbers = new DoublePointer(values)) {
            for (int i = 0; i < count; i++) {
                long data =
                        ok(H5Dcreate2(file, name(i), H5T_IEEE_F64LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
                ok(H5Dwrite(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers));
                H5Dclose(data);
            }
        }
        H5Sclose(space);
        ok(H5Fclose(file));
    }

    /** Makes attributes of one number each at the root. */
    static void makeAttributes(Path path, int count) {
        long file = create(path, Form.NEW);
        long space = ok(H5Screate(H5S_SCALAR));
        try (LongPointer number = new LongPointer(1)) {
            for (int i = 0; i < count; i++) {
                long attribute = ok(H5Acreate2(file, name(i), H5T_STD_I64LE_g(), space, H5P_DEFAULT, H5P_DEFAULT));
                ok(H5Awrite(attribute, H5T_NATIVE_LONG_g(), number.put(0, i)));
                H5Aclose(attribute);
            }
        }
        H5Sclose(space);
        ok(H5Fclose(file));
    }

    /** Makes soft links, all of them to the root. */
    static void makeLinks(Path path, Form form, int count) {
        long file = create(path, form);
        for (int i = 0; i < count; i++) {
            ok(H5Lcreate_soft("/", file, name(i), H5P_DEFAULT, H5P_DEFAULT));
        }
        ok(H5Fclose(file));
    }

    /** Makes a dataset that has so many chunks, all written. */
    static void makeChunks(Path path, Form form, int chunks, int chunk) {
        long file = create(path, form);
        long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
        ok(H5Pset_chunk(plist, 1, new long[] {chunk}));
        long elements = (long) chunks * chunk;
        long space = ok(H5Screate_simple(1, new long[] {elements}, new long[] {-1}));
        long data = ok(H5Dcreate2(file, Rows.NAME, H5T_IEEE_F64LE_g(), space, H5P_DEFAULT, plist, H5P_DEFAULT));
        try (DoublePointer values = new DoublePointer(elements)) {
            ok(H5Dwrite(data, H5T_NATIVE_DOUBLE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
        }
        H5Dclose(data);
        H5Sclose(space);
        H5Pclose(plist);
        ok(H5Fclose(file));
    }

    /** Counts the links of the root, by the library's own iteration; what it calls for each is Java, which is in the figure. */
    static long countLinks(Path path) {
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
        long[] count = {0};
        try (H5L_iterate2_t each = new H5L_iterate2_t() {
            @Override
            public int call(long group, BytePointer name, H5L_info2_t info, Pointer data) {
                count[0]++;
                return 0;
            }
        }) {
            ok(H5Literate2(file, H5_INDEX_NAME, H5_ITER_NATIVE, new LongPointer((Pointer) null), each, null));
        }
        ok(H5Fclose(file));
        return count[0];
    }

    /** Visits every object below the root and counts them; what it calls for each is Java, which is in the figure. */
    static long walk(Path path) {
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
        long[] count = {0};
        try (H5O_iterate2_t each = new H5O_iterate2_t() {
            @Override
            public int call(long group, BytePointer name, H5O_info2_t info, Pointer data) {
                count[0]++;
                return 0;
            }
        }) {
            ok(H5Ovisit3(file, H5_INDEX_NAME, H5_ITER_NATIVE, each, null, H5O_INFO_BASIC));
        }
        ok(H5Fclose(file));
        return count[0];
    }

    /** Opens each dataset by name and asks for its shape. */
    static void openAll(Path path, int count) {
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT));
        long[] shape = new long[1];
        for (int i = 0; i < count; i++) {
            long data = ok(H5Dopen2(file, name(i), H5P_DEFAULT));
            long space = ok(H5Dget_space(data));
            ok(H5Sget_simple_extent_dims(space, shape, null));
            H5Sclose(space);
            H5Dclose(data);
        }
        ok(H5Fclose(file));
    }

    /** Opens the file so many times and reads the last chunk. */
    static void readLast(Path path, int times, long elements, int chunk) {
        for (int i = 0; i < times; i++) {
            try (CParts parts = new CParts(path, chunk)) {
                parts.read(new long[] {elements - chunk}, new long[] {chunk});
            }
        }
    }
}
