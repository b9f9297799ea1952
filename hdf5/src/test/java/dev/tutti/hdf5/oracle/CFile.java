package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.bytedeco.hdf5.H5O_info2_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A file that the C library writes. Use it inside {@link CLibrary#call}. */
final class CFile implements AutoCloseable {
    /** Version bounds of a file. */
    enum Bounds {
        LATEST(H5F_LIBVER_LATEST, H5F_LIBVER_LATEST),
        V110(H5F_LIBVER_V110, H5F_LIBVER_V110),
        V18(H5F_LIBVER_V18, H5F_LIBVER_V18),
        EARLIEST(H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);

        private final int low;
        private final int high;

        Bounds(int low, int high) {
            this.low = low;
            this.high = high;
        }
    }

    private final long file;
    private final Random random;
    private final Map<String, Long> references = new LinkedHashMap<>();

    private CFile(long file, Random random) {
        this.file = file;
        this.random = random;
    }

    static CFile create(Path path, Bounds bounds, Random random) {
        return create(path, bounds, random, plist -> {}, plist -> {});
    }

    /** A file with these creation properties. */
    static CFile create(Path path, Bounds bounds, Random random, long properties) {
        long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
        ok(H5Pset_libver_bounds(access, bounds.low, bounds.high), "version bounds");
        long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, properties, access), "H5Fcreate");
        H5Pclose(access);
        return new CFile(file, random);
    }

    /** A new file with options of creation and of access. */
    static CFile create(
            Path path, Bounds bounds, Random random, LongConsumer creationOptions, LongConsumer accessOptions) {
        long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
        long creation = H5Pcreate(H5P_CLS_FILE_CREATE_ID_g());
        ok(H5Pset_libver_bounds(access, bounds.low, bounds.high), "version bounds");
        creationOptions.accept(creation);
        accessOptions.accept(access);
        long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, creation, access), "H5Fcreate");
        H5Pclose(access);
        H5Pclose(creation);
        return new CFile(file, random);
    }

    /** A file that exists, to change it. */
    static CFile open(Path path, Random random) {
        return open(path, random, plist -> {});
    }

    /** The same with options of access. */
    static CFile open(Path path, Random random, LongConsumer options) {
        long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
        options.accept(access);
        long file = ok(H5Fopen(path.toString(), H5F_ACC_RDWR, access), "H5Fopen " + path);
        H5Pclose(access);
        return new CFile(file, random);
    }

    long id() {
        return file;
    }

    void group(String path) {
        long plist = H5Pcreate(H5P_CLS_LINK_CREATE_ID_g());
        ok(H5Pset_create_intermediate_group(plist, 1), "intermediate groups");
        H5Gclose(ok(H5Gcreate2(file, path, plist, H5P_DEFAULT, H5P_DEFAULT), "H5Gcreate " + path));
        H5Pclose(plist);
    }

    /** Makes the object at {@code path} a possible target of random references. */
    void target(String path) {
        try (H5O_info2_t info = new H5O_info2_t()) {
            ok(H5Oget_info_by_name3(file, path, info, H5O_INFO_BASIC, H5P_DEFAULT), "target " + path);
            references.put(
                    path,
                    Raw.at(info.token().address(), 16)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong(0));
        }
    }

    /** Creates a dataset with random values and returns these in canonical form. */
    List<Object> dataset(String path, LongSupplier typeOf, LayoutCase layout) {
        long type = ok(typeOf.getAsLong(), "type of " + path);
        long space = space(layout);
        long plist = plist(layout);
        long id = ok(H5Dcreate2(file, path, type, space, H5P_DEFAULT, plist, H5P_DEFAULT), "H5Dcreate " + path);
        List<Object> values = write(
                CType.of(type),
                layout.elements(),
                "writing " + path,
                (memory, from) -> H5Dwrite(id, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, from));
        H5Dclose(id);
        H5Pclose(plist);
        H5Sclose(space);
        H5Tclose(type);
        return values;
    }

    /** Adds an attribute with random values to the object at {@code path}. */
    List<Object> attribute(String path, String name, LongSupplier typeOf, long[] shape) {
        long object = ok(H5Oopen(file, path, H5P_DEFAULT), "H5Oopen " + path);
        long type = ok(typeOf.getAsLong(), "type of " + name);
        LayoutCase layout = new LayoutCase(name, shape, shape, null, false, false, false, false, false);
        long space = space(layout);
        long id = ok(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), "H5Acreate " + name);
        List<Object> values = write(
                CType.of(type), layout.elements(), "writing @" + name, (memory, from) -> H5Awrite(id, memory, from));
        H5Aclose(id);
        H5Sclose(space);
        H5Tclose(type);
        H5Oclose(object);
        return values;
    }

    void soft(String path, String target) {
        ok(H5Lcreate_soft(target, file, path, H5P_DEFAULT, H5P_DEFAULT), "soft link");
    }

    void external(String path, String other, String target) {
        ok(H5Lcreate_external(other, target, file, path, H5P_DEFAULT, H5P_DEFAULT), "external link");
    }

    void hard(String path, String existing) {
        ok(H5Lcreate_hard(file, existing, file, path, H5P_DEFAULT, H5P_DEFAULT), "hard link");
    }

    void committed(String path, LongSupplier typeOf) {
        long type = typeOf.getAsLong();
        ok(H5Tcommit2(file, path, type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "H5Tcommit");
        H5Tclose(type);
    }

    private interface Writing {
        int write(long memoryType, Pointer from);
    }

    private List<Object> write(CType type, long elements, String what, Writing writing) {
        List<Object> values = new ArrayList<>();
        if (elements == 0) {
            return values;
        }
        long memory = type.memory();
        try (CValues.Filler filler = new CValues.Filler(random, references);
                BytePointer bytes = new BytePointer(elements * type.memorySize())) {
            var view = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
            for (int i = 0; i < elements; i++) {
                values.add(filler.fill(type, view, i * type.memorySize()));
            }
            ok(writing.write(memory, bytes), what);
        } finally {
            H5Tclose(memory);
        }
        return values;
    }

    private static long space(LayoutCase layout) {
        if (layout.shape() == null) {
            return H5Screate(H5S_NULL);
        }
        if (layout.shape().length == 0) {
            return H5Screate(H5S_SCALAR);
        }
        long[] max = Arrays.copyOf(layout.maxShape(), layout.maxShape().length);
        return ok(H5Screate_simple(layout.shape().length, layout.shape(), max), "dataspace");
    }

    private static long plist(LayoutCase layout) {
        long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
        if (layout.compact()) {
            ok(H5Pset_layout(plist, H5D_COMPACT), "compact");
        }
        if (layout.chunk() != null) {
            ok(H5Pset_chunk(plist, layout.chunk().length, layout.chunk()), "chunk");
        }
        if (layout.early()) {
            ok(H5Pset_alloc_time(plist, H5D_ALLOC_TIME_EARLY), "early");
        }
        if (layout.shuffle()) {
            ok(H5Pset_shuffle(plist), "shuffle");
        }
        if (layout.deflate()) {
            ok(H5Pset_deflate(plist, 6), "deflate");
        }
        if (layout.fletcher()) {
            ok(H5Pset_fletcher32(plist), "fletcher32");
        }
        return plist;
    }

    @Override
    public void close() {
        ok(H5Fclose(file), "H5Fclose");
    }
}
