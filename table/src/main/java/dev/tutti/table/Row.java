package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table, or a struct in it: values by name, in the Java types that {@link ColumnType} names. Immutable, except that arrays in it are not
 * copied.
 */
public final class Row {
    private final Names names;
    private final @Nullable Object[] values;

    Row(Names names, @Nullable Object[] values) {
        this.names = names;
        this.values = values;
    }

    /** Names of columns with their places, shared by all rows of a scan. */
    record Names(List<String> list, Map<String, Integer> places) {
        static Names of(List<String> list) {
            Map<String, Integer> places = new LinkedHashMap<>();
            for (String name : list) {
                places.put(name, places.size());
            }
            return new Names(List.copyOf(list), places);
        }
    }

    /** A row of these names and values. */
    public static Row of(Map<String, ? extends @Nullable Object> values) {
        return new Row(Names.of(List.copyOf(values.keySet())), values.values().toArray());
    }

    /** The names of the columns, in order. */
    public List<String> names() {
        return names.list();
    }

    /**
     * The value of a column, or null.
     *
     * @throws H5NotFoundException if there is no such column
     */
    public @Nullable Object get(String name) {
        Integer place = names.places().get(name);
        if (place == null) {
            throw new H5NotFoundException("the row has no column '" + name + "'; it has " + names.list());
        }
        return values[place];
    }

    /** Whether there is such a column. */
    public boolean contains(String name) {
        return names.places().containsKey(name);
    }

    /** The value of a column of whole numbers. */
    public long getLong(String name) {
        return number(name).longValue();
    }

    /** The value of a column of numbers. */
    public double getDouble(String name) {
        return number(name).doubleValue();
    }

    /** The value of a column as text, or null. */
    public @Nullable String getString(String name) {
        Object value = get(name);
        return value == null ? null : value.toString();
    }

    private Number number(String name) {
        if (get(name) instanceof Number number) {
            return number;
        }
        throw new ClassCastException("column '" + name + "' holds no number here but " + get(name));
    }

    /** This row with another value of one column. */
    public Row with(String name, @Nullable Object value) {
        Integer place = names.places().get(name);
        if (place == null) {
            throw new H5NotFoundException("the row has no column '" + name + "'; it has " + names.list());
        }
        @Nullable Object[] changed = values.clone();
        changed[place] = value;
        return new Row(names, changed);
    }

    /** Names and values, in order; not changeable. */
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(names.list().get(i), values[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    @Nullable
    Object value(int place) {
        return values[place];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row
                && names.list().equals(row.names.list())
                && Arrays.deepEquals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(names.list(), Arrays.deepHashCode(values));
    }

    /** {@code {name=value, …}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            String value = Arrays.deepToString(new Object[] {values[i]});
            text.append(i == 0 ? "" : ", ")
                    .append(names.list().get(i))
                    .append('=')
                    .append(value, 1, value.length() - 1);
        }
        return text.append('}').toString();
    }
}
