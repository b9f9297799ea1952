package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.BytePointer;

/** The datatypes of the matrix, by name, as the C library makes them. Each supplier returns a new identifier, which the caller closes. */
final class CTypes {
    private CTypes() {}

    static Map<String, LongSupplier> all() {
        Map<String, LongSupplier> types = new LinkedHashMap<>(integers());
        types.put("f32", () -> H5Tcopy(H5T_IEEE_F32LE_g()));
        types.put("f64", () -> H5Tcopy(H5T_IEEE_F64LE_g()));
        types.put("f32be", () -> H5Tcopy(H5T_IEEE_F32BE_g()));
        types.put("f64be", () -> H5Tcopy(H5T_IEEE_F64BE_g()));
        types.put("f16", () -> small(10, 5, 15, false));
        types.put("f16be", () -> small(10, 5, 15, true));
        types.put("bf16", () -> small(7, 8, 127, false));
        types.put("i12in16", CTypes::twelveBits);
        types.put("bits8", () -> H5Tcopy(H5T_STD_B8LE_g()));
        types.put("bits64be", () -> H5Tcopy(H5T_STD_B64BE_g()));
        types.put("opaque5", CTypes::opaque);
        types.put("string7nullterm", () -> string(7, H5T_STR_NULLTERM, H5T_CSET_ASCII));
        types.put("string9nullpad", () -> string(9, H5T_STR_NULLPAD, H5T_CSET_UTF8));
        types.put("string4spacepad", () -> string(4, H5T_STR_SPACEPAD, H5T_CSET_ASCII));
        types.put("vstring", () -> string(-1, H5T_STR_NULLTERM, H5T_CSET_UTF8));
        types.put("vstringascii", () -> string(-1, H5T_STR_NULLTERM, H5T_CSET_ASCII));
        types.put("vlen_i32", () -> H5Tvlen_create(H5T_STD_I32LE_g()));
        types.put("vlen_f64be", () -> H5Tvlen_create(H5T_IEEE_F64BE_g()));
        types.put("compound", () -> compound(true));
        types.put("compoundpadded", () -> compound(false));
        types.put("compoundnested", CTypes::nested);
        types.put("compoundvlen", CTypes::withStrings);
        types.put("complex64", () -> complex(H5T_IEEE_F32LE_g(), 4));
        types.put("complex128", () -> complex(H5T_IEEE_F64LE_g(), 8));
        types.put("enum", () -> enumeration(H5T_STD_I16BE_g(), 2, true));
        types.put("enumu8", () -> enumeration(H5T_STD_U8LE_g(), 1, false));
        types.put("bool", CTypes::bool);
        types.put("array", () -> H5Tarray_create2(H5T_STD_I16LE_g(), 2, new long[] {2, 3}));
        types.put("arrayvlen", () -> array(H5Tvlen_create(H5T_STD_U32LE_g()), 4));
        types.put("arrayopaque", () -> array(opaque(), 2));
        types.put("arraycompound", () -> array(compound(false), 2));
        types.put("vlencompound", () -> vlen(withStrings()));
        types.put("vlenvlen", () -> vlen(vlen(string(-1, H5T_STR_NULLTERM, H5T_CSET_UTF8))));
        types.put("objref", () -> H5Tcopy(H5T_STD_REF_OBJ_g()));
        return types;
    }

    /** Whether the C library puts a checksum filter on such data; it refuses where elements point into a heap. */
    static boolean checksummable(String name) {
        return !name.contains("vstring") && !name.contains("vlen");
    }

    private static Map<String, LongSupplier> integers() {
        Map<String, LongSupplier> types = new LinkedHashMap<>();
        types.put("i8", () -> H5Tcopy(H5T_STD_I8LE_g()));
        types.put("i16", () -> H5Tcopy(H5T_STD_I16LE_g()));
        types.put("i32", () -> H5Tcopy(H5T_STD_I32LE_g()));
        types.put("i64", () -> H5Tcopy(H5T_STD_I64LE_g()));
        types.put("u8", () -> H5Tcopy(H5T_STD_U8LE_g()));
        types.put("u16", () -> H5Tcopy(H5T_STD_U16LE_g()));
        types.put("u32", () -> H5Tcopy(H5T_STD_U32LE_g()));
        types.put("u64", () -> H5Tcopy(H5T_STD_U64LE_g()));
        types.put("i16be", () -> H5Tcopy(H5T_STD_I16BE_g()));
        types.put("i32be", () -> H5Tcopy(H5T_STD_I32BE_g()));
        types.put("i64be", () -> H5Tcopy(H5T_STD_I64BE_g()));
        types.put("u16be", () -> H5Tcopy(H5T_STD_U16BE_g()));
        types.put("u32be", () -> H5Tcopy(H5T_STD_U32BE_g()));
        types.put("u64be", () -> H5Tcopy(H5T_STD_U64BE_g()));
        return types;
    }

