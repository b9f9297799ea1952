package dev.tutti.spark;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** The same text in each row. */
final class ConstantVector extends PlainVector {
    private final UTF8String text;

    ConstantVector(String text) {
        super(DataTypes.StringType);
        this.text = UTF8String.fromString(text);
    }

    @Override
    public UTF8String getUTF8String(int row) {
        return text;
    }
}
