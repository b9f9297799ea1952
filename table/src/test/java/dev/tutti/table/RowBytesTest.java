package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

/** Rows as bytes are the same rows. */
class RowBytesTest {
    @Test
    void everyTypeComesBack() throws Exception {
        org.apache.iceberg.Schema schema = IcebergTypes.schema(Schema.of(TablesTest.Everything.class));
        RowEncoder encoder = new RowEncoder("table t", schema.asStruct());
        List<Record> rows = List.of(
                encoder.encode(TablesTest.full()),
                encoder.encode(TablesTest.empty()),
                encoder.encode(TablesTest.full()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RowBytes codec = new RowBytes(schema);
        codec.write(rows, bytes);
        assertThat(codec.read(rows.size(), new ByteArrayInputStream(bytes.toByteArray())))
                .isEqualTo(rows);
    }
}
