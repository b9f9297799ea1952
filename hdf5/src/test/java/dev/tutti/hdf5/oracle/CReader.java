package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.bytedeco.hdf5.H5L_info2_t;
import org.bytedeco.hdf5.H5O_info2_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Reads whole files, single datasets and attributes with the C library into canonical form. */
final class CReader {
    private final long file;
    private final Tree tree = new Tree();
    private final Map<String, String> firstPaths = new HashMap<>();
    private final Map<Long, String> references = new HashMap<>();

    private CReader(long file) {
        this.file = file;
    }

    /** Everything in {@code path}. */
    static Tree read(Path path) {
        return read(path, H5F_ACC_RDONLY, plist -> {});
    }

    /** Everything in a file that is open with a live writer. */
    static Tree readLive(Path path) {
        return read(path, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, plist -> {});
    }

    /** Everything in {@code path}, which is opened with these options. */
    static Tree read(Path path, LongConsumer options) {
        return read(path, H5F_ACC_RDONLY, options);
    }

    private static Tree read(Path path, int flags, LongConsumer options) {
        return CLibrary.call(() -> {
            long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
            options.accept(access);
            long file = ok(H5Fopen(path.toString(), flags, access), "H5Fopen " + path);
            H5Pclose(access);
            try {
                CReader reader = new CReader(file);
                reader.object("/");
                return reader.tree;
            } finally {
                H5Fclose(file);
            }
        });
    }

    private void object(String path) {
        long id = ok(H5Oopen(file, path, H5P_DEFAULT), "H5Oopen " + path);
        try (H5O_info2_t info = new H5O_info2_t()) {
            ok(H5Oget_info3(id, info, H5O_INFO_BASIC | H5O_INFO_NUM_ATTRS), "H5Oget_info " + path);
            byte[] token = new byte[16];
            Raw.at(info.token().address(), token.length).get(token);
            String first = firstPaths.putIfAbsent(new String(token, StandardCharsets.ISO_8859_1), path);
            if (first != null) {
                tree.items().put(path, new Tree.HardItem(first));
                return;
            }
            Map<String, Tree.Data> attributes = attributes(id, path, (int) info.num_attrs());
            if (info.type() == H5O_TYPE_GROUP) {
                tree.items().put(path, new Tree.GroupItem(attributes));
                links(id, path.equals("/") ? "/" : path + "/");
            } else if (info.type() == H5O_TYPE_DATASET) {
                tree.items().put(path, dataset(id, path, attributes));
            } else {
                tree.items().put(path, new Tree.TypeItem(CType.of(id).text(), attributes));
            }
        } finally {
            H5Oclose(id);
        }
    }

