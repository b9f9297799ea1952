package dev.tutti.server.text;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How elements that are numbers become bytes that another program takes: numpy's word for what is stored and for what is sent.
 *
 * @param stored numpy's word for the type in the file
 * @param sent numpy's word for little-endian numbers that a browser has arrays for
 * @param unit bytes whose order may have to be turned round: one part of a complex number
 * @param units of those in an element
 * @param plain whether the stored bytes are the numbers, but for their order
 * @param shape what an element adds to the shape of the data
 */
public record Numbers(String stored, String sent, int unit, int units, boolean plain, List<Long> shape) {
    /** Copies the list. */
    public Numbers {
        shape = List.copyOf(shape);
    }

    /** Bytes of an element as it is sent. */
    public int sentBytes() {
        return unit * units;
    }

    /** Whether the stored bytes have to be turned round to be sent. */
    public boolean turned() {
        return stored.startsWith(">");
    }

    /** Whether the stored bytes, {@code size} for an element, are what numpy's word for them says. */
    public boolean isWord(int size) {
        boolean real = stored.charAt(1) == 'f' || stored.charAt(1) == 'c';
        int word = Integer.parseInt(stored.substring(2));
        int words = stored.charAt(1) == 'c' ? units / 2 : units;
        return (plain || real) && word * words == size;
    }

    /** How numbers of this type are sent; empty if its elements are none. */
    public static Optional<Numbers> of(DType type) {
        TypeInfo info = type.info();
        if (info instanceof TypeInfo.Whole whole) {
            return Optional.of(whole(type, whole));
        }
        if (info instanceof TypeInfo.Floating floating) {
            return Optional.of(floating(type, floating));
        }
        if (info instanceof TypeInfo.Names names) {
            if (isBoolean(names)) {
                return Optional.of(new Numbers("|b1", "|b1", 1, 1, names.size() == 1, List.of()));
            }
            return of(names.base());
        }
        if (info instanceof TypeInfo.Bits bits && Set.of(1, 2, 4, 8).contains(bits.size())) {
            return Optional.of(ofOrder("u", bits.size(), bits.order()));
        }
        if (info instanceof TypeInfo.ComplexNumber complex) {
            return complex(complex.part());
        }
        if (info instanceof TypeInfo.Members members && isComplex(members)) {
            return complex(members.parts().get(0).type());
        }
        return info instanceof TypeInfo.Grid grid ? grid(grid) : Optional.empty();
    }

    private static Optional<Numbers> grid(TypeInfo.Grid grid) {
        return of(grid.element()).map(inner -> {
            int count = 1;
            List<Long> shape = new ArrayList<>();
            for (int length : grid.shape()) {
                shape.add((long) length);
                count *= length;
            }
            shape.addAll(inner.shape);
            return new Numbers(inner.stored, inner.sent, inner.unit, inner.units * count, inner.plain, shape);
        });
    }

    private static Numbers ofOrder(String kind, int size, TypeInfo.Order order) {
        String sign = size == 1 ? "|" : order == TypeInfo.Order.BIG ? ">" : "<";
        return new Numbers(sign + kind + size, (size == 1 ? "|" : "<") + kind + size, size, 1, true, List.of());
    }

    private static Numbers whole(DType type, TypeInfo.Whole whole) {
        String kind = whole.signed() ? "i" : "u";
        DType plain = Map.of(
                        "i1", DType.I8, "i2", DType.I16, "i4", DType.I32, "i8", DType.I64, "u1", DType.U8, "u2",
                        DType.U16, "u4", DType.U32, "u8", DType.U64)
                .get(kind + whole.size());
        if (plain != null && (type.equals(plain) || type.equals(plain.bigEndian()))) {
            return ofOrder(kind, whole.size(), whole.order());
        }
        return new Numbers("<" + kind + 8, "<" + kind + 8, 8, 1, false, List.of());
    }

    private static Numbers floating(DType type, TypeInfo.Floating floating) {
        for (DType plain : List.of(DType.F32, DType.F64)) {
            if (type.equals(plain) || type.equals(plain.bigEndian())) {
                return ofOrder("f", floating.size(), floating.order());
            }
        }
        boolean half = type.equals(DType.F16) || type.equals(DType.F16.bigEndian());
        int sent = floating.size() <= 4 ? 4 : 8;
        String order = floating.order() == TypeInfo.Order.BIG ? ">" : "<";
        String stored = half || floating.size() > 8 ? order + "f" + floating.size() : "<f" + sent;
        return new Numbers(stored, "<f" + sent, sent, 1, false, List.of());
    }

    private static Optional<Numbers> complex(DType part) {
        return of(part).map(number ->
                new Numbers(doubled(number.stored), doubled(number.sent), number.unit, 2, number.plain, List.of()));
    }

    private static String doubled(String word) {
        return word.charAt(0) + "c" + 2 * Integer.parseInt(word.substring(2));
    }

    /** Whether this is how h5py writes booleans. */
    public static boolean isBoolean(TypeInfo.Names names) {
        return names.values().equals(Map.of("FALSE", 0L, "TRUE", 1L));
    }

    /** Whether this is how h5py writes complex numbers. */
    public static boolean isComplex(TypeInfo.Members members) {
        return members.parts().size() == 2
                && members.parts().get(0).name().equals("r")
                && members.parts().get(1).name().equals("i")
                && members.parts().get(0).type().info() instanceof TypeInfo.Floating
                && members.parts().get(0).type().equals(members.parts().get(1).type())
                && members.size() == 2 * members.parts().get(0).type().size();
    }
}
