package dev.tutti.table.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.table.ColumnType;
import dev.tutti.table.Row;
import dev.tutti.table.Schema;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and streams of Arrow: written and read again, those of other writers, and what is wrong with them. */
final class ArrowRowsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rows.arrow", "rows.arrows"})
    void everyTypeIsWrittenAndReadAgain(String name) {
        Seeds.once(random -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int i = 0; i < 17_000; i++) {
                rows.add(i < 500 ? ArrowTablesTest.row(random, i) : new HashMap<>(Map.of("id", (long) i)));
            }
            ArrowRows file = ArrowRows.at(folder.resolve(name));
            assertThat(file.write(ArrowTablesTest.ALL, rows.stream())).isEqualTo(17_000);
            Schema read = file.schema();
            assertThat(read.names()).isEqualTo(ArrowTablesTest.ALL.names());
            // Arrow has no UUID of its own; all else is what it was.
            assertThat(read.toString().replace("key:fixed(16)", "key:uuid")).isEqualTo(ArrowTablesTest.ALL.toString());
            try (Stream<Row> back = file.rows()) {
                List<Row> all = back.toList();
                assertThat(all).hasSize(17_000);
                for (int i = 0; i < 17_000; i++) {
                    Row row = all.get(i);
                    Map<String, Object> written = rows.get(i);
                    for (String column :
                            List.of("id", "flag", "small", "value", "name", "day", "time", "price", "named")) {
                        assertThat(row.get(column)).as(column).isEqualTo(written.get(column));
                    }
                    assertThat(row.get("key") == null).isEqualTo(!(written.get("key") instanceof UUID));
                }
            }
            try (Stream<Row> some = file.rows()) {
                assertThat(some.findFirst()).isPresent(); // closed in the middle
            }
        });
        Path path = folder.resolve(name);
        assertThatThrownBy(() -> ArrowRows.at(path).write(ArrowTablesTest.ALL, Stream.of()))
                .isInstanceOf(H5ExistsException.class);
    }

    @Test
    void rowsThatDoNotFitLeaveNoFile() {
        ArrowRows file = ArrowRows.at(folder.resolve("rows.arrow"));
        Schema schema = Schema.parse("id:long!, name:string");
        assertThatThrownBy(() -> file.write(schema, Stream.of(Map.of("id", 1L), Map.of("name", "a"))))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("required");
        assertThat(folder).isEmptyDirectory();
        assertThat(file.write(schema, Stream.of())).isZero();
        try (Stream<Row> none = file.rows()) {
            assertThat(none).isEmpty();
        }
        assertThat(file.schema()).isEqualTo(schema);
    }

    private static VectorSchemaRoot batch(int rows, FieldVector... vectors) {
        for (FieldVector vector : vectors) {
            vector.setValueCount(rows);
        }
        return new VectorSchemaRoot(List.of(vectors));
    }

    private static void write(
            Path path, VectorSchemaRoot batch, DictionaryProvider dictionaries, CompressionUtil.CodecType codec)
            throws IOException {
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                ArrowFileWriter writer = new ArrowFileWriter(
                        batch,
                        dictionaries,
                        out,
                        Map.of(),
                        IpcOption.DEFAULT,
                        codec == CompressionUtil.CodecType.NO_COMPRESSION
                                ? NoCompressionCodec.Factory.INSTANCE
                                : CommonsCompressionFactory.INSTANCE,
                        codec,
                        Optional.empty())) {
            writer.start();
            writer.writeBatch();
            writer.end();
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionUtil.CodecType.class)
    void whatOtherProgramsWriteIsRead(CompressionUtil.CodecType codec) throws Exception {
        Path path = folder.resolve("other.feather");
        DictionaryProvider.MapDictionaryProvider dictionaries = new DictionaryProvider.MapDictionaryProvider();
        try (BufferAllocator memory = new RootAllocator();
                VarCharVector words = new VarCharVector("words", memory);
                VarCharVector names = new VarCharVector("site", memory);
                TinyIntVector small = new TinyIntVector("small", memory);
                Float2Vector half = new Float2Vector("half", memory);
                UInt8Vector huge = new UInt8Vector("huge", memory);
                LargeListVector list = LargeListVector.empty("list", memory)) {
            for (int i = 0; i < 3; i++) {
                words.setSafe(i, ("north" + i).getBytes());
            }
            words.setValueCount(3);
            Dictionary dictionary = new Dictionary(words, new DictionaryEncoding(7, false, new ArrowType.Int(8, true)));
            dictionaries.put(dictionary);
            list.addOrGetVector(FieldType.nullable(new ArrowType.Int(64, true)));
            for (int i = 0; i < 1000; i++) {
                names.setSafe(i, ("north" + i % 3).getBytes());
                small.setSafe(i, -i % 100);
                half.setSafeWithPossibleTruncate(i, i / 2f);
                huge.setSafe(i, -1L - i);
                long at = list.startNewValue(i);
                ((BigIntVector) list.getDataVector()).setSafe((int) at, i);
                list.endValue(i, 1);
            }
            names.setNull(5);
            names.setValueCount(1000);
            try (FieldVector coded = (FieldVector) DictionaryEncoder.encode(names, dictionary)) {
                write(path, batch(1000, coded, small, half, huge, list), dictionaries, codec);
            }
        }
        ArrowRows file = ArrowRows.at(path);
        assertThat(file.schema().toString())
                .isEqualTo("site:string, small:int, half:float, huge:decimal(20,0), list:list<long>");
        try (Stream<Row> rows = file.rows()) {
            List<Row> all = rows.toList();
            assertThat(all).hasSize(1000);
            assertThat(all.get(5).get("site")).isNull();
            assertThat(all.get(7).toString())
                    .isEqualTo("{site=north1, small=-7, half=3.5, huge=18446744073709551608, list=[7]}");
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        assertThatThrownBy(() -> ArrowRows.at(folder.resolve("no.arrow")).schema())
                .isInstanceOf(H5NotFoundException.class);
        Path path = folder.resolve("bad.arrow");
        for (String text : new String[] {"", "a,b\n1,2\n", "ARROW1\0\0 and no more"}) {
            Files.writeString(path, text);
            assertThatThrownBy(() -> ArrowRows.at(path).schema())
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("bad.arrow");
        }
        Files.delete(path);
        ArrowRows.at(path)
                .write(
                        Schema.builder().required("at", ColumnType.TIMESTAMP).build(),
                        Stream.of(Map.of("at", LocalDateTime.of(2026, 1, 2, 3, 4))));
        byte[] whole = Files.readAllBytes(path);
        Seeds.once(random -> {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = whole.clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                Files.write(path, bytes);
                try (Stream<Row> rows = ArrowRows.at(path).rows()) {
                    rows.count();
                } catch (H5Exception e) {
                    assertThat(e).hasMessageContaining("bad.arrow");
                }
            }
        });
    }

    @Test
    void typesThatNoColumnHasAreNamed() throws Exception {
        Path path = folder.resolve("spans.arrow");
        try (BufferAllocator memory = new RootAllocator();
                DurationVector spans = new DurationVector(
                        "span", FieldType.nullable(new ArrowType.Duration(TimeUnit.SECOND)), memory)) {
            spans.setSafe(0, 5);
            write(
                    path,
                    batch(1, spans),
                    new DictionaryProvider.MapDictionaryProvider(),
                    CompressionUtil.CodecType.NO_COMPRESSION);
        }
        assertThatThrownBy(() -> ArrowRows.at(path).rows())
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("'span'");
    }
}
