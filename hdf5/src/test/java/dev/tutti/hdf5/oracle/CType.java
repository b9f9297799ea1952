package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * A datatype as the C library describes it: {@code text} says everything about the type in the file in one canonical line; the rest
 * tells how its values lie in the memory type that {@link #memory()} makes (64-bit integers, float64, packed compounds).
 */
record CType(
        Kind kind,
        int size,
        String text,
        boolean signed,
        int precision,
        int padding,
        List<Member> members,
        @Nullable CType base,
        long[] dims,
        int memorySize) {
    enum Kind {
        INTEGER,
        FLOAT,
        BITFIELD,
        STRING,
        VLEN_STRING,
        OPAQUE,
        COMPOUND,
        ENUM,
        ARRAY,
        VLEN,
        OBJECT_REFERENCE
    }

    /** A member of a compound (offset in memory), or of an enumeration (value). */
    record Member(String name, int offset, long value, @Nullable CType type) {}

    private static final long[] NONE = {};

    /** Number of elements of an array type. */
    int count() {
        long count = 1;
        for (long dim : dims) {
            count *= dim;
        }
        return (int) count;
    }

    CType element() {
        if (base == null) {
            throw new IllegalStateException(text + " has no base type");
        }
        return base;
    }

    static CType of(long id) {
        int size = (int) H5Tget_size(id);
        switch (H5Tget_class(id)) {
            case 0:
                return integer(id, size);
            case 1:
                return floating(id, size);
            case 3:
                return string(id, size);
            case 4:
                return leaf(
                        Kind.BITFIELD,
                        size,
                        "bits" + size * 8 + order(id) + pads(id, size),
                        8,
                        false,
                        (int) H5Tget_precision(id),
                        0);
            case 5:
                BytePointer tag = H5Tget_tag(id);
                String name = tag.getString();
                H5free_memory(tag);
                return leaf(Kind.OPAQUE, size, "opaque(" + size + ", '" + name + "')", size, false, 0, 0);
            case 6:
                return compound(id, size);
            case 7:
                if (H5Tequal(id, H5T_STD_REF_OBJ_g()) <= 0) {
                    throw new IllegalStateException("a reference that is not the classic object reference");
                }
                return leaf(Kind.OBJECT_REFERENCE, size, "objref", 8, false, 0, 0);
            case 8:
                return enumeration(id, size);
            case 9:
                CType element = parent(id);
                return new CType(
                        Kind.VLEN, size, "vlen{" + element.text + "}", false, 0, 0, List.of(), element, NONE, 16);
            case 10:
                return array(id, size);
            default:
                throw new IllegalStateException("type class " + H5Tget_class(id));
        }
    }

    private static CType leaf(
            Kind kind, int size, String text, int memory, boolean signed, int precision, int padding) {
        return new CType(kind, size, text, signed, precision, padding, List.of(), null, NONE, memory);
    }

    private static CType integer(long id, int size) {
        boolean signed = H5Tget_sign(id) == H5T_SGN_2;
        String text = (signed ? "i" : "u") + size * 8 + order(id) + pads(id, size);
        return leaf(Kind.INTEGER, size, text, 8, signed, (int) H5Tget_precision(id), 0);
    }

    private static CType floating(long id, int size) {
        try (SizeTPointer f = new SizeTPointer(5)) {
            H5Tget_fields(id, f.getPointer(0), f.getPointer(1), f.getPointer(2), f.getPointer(3), f.getPointer(4));
            String text = String.format(
                    "f%d%s(s%d e%d:%d m%d:%d b%d)",
                    size * 8, order(id), f.get(0), f.get(1), f.get(2), f.get(3), f.get(4), H5Tget_ebias(id));
            return leaf(Kind.FLOAT, size, text + pads(id, size), 8, true, (int) f.get(4), 0);
        }
    }

    private static CType string(long id, int size) {
        int padding = H5Tget_strpad(id);
        String charset = H5Tget_cset(id) == H5T_CSET_UTF8 ? "utf8" : "ascii";
        String pad = padding == H5T_STR_NULLTERM ? "nullterm" : padding == H5T_STR_NULLPAD ? "nullpad" : "spacepad";
        if (H5Tis_variable_str(id) > 0) {
            return leaf(Kind.VLEN_STRING, size, "vstring(" + charset + ")", 8, false, 0, padding);
        }
        return leaf(Kind.STRING, size, "string(" + size + ", " + pad + ", " + charset + ")", size, false, 0, padding);
    }

    private static CType compound(long id, int size) {
        List<Member> members = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < H5Tget_nmembers(id); i++) {
            long memberId = ok(H5Tget_member_type(id, i), "member type");
            CType type = of(memberId);
            H5Tclose(memberId);
            String name = memberName(id, i);
            texts.add(name + "@" + H5Tget_member_offset(id, i) + ": " + type.text);
            members.add(new Member(name, offset, 0, type));
            offset += type.memorySize;
        }
        String text = compoundText(size, String.join(", ", texts));
        return new CType(Kind.COMPOUND, size, text, false, 0, 0, members, null, NONE, Math.max(1, offset));
    }

    /** The C library tells of pointers in memory where variable-length members stand, so sizes and offsets are left out then. */
    static String compoundText(int size, String members) {
        boolean pointers = members.contains("vstring") || members.contains("vlen");
        return pointers
                ? "compound{" + members.replaceAll("@\\d+: ", ": ") + "}"
                : "compound(" + size + "){" + members + "}";
    }

    private static CType enumeration(long id, int size) {
        CType base = parent(id);
        List<Member> members = new ArrayList<>();
        StringBuilder text = new StringBuilder("enum(" + base.text + "){");
        long parent = ok(H5Tget_super(id), "enum base");
        try (LongPointer value = new LongPointer(1)) {
            for (int i = 0; i < H5Tget_nmembers(id); i++) {
                value.put(0, 0);
                ok(H5Tget_member_value(id, i, value), "enum value");
                long to = base.signed ? H5T_NATIVE_INT64_g() : H5T_NATIVE_UINT64_g();
                ok(H5Tconvert(parent, to, 1, value, null, 0), "enum value");
                String name = memberName(id, i);
                members.add(new Member(name, 0, value.get(0), null));
                text.append(i == 0 ? "" : ", ").append(name).append("=").append(value.get(0));
            }
        }
        H5Tclose(parent);
        return new CType(Kind.ENUM, size, text.append("}").toString(), base.signed, 0, 0, members, base, NONE, 8);
    }

    private static CType array(long id, int size) {
        CType base = parent(id);
        long[] dims = new long[H5Tget_array_ndims(id)];
        H5Tget_array_dims2(id, dims);
        StringBuilder text = new StringBuilder("array[");
        int count = 1;
        for (int i = 0; i < dims.length; i++) {
            text.append(i == 0 ? "" : ",").append(dims[i]);
            count *= (int) dims[i];
        }
        text.append("]{").append(base.text).append("}");
        return new CType(
                Kind.ARRAY, size, text.toString(), false, 0, 0, List.of(), base, dims, count * base.memorySize);
    }

    private static CType parent(long id) {
        long parent = ok(H5Tget_super(id), "base type");
        CType type = of(parent);
        H5Tclose(parent);
        return type;
    }

    private static String memberName(long id, int index) {
        BytePointer name = H5Tget_member_name(id, index);
        byte[] bytes = name.getStringBytes();
        H5free_memory(name);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String order(long id) {
        if (H5Tget_size(id) == 1) {
            return "";
        }
        return H5Tget_order(id) == H5T_ORDER_BE ? "be" : "le";
    }

    /** Precision and offset where they are not the whole element. */
    private static String pads(long id, int size) {
        long precision = H5Tget_precision(id);
        long offset = H5Tget_offset(id);
        return precision == size * 8L && offset == 0 ? "" : "[" + offset + "+" + precision + "]";
    }

    /** Makes the memory type; the caller closes it. */
    long memory() {
        switch (kind) {
            case INTEGER:
                return H5Tcopy(signed ? H5T_NATIVE_INT64_g() : H5T_NATIVE_UINT64_g());
            case FLOAT:
                return H5Tcopy(H5T_NATIVE_DOUBLE_g());
            case BITFIELD:
                return H5Tcopy(H5T_NATIVE_B64_g());
            case STRING:
            case VLEN_STRING:
                long string = H5Tcopy(H5T_C_S1_g());
                ok(H5Tset_size(string, kind == Kind.STRING ? size : -1), "string size");
                ok(H5Tset_strpad(string, padding), "padding");
                ok(H5Tset_cset(string, text.contains("utf8") ? H5T_CSET_UTF8 : H5T_CSET_ASCII), "character set");
                return string;
            case OPAQUE:
                long opaque = H5Tcreate(H5T_OPAQUE, size);
                ok(H5Tset_tag(opaque, text.substring(text.indexOf('\'') + 1, text.lastIndexOf('\''))), "tag");
                return opaque;
            case COMPOUND:
                long compound = H5Tcreate(H5T_COMPOUND, memorySize);
                for (Member member : members) {
                    if (member.type == null) {
                        throw new IllegalStateException();
                    }
                    long type = member.type.memory();
                    ok(H5Tinsert(compound, member.name, member.offset, type), "member");
                    H5Tclose(type);
                }
                return compound;
            case ENUM:
                long integer = element().memory();
                long enumeration = H5Tenum_create(integer);
                H5Tclose(integer);
                try (LongPointer value = new LongPointer(1)) {
                    for (Member member : members) {
                        ok(H5Tenum_insert(enumeration, member.name, value.put(0, member.value)), "enum value");
                    }
                }
                return enumeration;
            case ARRAY:
                long element = element().memory();
                long array = H5Tarray_create2(element, dims.length, dims);
                H5Tclose(element);
                return ok(array, "array type");
            case VLEN:
                long item = element().memory();
                long vlen = H5Tvlen_create(item);
                H5Tclose(item);
                return ok(vlen, "vlen type");
            default:
                return H5Tcopy(H5T_STD_REF_OBJ_g());
        }
    }
}
