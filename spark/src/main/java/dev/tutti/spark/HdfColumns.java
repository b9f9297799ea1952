package dev.tutti.spark;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.TypeInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a dataset has in Spark, in order, by name. */
final class HdfColumns {
    /** What a column's values are. */
    sealed interface Column {}

    /** Position in one dimension. */
    record Index(int dimension) implements Column {}

    /** The whole element. */
    record Value(DType type) implements Column {}

    /** A member of a compound element. */
    record Member(String name, DType type) implements Column {}

    /** The file. */
    record File() implements Column {}

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final String place;
    private final int arrayDepth;

    private HdfColumns(String place, int arrayDepth) {
        this.place = place;
        this.arrayDepth = arrayDepth;
    }

    /** What a dataset has. */
    static HdfColumns of(Dataset dataset, String place, SourceOptions options) {
        int rank = dataset.shape().length;
        boolean arrays = options.rows() == SourceOptions.Rows.ARRAYS && rank > 1;
        HdfColumns all = new HdfColumns(place, arrays ? rank - 1 : 0);
        int indices = arrays ? 1 : rank;
        for (int d = 0; d < indices; d++) {
            all.put(options.indexColumn() + (indices == 1 ? "" : "_" + d), new Index(d));
        }
        DType type = dataset.type();
        if (!arrays
                && type.info() instanceof TypeInfo.Members members
                && ColumnTypes.complexPart(type).isEmpty()) {
            for (TypeInfo.Members.Part part : members.parts()) {
                all.put(part.name(), new Member(part.name(), part.type()));
            }
        } else {
            all.put("value", new Value(type));
        }
        all.put(options.fileColumn(), new File());
        return all;
    }

    private void put(String name, Column column) {
        for (String other : columns.keySet()) {
            if (other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(place + ": two columns would be named '" + name
                        + "'; the options indexColumn and fileColumn name those that are not in the dataset");
            }
        }
        columns.put(name, column);
    }

    /** How many dimensions are arrays in the value. */
    int arrayDepth() {
        return arrayDepth;
    }

    /** All columns, whose types must all be known to Spark. */
    StructType schema() {
        StructType schema = new StructType();
        for (String name : columns.keySet()) {
            schema = schema.add(field(name));
        }
        return schema;
    }

    /** The column that a query asks for under this name and type. */
    Column column(StructField wanted) {
        Column column = columns.get(wanted.name());
        if (column == null) {
            throw new IllegalArgumentException(
                    place + " has no column '" + wanted.name() + "'; it has " + columns.keySet());
        }
        DataType found = field(wanted.name()).dataType();
        if (!DataType.equalsIgnoreNullability(found, wanted.dataType())) {
            throw new IllegalArgumentException(
                    place + ": column '" + wanted.name() + "' is "
                            + found.simpleString() + ", expected is "
                            + wanted.dataType().simpleString()
                            + " as in the first file, or as the schema says that was given; read files of different types one by one");
        }
        return column;
    }

    private StructField field(String name) {
        Column column = columns.get(name);
        if (column instanceof Index) {
            return DataTypes.createStructField(name, DataTypes.LongType, false);
        }
        if (column instanceof Member member) {
            return DataTypes.createStructField(name, known(member.type(), "member '" + name + "'"), true);
        }
        if (column instanceof Value value) {
            DataType type = ColumnTypes.nested(known(value.type(), "its type"), arrayDepth);
            return DataTypes.createStructField(name, type, true);
        }
        return DataTypes.createStructField(name, DataTypes.StringType, false);
    }

    private DataType known(DType type, String what) {
        Optional<DataType> known = ColumnTypes.of(type);
        return known.orElseThrow(
                () -> new IllegalArgumentException(
                        place + ": " + what + " (" + type
                                + ") is nothing that Spark has a type for; .schema(...) with the columns that are wanted leaves others out"));
    }
}
