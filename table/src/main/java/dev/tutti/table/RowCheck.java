package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows checked against columns, without a table: what an append would refuse is refused, and values come out in the Java types that {@link ColumnType} names. Immutable and
 * thread-safe.
 */
public final class RowCheck {
    private final RowEncoder encoder;
    private final RowDecoder decoder;

    private RowCheck(RowEncoder encoder, RowDecoder decoder) {
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /**
     * A check of rows against these columns.
     *
     * @param where what messages begin with: where the rows come from or go to
     */
    public static RowCheck of(String where, Schema schema) {
        StructType struct = IcebergTypes.schema(schema).asStruct();
        return new RowCheck(
                new RowEncoder(where, struct),
                new RowDecoder(
                        struct, struct.fields().stream().map(NestedField::name).toList()));
    }

    /**
     * The row with a value, or null, for every column.
     *
     * @param row a record, a map or a {@link Row}
     * @throws H5TypeException if it does not fit the columns
     */
    public Row check(@Nullable Object row) {
        return decoder.decode(encoder.encode(row));
    }
}
