package dev.tutti.hdf5;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as one short line. */
final class Values {
    private static final int MOST = 8;

    private Values() {}

    /** An array that was read, and whether its one element is meant. */
    record Read(Object array, boolean scalar) {
        Object value() {
            Object single = scalar && Array.getLength(array) == 1 ? Array.get(array, 0) : null;
            return single == null ? array : single;
        }
    }

    static String text(@Nullable Object value) {
        if (value == null) {
            return "(no value)";
        }
        if (value instanceof String text) {
            return '"' + text + '"';
        }
        if (!value.getClass().isArray()) {
            return value.toString();
        }
        int length = Array.getLength(value);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, length); i++) {
            parts.add(text(Array.get(value, i)));
        }
        if (length > MOST) {
            parts.add("… " + (length - MOST) + " more");
        }
        return "[" + String.join(", ", parts) + "]";
    }
}
