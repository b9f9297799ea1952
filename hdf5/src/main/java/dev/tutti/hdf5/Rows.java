package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Elements of a compound type as maps from the names of the members to their values, where no record class is at hand. */
final class Rows {
    private Rows() {}

    /** Whether a value is a list of such rows. */
    static boolean isTable(Object value) {
        return value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(Map.class::isInstance);
    }

    /** A table of the types that the values of the first row suggest. */
    static JavaValue table(List<?> rows) {
        Map<String, DType> members = new LinkedHashMap<>();
        ((Map<?, ?>) rows.get(0)).forEach((key, value) -> members.put(String.valueOf(key), type(key, value)));
        if (members.isEmpty()) {
            throw new H5TypeException("a row of a table needs a member");
        }
        Object[][] array = new Object[rows.size()][];
        for (int i = 0; i < array.length; i++) {
            array[i] = row((Map<?, ?>) rows.get(i), members, i);
        }
        return new JavaValue(DType.compound(members), new long[] {array.length}, false, array);
    }

    private static DType type(Object key, @Nullable Object value) {
        if (value == null) {
            throw new H5TypeException("row 0 has no value for '" + key + "'");
        }
        return value.getClass().isArray()
                ? DType.vlen(JavaValue.typeOf(value.getClass().getComponentType()))
                : JavaValue.of(value).type();
    }

    private static Object[] row(Map<?, ?> row, Map<String, DType> members, int number) {
        if (row.size() != members.size()) {
            throw new H5TypeException("row " + number + " has members " + row.keySet() + ", row 0 " + members.keySet());
        }
        Object[] values = new Object[members.size()];
        int i = 0;
        for (String name : members.keySet()) {
            Object value = row.get(name);
            if (value == null) {
                throw new H5TypeException("row " + number + " has no value for '" + name + "', which row 0 has");
            }
            values[i++] = value;
        }
        return values;
    }

    /** The rows of a table that was read: arrays of the members' values. */
    static List<Map<String, @Nullable Object>> named(Object rows, DType type) {
        List<Map<String, @Nullable Object>> named = new ArrayList<>();
        for (int i = 0; i < Array.getLength(rows); i++) {
            named.add(named((Object[]) Array.get(rows, i), type));
        }
        return named;
    }

    private static Map<String, @Nullable Object> named(Object[] row, DType type) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, DType> member : type.members().entrySet()) {
            Object value = row[i++];
            boolean nested =
                    value instanceof Object[] && !member.getValue().members().isEmpty();
            named.put(member.getKey(), nested ? named((Object[]) value, member.getValue()) : value);
        }
        return named;
    }
}
