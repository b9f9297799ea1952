package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows of any class into the columns of a table. */
class RowEncoderTest {
    /** Components in another order than the columns, of smaller types, one under another name, one missing. */
    private record Reading(short count, @Member("label") @Nullable String text, long id) {}

    private record Sly(long id) {
        @Override
        public long id() {
            throw new IllegalStateException("no id today");
        }
    }

    private static final StructType COLUMNS = StructType.of(
            NestedField.required(1, "id", Types.LongType.get()),
            NestedField.optional(2, "label", Types.StringType.get()),
            NestedField.optional(3, "extra", Types.DoubleType.get()),
            NestedField.optional(4, "count", Types.DoubleType.get()));

    private final RowEncoder encoder = new RowEncoder("table t", COLUMNS);

    @Test
    void componentsGoIntoTheColumnsOfTheirNames() {
        Record place = encoder.place();
        place.setField("extra", 1.0); // of the row before
        assertThat(encoder.encode(new Reading((short) 3, "a", 7), place)).isSameAs(place);
        assertThat(values(place)).containsExactly(7L, "a", null, 3.0);
        encoder.encode(Map.of("id", 8), place);
        assertThat(values(place)).containsExactly(8L, null, null, null);
        encoder.encode(new Reading((short) -1, null, 9), place);
        assertThat(values(place)).containsExactly(9L, null, null, -1.0);
    }

    @Test
    void encodedRowsStay() {
        Record row = encoder.encode(new Reading((short) 3, "a", 7));
        assertThat(encoder.encode(row)).isSameAs(row);
        Record other = GenericRecord.create(StructType.of(NestedField.required(9, "id", Types.IntegerType.get())));
        other.setField("id", 5);
        assertThat(values(encoder.encode(other))).containsExactly(5L, null, null, null);
    }

    @Test
    void whatDoesNotFitIsToldWithTheColumn() {
        record Text(String id) {}
        record Missing(String label) {}
        record Unknown(long id, int lable) {}
        assertThatThrownBy(() -> encoder.encode(new Text("7")))
                .isInstanceOf(H5TypeException.class)
                .hasMessage("table t: column 'id': long is expected, found String 7");
        assertThatThrownBy(() -> encoder.encode(new Missing("a")))
                .isInstanceOf(H5TypeException.class)
                .hasMessage("table t: column 'id' is required, and a row has no value for it");
        assertThatThrownBy(() -> encoder.encode(new Unknown(1, 2)))
                .isInstanceOf(H5TypeException.class)
                .hasMessageStartingWith("table t has no column 'lable'; it has [");
        assertThatThrownBy(() -> encoder.encode(new Sly(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Sly: component id throws java.lang.IllegalStateException: no id today");
    }

    /** More columns than one handle takes. */
    @Test
    void wideTablesAreFilled() {
        List<NestedField> wide = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            wide.add(NestedField.optional(i + 1, "c" + i, Types.LongType.get()));
        }
        wide.set(250, NestedField.required(251, "id", Types.LongType.get()));
        Record row = new RowEncoder("table w", StructType.of(wide)).encode(new Wide(5, 6));
        assertThat(row.getField("id")).isEqualTo(5L);
        assertThat(row.getField("c299")).isEqualTo(6L);
        assertThat(values(row)).filteredOn(value -> value == null).hasSize(298);
    }

    private record Wide(long id, int c299) {}

    private static List<@Nullable Object> values(Record row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        return values;
    }
}
