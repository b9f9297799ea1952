package dev.tutti.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as all commands write it: numbers are numbers; NaN and infinities, which JSON has no word for, are null. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private Json() {}

    /** One document, indented for people. */
    public static JsonGenerator document(OutputStream out) throws IOException {
        JsonGenerator json = plain(out);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        json.setPrettyPrinter(printer);
        return json;
    }

    /** One object a line. */
    public static JsonGenerator lines(OutputStream out) throws IOException {
        JsonGenerator json = plain(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
        return json;
    }

    private static JsonGenerator plain(OutputStream out) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        return json;
    }

    /** Writes any value that a dataset or attribute gives back. */
    public static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Number number) {
            number(json, number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (Values.isSequence(value)) {
            json.writeStartArray();
            for (int i = 0; i < Values.length(value); i++) {
                value(json, Values.element(value, i));
            }
            json.writeEndArray();
        } else {
            Map<String, @Nullable Object> members = Values.members(value);
            if (members == null) {
                json.writeString(value.toString());
            } else {
                json.writeStartObject();
                for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
                    json.writeFieldName(member.getKey());
                    value(json, member.getValue());
                }
                json.writeEndObject();
            }
        }
    }

    private static void number(JsonGenerator json, Number number) throws IOException {
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                json.writeNull();
            } else if (number instanceof Float f) {
                json.writeNumber(f);
            } else {
                json.writeNumber(number.doubleValue());
            }
        } else if (number instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else {
            json.writeNumber(number.longValue());
        }
    }

    /** Writes a list of whole numbers under a name. */
    public static void field(JsonGenerator json, String name, long[] numbers) throws IOException {
        json.writeFieldName(name);
        json.writeArray(numbers, 0, numbers.length);
    }
}
