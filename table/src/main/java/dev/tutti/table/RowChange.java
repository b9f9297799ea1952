package dev.tutti.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Which rows of a table a step of a transaction removes or replaces, and by what. Immutable. */
final class RowChange {
    private final Filter filter;
    private final @Nullable UnaryOperator<Row> replacement;
    private final List<String> keys;
    private final Set<List<@Nullable Object>> values;

    private RowChange(
            Filter filter,
            @Nullable UnaryOperator<Row> replacement,
            List<String> keys,
            Set<List<@Nullable Object>> values) {
        this.filter = filter;
        this.replacement = replacement;
        this.keys = keys;
        this.values = values;
    }

    static RowChange delete(Filter filter) {
        return new RowChange(filter, null, List.of(), Set.of());
    }

    static RowChange update(Filter filter, UnaryOperator<Row> replacement) {
        return new RowChange(filter, replacement, List.of(), Set.of());
    }

    /** Deletes the rows whose keys are among those of {@code rows}. */
    static RowChange deleteKeys(String where, List<String> keys, List<Record> rows) {
        Set<List<@Nullable Object>> values = new HashSet<>();
        Filter filter = null;
        for (Record row : rows) {
            values.add(key(row, keys, where));
        }
        for (int i = 0; i < keys.size(); i++) {
            Set<@Nullable Object> distinct = new HashSet<>();
            for (List<@Nullable Object> value : values) {
                distinct.add(value.get(i));
            }
            Filter in = Filter.in(keys.get(i), new ArrayList<>(distinct));
            filter = filter == null ? in : filter.and(in);
        }
        if (filter == null) {
            throw new IllegalArgumentException(where + ": a key needs a column");
        }
        return new RowChange(filter, null, List.copyOf(keys), values);
    }

    private static List<@Nullable Object> key(Record row, List<String> keys, String where) {
        List<@Nullable Object> key = new ArrayList<>();
        for (String name : keys) {
            NestedField field = row.struct().field(name);
            if (field == null) {
                throw new dev.tutti.errors.H5NotFoundException(where + " has no column '" + name + "' to be a key");
            }
            Object value = RowDecoder.natural(row.getField(name));
            if (value == null) {
                throw new dev.tutti.errors.H5TypeException(
                        where + ": column '" + name + "' is a key here, and a row has no value for it");
            }
            key.add(value);
        }
        return key;
    }

    /** All rows that may be meant. */
    Filter filter() {
        return filter;
    }

    boolean isDelete() {
        return replacement == null;
    }

    /** Whether the filter says all; with keys, the rows must be looked at. */
    boolean isExact() {
        return keys.isEmpty();
    }

    /** Tells which rows are meant, of rows with these columns; for one thread. */
    java.util.function.Predicate<Record> test(String where, Schema schema) {
        Evaluator evaluator = new Evaluator(schema.asStruct(), FilterBinding.bind(where, schema, filter), true);
        InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
        return row -> evaluator.eval(wrapper.wrap(row)) && (keys.isEmpty() || values.contains(key(row, keys, where)));
    }

    /** The row in the place of one that is meant, or null for none. */
    @Nullable
    Record replace(Record row, RowDecoder decoder, RowEncoder encoder) {
        return replacement == null ? null : encoder.encode(replacement.apply(decoder.decode(row)));
    }
}
