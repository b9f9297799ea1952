package dev.tutti.table;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table, or a member of a struct.
 *
 * @param name its name, not empty
 * @param type what it holds
 * @param required whether each row must have a value
 * @param doc what it means, or null
 */
public record Column(String name, ColumnType type, boolean required, @Nullable String doc) {
    public Column {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name");
        }
    }

    /** A column that each row has a value for. */
    public static Column required(String name, ColumnType type) {
        return new Column(name, type, true, null);
    }

    /** A column whose value may be missing. */
    public static Column optional(String name, ColumnType type) {
        return new Column(name, type, false, null);
    }

    /** {@code name:type}, with {@code !} behind it if it is required. */
    @Override
    public String toString() {
        return name + ":" + type + (required ? "!" : "");
    }
}