    /** A 16-bit float with the mantissa and exponent given. */
    private static long small(int mantissa, int exponent, int bias, boolean big) {
        long type = H5Tcopy(big ? H5T_IEEE_F32BE_g() : H5T_IEEE_F32LE_g());
        ok(H5Tset_fields(type, 15, mantissa, exponent, 0, mantissa), "fields");
        ok(H5Tset_precision(type, 16), "precision");
        ok(H5Tset_size(type, 2), "size");
        ok(H5Tset_ebias(type, bias), "bias");
        return type;
    }

    private static long twelveBits() {
        long type = H5Tcopy(H5T_STD_I16LE_g());
        ok(H5Tset_precision(type, 12), "precision");
        ok(H5Tset_offset(type, 3), "offset");
        return type;
    }

    private static long opaque() {
        long type = H5Tcreate(H5T_OPAQUE, 5);
        ok(H5Tset_tag(type, "five bytes"), "tag");
        return type;
    }

    static long string(int size, int padding, int charset) {
        long type = H5Tcopy(H5T_C_S1_g());
        ok(H5Tset_size(type, size), "size");
        ok(H5Tset_strpad(type, padding), "padding");
        ok(H5Tset_cset(type, charset), "character set");
        return type;
    }

    private static long array(long element, long length) {
        long type = H5Tarray_create2(element, 1, new long[] {length});
        H5Tclose(element);
        return type;
    }

    private static long vlen(long element) {
        long type = H5Tvlen_create(element);
        H5Tclose(element);
        return type;
    }

    private static long compound(boolean packed) {
        long type = H5Tcreate(H5T_COMPOUND, packed ? 14 : 32);
        ok(H5Tinsert(type, "time_s", packed ? 0 : 8, H5T_IEEE_F64LE_g()), "member");
        ok(H5Tinsert(type, "id", packed ? 8 : 0, H5T_STD_I32BE_g()), "member");
        ok(H5Tinsert(type, "état", packed ? 12 : 20, H5T_STD_U16LE_g()), "member");
        return type;
    }

    private static long nested() {
        long inner = compound(true);
        long name = string(6, H5T_STR_NULLPAD, H5T_CSET_ASCII);
        long position = H5Tarray_create2(H5T_IEEE_F32LE_g(), 1, new long[] {3});
        long flag = bool();
        long type = H5Tcreate(H5T_COMPOUND, 14 + 6 + 12 + 1);
        ok(H5Tinsert(type, "inner", 0, inner), "member");
        ok(H5Tinsert(type, "name", 14, name), "member");
        ok(H5Tinsert(type, "position_mm", 20, position), "member");
        ok(H5Tinsert(type, "ok", 32, flag), "member");
        for (long id : new long[] {inner, name, position, flag}) {
            H5Tclose(id);
        }
        return type;
    }

    private static long withStrings() {
        long text = string(-1, H5T_STR_NULLTERM, H5T_CSET_UTF8);
        long numbers = H5Tvlen_create(H5T_STD_U16LE_g());
        int textSize = (int) H5Tget_size(text);
        long type = H5Tcreate(H5T_COMPOUND, 4 + textSize + H5Tget_size(numbers));
        ok(H5Tinsert(type, "id", 0, H5T_STD_I32LE_g()), "member");
        ok(H5Tinsert(type, "text", 4, text), "member");
        ok(H5Tinsert(type, "numbers", 4L + textSize, numbers), "member");
        H5Tclose(text);
        H5Tclose(numbers);
        return type;
    }

    private static long complex(long part, int size) {
        long type = H5Tcreate(H5T_COMPOUND, 2L * size);
        ok(H5Tinsert(type, "r", 0, part), "member");
        ok(H5Tinsert(type, "i", size, part), "member");
        return type;
    }

    private static long enumeration(long base, int size, boolean big) {
        long type = H5Tenum_create(base);
        byte[] values = {0, 7, 100};
        String[] names = {"IDLE", "RUNNING", "ÜBER"};
        for (int i = 0; i < names.length; i++) {
            byte[] bytes = new byte[size];
            bytes[big ? size - 1 : 0] = values[i];
            try (BytePointer value = new BytePointer(bytes)) {
                ok(H5Tenum_insert(type, utf8(names[i]), value), "enum value");
            }
        }
        return type;
    }

    /** h5py's bool. */
    private static long bool() {
        long type = H5Tenum_create(H5T_STD_I8LE_g());
        try (BytePointer zero = new BytePointer(new byte[] {0});
                BytePointer one = new BytePointer(new byte[] {1})) {
            ok(H5Tenum_insert(type, "FALSE", zero), "enum value");
            ok(H5Tenum_insert(type, "TRUE", one), "enum value");
        }
        return type;
    }

    private static BytePointer utf8(String text) {
        return new BytePointer(java.util.Arrays.copyOf(
                text.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8).length + 1));
    }
}
