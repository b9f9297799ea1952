package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final ValueEncoder[] encoders;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<Class<?>, Mapping> mappings = new ConcurrentHashMap<>();
    /** Rows are mostly of one class. */
    private volatile @Nullable Mapping last;

    /**
     * Makes an encoder.
     *
     * @param where what messages begin with: the table, and the column that a struct is in
     */
    RowEncoder(String where, StructType struct) {
        this.where = where;
        this.struct = struct;
        this.template = GenericRecord.create(struct);
        List<NestedField> fields = struct.fields();
        this.encoders = new ValueEncoder[fields.size()];
        for (int i = 0; i < encoders.length; i++) {
            encoders[i] = ValueEncoder.of(
                    fields.get(i).type(), where + ": column '" + fields.get(i).name() + "'");
            positions.put(fields.get(i).name(), i);
        }
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
        return encode(row, template.copy());
    }

    /** A place for rows that are written before the next one comes. */
    Record place() {
        return template.copy();
    }

    /**
     * One row.
     *
     * @param place where it is put
     * @return the place
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
        for (int i = 0; i < encoders.length; i++) {
            NestedField field = struct.fields().get(i);
            Object value = map.get(field.name());
            if (value != null || map.containsKey(field.name())) {
                found++;
            }
            record.set(i, value(i, value));
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

    private Record fromRecord(Object row, Record record) {
        Mapping mapping = last;
        if (mapping == null || mapping.type != row.getClass()) {
            mapping = mappings.computeIfAbsent(row.getClass(), this::mapping);
            last = mapping;
        }
        for (int i = 0; i < encoders.length; i++) {
            int component = mapping.components[i];
            record.set(i, value(i, component < 0 ? null : mapping.shape.get(row, component)));
        }
        return record;
    }

    /** Where a record class has the values of the columns: the number of a component, or -1. */
    private record Mapping(Class<?> type, RecordShape shape, int[] components) {}

    private Mapping mapping(Class<?> type) {
        RecordShape shape = RecordShape.of(type);
        for (String name : shape.names()) {
            if (!positions.containsKey(name)) {
                throw unknown(name);
            }
        }
        int[] components = new int[encoders.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = shape.names().indexOf(struct.fields().get(i).name());
        }
        return new Mapping(type, shape, components);
    }

    private @Nullable Object value(int position, @Nullable Object value) {
        if (value == null) {
            NestedField field = struct.fields().get(position);
            if (field.isRequired()) {
                throw new H5TypeException(
                        where + ": column '" + field.name() + "' is required, and a row has no value for it");
            }
            return null;
        }
        return encoders[position].encode(value);
    }

    private H5TypeException unknown(String name) {
        return new H5TypeException(where + " has no column '" + name + "'; it has " + positions.keySet());
    }
}