    private void links(long group, String prefix) {
        List<String> names = new ArrayList<>();
        try (H5L_info2_t info = new H5L_info2_t()) {
            long count = linkCount(group);
            for (long i = 0; i < count; i++) {
                byte[] name = new byte[512];
                long length = ok(
                        H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, name.length, H5P_DEFAULT),
                        "link " + i + " of " + prefix);
                names.add(new String(name, 0, (int) length, StandardCharsets.UTF_8));
            }
            for (String name : names) {
                ok(H5Lget_info2(group, name, info, H5P_DEFAULT), "link " + prefix + name);
                if (info.type() == H5L_TYPE_HARD) {
                    object(prefix + name);
                } else {
                    tree.items().put(prefix + name, symbolic(group, name, info));
                }
            }
        }
    }

    private static long linkCount(long group) {
        try (org.bytedeco.hdf5.H5G_info_t info = new org.bytedeco.hdf5.H5G_info_t()) {
            ok(H5Gget_info(group, info), "H5Gget_info");
            return info.nlinks();
        }
    }

    private static Tree.Item symbolic(long group, String name, H5L_info2_t info) {
        int size = (int) info.u_val_size();
        try (BytePointer value = new BytePointer(Math.max(1, size))) {
            ok(H5Lget_val(group, name, value, size, H5P_DEFAULT), "H5Lget_val");
            byte[] bytes = new byte[size];
            value.get(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (info.type() == H5L_TYPE_SOFT) {
                return new Tree.SoftItem(text.substring(0, text.indexOf('\0')));
            }
            String[] parts = text.substring(1).split("\0");
            return new Tree.ExternalItem(parts[0], parts[1]);
        }
    }

    private Map<String, Tree.Data> attributes(long object, String path, int count) {
        Map<String, Tree.Data> attributes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            long id = ok(
                    H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
                    "attribute " + i + " of " + path);
            byte[] name = new byte[512];
            long length = ok(H5Aget_name(id, name.length, name), "attribute name");
            long type = H5Aget_type(id);
            long space = H5Aget_space(id);
            String key = new String(name, 0, (int) length, StandardCharsets.UTF_8);
            attributes.put(key, data(type, space, path + "@" + key, (memory, to) -> H5Aread(id, memory, to)));
            H5Sclose(space);
            H5Tclose(type);
            H5Aclose(id);
        }
        return attributes;
    }

    private Tree.DatasetItem dataset(long id, String path, Map<String, Tree.Data> attributes) {
        long type = H5Dget_type(id);
        long space = H5Dget_space(id);
        Tree.Data data =
                data(type, space, path, (memory, to) -> H5Dread(id, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, to));
        List<Long> maxShape = new ArrayList<>();
        int rank = H5Sget_simple_extent_ndims(space);
        if (rank > 0) {
            long[] max = new long[rank];
            H5Sget_simple_extent_dims(space, null, max);
            for (long m : max) {
                maxShape.add(m);
            }
        }
        H5Sclose(space);
        H5Tclose(type);
        long plist = H5Dget_create_plist(id);
        List<Long> chunk = new ArrayList<>();
        String layout = layout(id, plist, rank, chunk);
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < Math.max(0, H5Pget_nfilters(plist)); i++) {
            filters.add(filter(plist, i));
        }
        H5Pclose(plist);
        return new Tree.DatasetItem(data, maxShape, layout, chunk, filters, attributes);
    }

    private static String filter(long plist, int index) {
        int[] flags = new int[1];
        int[] values = new int[16];
        int[] config = new int[1];
        try (SizeTPointer count = new SizeTPointer(1)) {
            count.put(0, 16);
            return String.valueOf(H5Pget_filter2(plist, index, flags, count, values, 0, (byte[]) null, config));
        }
    }

    private static String layout(long id, long plist, int rank, List<Long> chunk) {
        int layout = H5Pget_layout(plist);
        if (layout != H5D_CHUNKED) {
            return layout == H5D_COMPACT ? "compact" : layout == H5D_CONTIGUOUS ? "contiguous" : "virtual";
        }
        long[] dims = new long[rank];
        H5Pget_chunk(plist, rank, dims);
        for (long d : dims) {
            chunk.add(d);
        }
        int[] index = new int[1];
        ok(H5Dget_chunk_index_type(id, index), "chunk index type");
        return "chunked "
                + List.of("btree1", "single", "implicit", "fixed array", "extensible array", "btree2")
                        .get(index[0]);
    }

    private String referenced(long address) {
        return references.computeIfAbsent(address, at -> CValues.path(at, file));
    }

    private interface Reading {
        int read(long memoryType, Pointer to);
    }

    private Tree.Data data(long typeId, long space, String what, Reading reading) {
        CType type = CType.of(typeId);
        int kind = H5Sget_simple_extent_type(space);
        if (kind == H5S_NULL) {
            return new Tree.Data(type.text(), null, List.of());
        }
        int rank = ok(H5Sget_simple_extent_ndims(space), "rank");
        long[] dims = new long[rank];
        List<Long> shape = new ArrayList<>();
        long count = 1;
        if (rank > 0) {
            H5Sget_simple_extent_dims(space, dims, null);
        }
        for (long dim : dims) {
            shape.add(dim);
            count *= dim;
        }
        List<Object> values = new ArrayList<>((int) count);
        if (count > 0) {
            long memory = type.memory();
            try (BytePointer bytes = new BytePointer(count * type.memorySize())) {
                Pointer.memset(bytes, 0, count * type.memorySize());
                ok(reading.read(memory, bytes), "reading " + what);
                ByteBuffer view = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
                for (int i = 0; i < count; i++) {
                    values.add(CValues.decode(type, view, i * type.memorySize(), this::referenced));
                }
                H5Treclaim(memory, space, H5P_DEFAULT, bytes);
            } finally {
                H5Tclose(memory);
            }
        }
        return new Tree.Data(type.text(), shape, values);
    }
}
