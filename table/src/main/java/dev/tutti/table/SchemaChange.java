package dev.tutti.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Changes of a table's columns, which touch no data: rows of before have no value in new columns, and old versions keep their columns. Collected, then
 * made together. Not thread-safe.
 */
public final class SchemaChange {
    private final List<Consumer<UpdateSchema>> steps = new ArrayList<>();

    SchemaChange() {}

    /** Adds a column behind the others; its value is optional. */
    public SchemaChange add(String name, ColumnType type) {
        Type inside = IcebergTypes.type(type);
        return step(update -> update.addColumn(name, inside));
    }

    /** Removes a column. */
    public SchemaChange drop(String name) {
        return step(update -> update.deleteColumn(name));
    }

    /** Gives a column another name. */
    public SchemaChange rename(String from, String to) {
        return step(update -> update.renameColumn(from, to));
    }

    /** Makes a column wider: int to long, float to double, a decimal to more digits. */
    public SchemaChange widen(String name, ColumnType type) {
        Type inside = IcebergTypes.type(type);
        if (!(inside instanceof Type.PrimitiveType primitive)) {
            throw new IllegalArgumentException("column '" + name + "': " + type + " is no type that another widens to");
        }
        return step(update -> update.updateColumn(name, primitive));
    }

    /** Lets rows have no value in a column. */
    public SchemaChange makeOptional(String name) {
        return step(update -> update.makeColumnOptional(name));
    }

    /** Says what a column means. */
    public SchemaChange describe(String name, String doc) {
        return step(update -> update.updateColumnDoc(name, doc));
    }

    private SchemaChange step(Consumer<UpdateSchema> step) {
        steps.add(step);
        return this;
    }

    /** Does the steps upon an update; what does not fit the columns is an error. */
    UpdateSchema applyTo(UpdateSchema update, Types.StructType columns) {
        try {
            steps.forEach(step -> step.accept(update));
            return update;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "columns "
                            + columns.fields().stream()
                                    .map(Types.NestedField::name)
                                    .toList() + ": " + e.getMessage(),
                    e);
        }
    }
}
