package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * From records, maps and {@link Row}s to the rows that are written, each value checked: what is not in the schema, what is required and not there and what
 * does not fit are errors, made before anything is written. Thread-safe.
 */
final class RowEncoder {
    private final String where;
    private final StructType struct;
    private final GenericRecord template;
    private final List<UnaryOperator<@Nullable Object>> columns = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<Class<?>, Filler> fillers = new ConcurrentHashMap<>();
    /** Rows are mostly of one class. */
    private volatile @Nullable Filler last;

    /**
     * Makes an encoder.
     *
     * @param where what messages begin with: the table, and the column that a struct is in
     */
    RowEncoder(String where, StructType struct) {
        this.where = where;
        this.struct = struct;
        this.template = GenericRecord.create(struct);
        for (NestedField field : struct.fields()) {
            positions.put(field.name(), columns.size());
            columns.add(column(field, where + ": column '" + field.name() + "'"));
        }
    }

    private static UnaryOperator<@Nullable Object> column(NestedField field, String where) {
        ValueEncoder encoder = ValueEncoder.of(field.type(), where);
        if (field.isOptional()) {
            return value -> value == null ? null : encoder.encode(value);
        }
        return value -> {
            if (value == null) {
                throw new H5TypeException(where + " is required, and a row has no value for it");
            }
            return encoder.encode(value);
        };
    }

    /** Rows, all checked. */
    List<Record> all(Iterable<?> rows) {
        List<Record> encoded = new ArrayList<>();
        for (Object row : rows) {
            encoded.add(encode(row));
        }
        return encoded;
    }

    /**
     * One row.
     *
     * @throws H5TypeException if it does not fit the schema
     */
    Record encode(@Nullable Object row) {
        return row instanceof Record before && before.struct().equals(struct) ? before : encode(row, place());
    }

    /** A place for rows that are written before the next one comes. */
    Record place() {
        return template.copy();
    }

    /**
     * One row.
     *
     * @param place where it is put, if it is not encoded already
     * @return the place, or the row
     * @throws H5TypeException if it does not fit the schema
     */
    Record encode(@Nullable Object row, Record place) {
        if (row instanceof Map<?, ?> map) {
            return fromMap(map, place);
        }
        if (row instanceof java.lang.Record) {
            return fromRecord(row, place);
        }
        if (row instanceof Row named) {
            return fromMap(named.asMap(), place);
        }
        if (row instanceof Record before) {
            if (before.struct().equals(struct)) {
                return before;
            }
            // Encoded for columns that have changed since.
            Map<String, @Nullable Object> values = new HashMap<>();
            for (NestedField field : before.struct().fields()) {
                values.put(field.name(), RowDecoder.natural(before.getField(field.name())));
            }
            return fromMap(values, place);
        }
        throw new H5TypeException(where + ": a row is a record, a Map or a Row, found "
                + (row == null ? "null" : row.getClass().getName()));
    }

    private Record fromMap(Map<?, ?> map, Record record) {
        int found = 0;
        for (int i = 0; i < columns.size(); i++) {
            String name = struct.fields().get(i).name();
            Object value = map.get(name);
            if (value != null || map.containsKey(name)) {
                found++;
            }
            record.set(i, columns.get(i).apply(value));
        }
        if (found < map.size()) {
            for (Object name : map.keySet()) {
                if (!(name instanceof String text) || !positions.containsKey(text)) {
                    throw unknown(String.valueOf(name));
                }
            }
        }
        return record;
    }

    private Record fromRecord(Object row, Record place) {
        Filler filler = last;
        if (filler == null || filler.type != row.getClass()) {
            filler = fillers.computeIfAbsent(row.getClass(), this::filler);
            last = filler;
        }
        filler.filler.fill(row, place);
        return place;
    }

    private record Filler(Class<?> type, RowFiller filler) {}

    private Filler filler(Class<?> type) {
        RecordShape shape = RecordShape.of(type);
        for (String name : shape.names()) {
            if (!positions.containsKey(name)) {
                throw unknown(name);
            }
        }
        List<RowFiller.Column> filled = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int component = shape.names().indexOf(struct.fields().get(i).name());
            filled.add(new RowFiller.Column(component, columns.get(i)));
        }
        return new Filler(type, RowFiller.of(shape, filled));
    }

    private H5TypeException unknown(String name) {
        return new H5TypeException(where + " has no column '" + name + "'; it has " + positions.keySet());
    }
}
