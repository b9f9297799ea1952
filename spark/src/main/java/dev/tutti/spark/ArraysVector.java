package dev.tutti.spark;

import java.util.OptionalInt;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Arrays, whose elements lie one behind the other in another column. */
final class ArraysVector extends PlainVector {
    private final ColumnVector elements;
    private final OptionalInt length;
    private final int[] ends;

    /**
     * Arrays of one length, or of any.
     *
     * @param length of each array, if it is the same
     * @param ends otherwise where each ends
     */
    ArraysVector(DataType type, ColumnVector elements, OptionalInt length, int[] ends) {
        super(type);
        this.elements = elements;
        this.length = length;
        this.ends = ends;
    }

    @Override
    public ColumnarArray getArray(int row) {
        if (length.isPresent()) {
            return new ColumnarArray(elements, row * length.getAsInt(), length.getAsInt());
        }
        int start = row == 0 ? 0 : ends[row - 1];
        return new ColumnarArray(elements, start, ends[row] - start);
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return elements;
    }
}
