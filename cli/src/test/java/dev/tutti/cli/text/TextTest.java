package dev.tutti.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TextTest {
    @Test
    void numbersAreShortAndExact() {
        assertThat(Values.text(1.0)).isEqualTo("1");
        assertThat(Values.text(0.1f)).isEqualTo("0.1");
        assertThat(Values.text(-1e300)).isEqualTo("-1.0E300");
        assertThat(Values.text(Double.NaN)).isEqualTo("NaN");
        assertThat(Values.text(7L)).isEqualTo("7");
        assertThat(Values.text(new int[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(Values.text(Map.of("a", "x\"y"))).isEqualTo("{a: \"x\\\"y\"}");
    }

    @Test
    void jsonHasNullForWhatIsNoNumber() throws IOException {
        assertThat(json(new double[] {1.5, Double.NaN, Double.NEGATIVE_INFINITY, 3}))
                .isEqualTo("[1.5,null,null,3.0]");
        assertThat(json(List.of(1L, "a\n", true))).isEqualTo("[1,\"a\\n\",true]");
        assertThat(json(Map.of("x", new float[] {0.5f}))).isEqualTo("{\"x\":[0.5]}");
    }

    private static String json(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.lines(out)) {
            Json.value(json, value);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void elementsAreNestedByShape() throws IOException {
        assertThat(nested(new long[] {2, 1, 3})).isEqualTo("[[[0,1,2]],[[3,4,5]]]");
        assertThat(nested(new long[] {3})).isEqualTo("[0,1,2]");
        assertThat(nested(new long[0])).isEqualTo("0");
    }

    private static String nested(long[] shape) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.lines(out)) {
            Nested nested = new Nested(json, shape);
            for (long i = 0; i < Elements.count(shape); i++) {
                nested.next(i);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void blocksAreIndexedAndWrapped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Block block = new Block(out, new long[] {2, 4}, new long[] {5, 0}, "  ", 14);
        for (int i = 10; i < 18; i++) {
            block.next(i);
        }
        block.end();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  (5,0): 10,",
                        "  (5,1): 11,",
                        "  (5,2): 12,",
                        "  (5,3): 13,",
                        "  (6,0): 14,",
                        "  (6,1): 15,",
                        "  (6,2): 16,",
                        "  (6,3): 17");
    }

    @Test
    void csvFieldsAreQuotedWhereTheyMustBe() {
        assertThat(Csv.field("a,b")).isEqualTo("\"a,b\"");
        assertThat(Csv.field("say \"x\"")).isEqualTo("\"say \"\"x\"\"\"");
        assertThat(Csv.split("1, \"a, \"\"b\"\"\" ,3")).containsExactly("1", "a, \"b\"", "3");
        assertThat(Csv.split("1;2")).containsExactly("1", "2");
        assertThat(Csv.split(" 1  2 ")).containsExactly("1", "2");
        assertThat(Csv.number("nan")).isNaN();
        assertThat(Csv.number("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Csv.number("1d")).isNull();
        assertThat(Csv.number("abc")).isNull();
    }

    @Test
    void durationsAndSizesAreRead() {
        assertThat(Sizes.duration("100ms")).isEqualTo(Duration.ofMillis(100));
        assertThat(Sizes.duration("1.5")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Sizes.duration("2min")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> Sizes.duration("5 bananas")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Sizes.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Sizes.shape(new long[] {3, -1})).isEqualTo("(3, inf)");
    }

    @Test
    void npyHeadersAreReadAsWritten() throws IOException {
        for (String type : List.of("f64", "f32be", "i8", "u16", "i64be", "u32", "bool")) {
            for (long[] shape : new long[][] {{}, {5}, {2, 3}, {0, 4}}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Npy.writeHeader(out, type, shape);
                assertThat(out.size() % 64).isZero();
                Npy.Header header = Npy.readHeader(new ByteArrayInputStream(out.toByteArray()));
                assertThat(header.type()).isEqualTo(type);
                assertThat(header.shape()).isEqualTo(shape);
            }
        }
        assertThat(Npy.descr("compound{r: f64, i: f64}")).isEqualTo("<c16");
        assertThat(Npy.descr("string(7)")).isEqualTo("|S7");
        assertThat(Npy.descr("string")).isNull();
    }

    @Test
    void npyElementsAreWidened() {
        byte[] bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) -1)
                .putShort((short) 2)
                .array();
        assertThat(Npy.decode(new Npy.Header("u16", new long[] {2}, 2), bytes)).isEqualTo(new long[] {65535, 2});
        assertThat(Npy.decode(new Npy.Header("i16", new long[] {2}, 2), bytes)).isEqualTo(new short[] {-1, 2});
        assertThat(Npy.decode(new Npy.Header("u8", new long[] {4}, 1), Arrays.copyOf(bytes, 4)))
                .isEqualTo(new long[] {255, 255, 2, 0});
    }

    @Test
    void typesHaveNamesInTheDefinitionLanguage() {
        assertThat(DType.F64.bigEndian().ddl("")).isEqualTo("H5T_IEEE_F64BE");
        assertThat(DType.U8.ddl("")).isEqualTo("H5T_STD_U8LE");
        assertThat(DType.array(DType.I32, 3, 4).ddl("")).isEqualTo("H5T_ARRAY { [3][4] H5T_STD_I32LE }");
        DType inner = DType.compound(Map.of("d", DType.vlen(DType.U16)));
        assertThat(DType.compound(Map.of("b", inner)).ddl("").lines())
                .containsExactly(
                        "H5T_COMPOUND {",
                        "   H5T_COMPOUND {",
                        "      H5T_VLEN { H5T_STD_U16LE } \"d\";",
                        "   } \"b\";",
                        "}");
        assertThat(DType.enumOf(DType.I32, Map.of("B", 5L)).ddl("")).contains("\"B\"", "5;");
    }
}
