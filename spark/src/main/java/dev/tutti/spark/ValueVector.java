package dev.tutti.spark;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Single values, every so many places of a flat array as Tutti reads it: of primitives, texts, or objects. */
final class ValueVector extends PlainVector {
    private final Object values;
    private final int first;
    private final int step;

    ValueVector(DataType type, Object values, int first, int step) {
        super(type);
        this.values = values;
        this.first = first;
        this.step = step;
    }

    private int place(int row) {
        return first + row * step;
    }

    private Object value(int row) {
        return Array.get(values, place(row));
    }

    @Override
    public boolean hasNull() {
        return !values.getClass().getComponentType().isPrimitive();
    }

    @Override
    public int numNulls() {
        int missing = 0;
        for (int i = first; hasNull() && i < Array.getLength(values); i += step) {
            missing += Array.get(values, i) == null ? 1 : 0;
        }
        return missing;
    }

    @Override
    public boolean isNullAt(int row) {
        return values instanceof Object[] objects && objects[place(row)] == null;
    }

    @Override
    public boolean getBoolean(int row) {
        return values instanceof boolean[] flags ? flags[place(row)] : (Boolean) value(row);
    }

    @Override
    public long getLong(int row) {
        if (values instanceof long[] numbers) {
            return numbers[place(row)];
        }
        if (values instanceof int[] numbers) {
            return numbers[place(row)];
        }
        if (values instanceof short[] numbers) {
            return numbers[place(row)];
        }
        return values instanceof byte[] numbers ? numbers[place(row)] : ((Number) value(row)).longValue();
    }

    @Override
    public double getDouble(int row) {
        if (values instanceof double[] numbers) {
            return numbers[place(row)];
        }
        return values instanceof float[] numbers ? numbers[place(row)] : ((Number) value(row)).doubleValue();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        return Decimal.apply(new BigDecimal((BigInteger) value(row)), precision, scale);
    }

    @Override
    public UTF8String getUTF8String(int row) {
        return UTF8String.fromString((String) value(row));
    }

    @Override
    public byte[] getBinary(int row) {
        return (byte[]) value(row);
    }
}
