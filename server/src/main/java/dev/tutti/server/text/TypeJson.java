package dev.tutti.server.text;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Types as h5grove describes them: the class numbers of HDF5, and numpy's word for the type. */
public final class TypeJson {
    /** Text of any length takes a pointer in memory, which is what h5grove counts. */
    private static final int POINTER = 8;

    private TypeJson() {}

    /** The fields of a type, inside of an object. */
    private static void fields(JsonGenerator json, DType type) throws IOException {
        TypeInfo info = type.info();
        json.writeNumberField("class", number(info));
        json.writeFieldName("dtype");
        word(json, type);
        json.writeNumberField("size", info instanceof TypeInfo.Text text && text.anyLength() ? POINTER : info.size());
        if (info instanceof TypeInfo.Whole whole) {
            json.writeNumberField("order", order(whole.order()));
            json.writeNumberField("sign", whole.signed() ? 1 : 0);
        } else if (info instanceof TypeInfo.Floating floating) {
            json.writeNumberField("order", order(floating.order()));
        } else if (info instanceof TypeInfo.Bits bits) {
            json.writeNumberField("order", order(bits.order()));
        } else if (info instanceof TypeInfo.Text text) {
            json.writeNumberField("cset", text.utf8() ? 1 : 0);
            json.writeNumberField("strpad", padding(text.padding()));
            json.writeNumberField("strPad", padding(text.padding())); // as the page spells it
            json.writeBooleanField("vlen", text.anyLength());
        } else if (info instanceof TypeInfo.Bytes bytes) {
            json.writeStringField("tag", bytes.tag());
        } else {
            composed(json, info);
        }
    }

    private static void composed(JsonGenerator json, TypeInfo info) throws IOException {
        if (info instanceof TypeInfo.Members members) {
            json.writeArrayFieldStart("members");
            for (TypeInfo.Members.Part part : members.parts()) {
                json.writeStartObject();
                json.writeStringField("name", part.name());
                fields(json, part.type());
                json.writeEndObject();
            }
            json.writeEndArray();
        } else if (info instanceof TypeInfo.Names names) {
            json.writeObjectFieldStart("members");
            for (Map.Entry<String, Long> value : names.values().entrySet()) {
                json.writeNumberField(value.getKey(), value.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("base");
            write(json, names.base());
        } else if (info instanceof TypeInfo.Sequence sequence) {
            json.writeFieldName("base");
            write(json, sequence.element());
        } else if (info instanceof TypeInfo.Grid grid) {
            json.writeArrayFieldStart("dims");
            for (int length : grid.shape()) {
                json.writeNumber(length);
            }
            json.writeEndArray();
            json.writeFieldName("base");
            write(json, grid.element());
        } else if (info instanceof TypeInfo.ComplexNumber complex) {
            // The type of its own is younger than the page, which knows complex numbers as pairs.
            json.writeArrayFieldStart("members");
            for (String name : List.of("r", "i")) {
                json.writeStartObject();
                json.writeStringField("name", name);
                fields(json, complex.part());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** A type as an object. */
    public static void write(JsonGenerator json, DType type) throws IOException {
        json.writeStartObject();
        fields(json, type);
        json.writeEndObject();
    }

    private static int number(TypeInfo info) {
        if (info instanceof TypeInfo.Whole) {
            return 0;
        }
        if (info instanceof TypeInfo.Floating) {
            return 1;
        }
        if (info instanceof TypeInfo.Moment) {
            return 2;
        }
        if (info instanceof TypeInfo.Text) {
            return 3;
        }
        if (info instanceof TypeInfo.Bits) {
            return 4;
        }
        if (info instanceof TypeInfo.Bytes) {
            return 5;
        }
        if (info instanceof TypeInfo.Members || info instanceof TypeInfo.ComplexNumber) {
            return 6;
        }
        if (info instanceof TypeInfo.Pointer) {
            return 7;
        }
        if (info instanceof TypeInfo.Names) {
            return 8;
        }
        return info instanceof TypeInfo.Sequence ? 9 : 10;
    }

    private static int order(TypeInfo.Order order) {
        return switch (order) {
            case LITTLE -> 0;
            case BIG -> 1;
            case VAX -> 2;
        };
    }

    private static int padding(TypeInfo.Padding padding) {
        return switch (padding) {
            case NULL_TERMINATED -> 0;
            case NULL_PADDED -> 1;
            case SPACE_PADDED -> 2;
        };
    }

    /** numpy's word for a type; for a compound type an object of them. */
    private static void word(JsonGenerator json, DType type) throws IOException {
        if (type.info() instanceof TypeInfo.Members members && Numbers.of(type).isEmpty()) {
            json.writeStartObject();
            for (TypeInfo.Members.Part part : members.parts()) {
                json.writeFieldName(part.name());
                word(json, part.type());
            }
            json.writeEndObject();
        } else {
            json.writeString(word(type));
        }
    }

    private static String word(DType type) {
        TypeInfo info = type.info();
        if (info instanceof TypeInfo.Text text) {
            return text.anyLength() ? "|O" : "|S" + text.size();
        }
        if (info instanceof TypeInfo.Sequence || info instanceof TypeInfo.Pointer) {
            return "|O";
        }
        if (info instanceof TypeInfo.Grid grid) {
            return "|V" + grid.size();
        }
        return Numbers.of(type).map(Numbers::stored).orElse("|V" + info.size());
    }
}
