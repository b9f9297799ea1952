package dev.tutti.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.data.avro.PlannedDataReader;

/** Rows of one schema as bytes: one after the other in Avro's binary encoding, as Iceberg defines it for its types. Thread-safe. */
final class RowBytes {
    private final org.apache.iceberg.Schema schema;
    private final Schema avro;

    RowBytes(org.apache.iceberg.Schema schema) {
        this.schema = schema;
        this.avro = AvroSchemaUtil.convert(schema, "row");
    }

    boolean isOf(org.apache.iceberg.Schema other) {
        return schema.schemaId() == other.schemaId() && schema.sameSchema(other);
    }

    void write(List<Record> rows, OutputStream out) throws IOException {
        DataWriter<Record> writer = DataWriter.create(avro);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        for (Record row : rows) {
            writer.write(row, encoder);
        }
        encoder.flush();
    }

    List<Record> read(int count, InputStream in) throws IOException {
        PlannedDataReader<Record> reader = PlannedDataReader.create(schema);
        reader.setSchema(avro);
        BinaryDecoder decoder = DecoderFactory.get().directBinaryDecoder(in, null);
        List<Record> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(reader.read(null, decoder));
        }
        return rows;
    }
}
