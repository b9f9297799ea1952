package dev.tutti.spark;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column that lives as long as somebody refers to it, without missing values; each kind overrides what it has. */
abstract class PlainVector extends ColumnVector {
    PlainVector(DataType type) {
        super(type);
    }

    private UnsupportedOperationException other(String asked) {
        return new UnsupportedOperationException("a column of " + dataType().simpleString() + " has no " + asked);
    }

    @Override
    public void close() {}

    @Override
    public boolean hasNull() {
        return false;
    }

    @Override
    public int numNulls() {
        return 0;
    }

    @Override
    public boolean isNullAt(int row) {
        return false;
    }

    @Override
    public boolean getBoolean(int row) {
        throw other("truth values");
    }

    @Override
    public byte getByte(int row) {
        return (byte) getLong(row);
    }

    @Override
    public short getShort(int row) {
        return (short) getLong(row);
    }

    @Override
    public int getInt(int row) {
        return (int) getLong(row);
    }

    @Override
    public long getLong(int row) {
        throw other("whole numbers");
    }

    @Override
    public float getFloat(int row) {
        return (float) getDouble(row);
    }

    @Override
    public double getDouble(int row) {
        throw other("floating-point numbers");
    }

    @Override
    public ColumnarArray getArray(int row) {
        throw other("arrays");
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw other("maps");
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw other("decimal numbers");
    }

    @Override
    public UTF8String getUTF8String(int row) {
        throw other("texts");
    }

    @Override
    public byte[] getBinary(int row) {
        throw other("bytes");
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw other("members");
    }
}
