package dev.tutti.spark;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Compound values: a column for each member. */
final class StructVector extends PlainVector {
    private final List<ColumnVector> members;

    StructVector(DataType type, List<ColumnVector> members) {
        super(type);
        this.members = List.copyOf(members);
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return members.get(ordinal);
    }
}
