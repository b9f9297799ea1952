package dev.tutti.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a table, in order. Immutable.
 *
 * <pre>{@code
 * Schema schema = Schema.builder().required("id", ColumnType.LONG).optional("name", ColumnType.STRING).build();
 * Schema same = Schema.parse("id:long!, name:string");
 * }</pre>
 *
 * @param columns the columns; their names differ
 */
public record Schema(List<Column> columns) {
    public Schema {
        columns = List.copyOf(columns);
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("two columns are named '" + column.name() + "'");
            }
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a schema needs a column");
        }
    }

    /** The schema of the components of a record class: primitives are required, the rest is optional. */
    public static Schema of(Class<? extends Record> type) {
        return RecordShape.of(type).schema();
    }

    /**
     * The schema of a text such as {@code id:long!, name:string, position:list<double>}, where {@code !} marks what is required.
     *
     * @throws IllegalArgumentException if the text cannot be read; the message says where
     */
    public static Schema parse(String text) {
        return new SchemaText(text).wholeSchema();
    }

    /** Collects columns. */
    public static Builder builder() {
        return new Builder();
    }

    /** The column of that name. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** The names of the columns, in order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        return columns.stream().map(Column::toString).collect(Collectors.joining(", "));
    }

    /** Collects columns; not thread-safe. */
    public static final class Builder {
        private final List<Column> columns = new ArrayList<>();

        private Builder() {}

        /** Adds a column that each row has a value for. */
        public Builder required(String name, ColumnType type) {
            return column(Column.required(name, type));
        }

        /** Adds a column whose value may be missing. */
        public Builder optional(String name, ColumnType type) {
            return column(Column.optional(name, type));
        }

        /** Adds a column. */
        public Builder column(Column column) {
            columns.add(column);
            return this;
        }

        /** The schema of the columns so far. */
        public Schema build() {
            return new Schema(columns);
        }
    }
}
