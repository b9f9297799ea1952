package dev.tutti.survey.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tutti.errors.H5TypeException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Lists as the standard keeps them in attributes: JSON text. */
final class JsonList {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private JsonList() {}

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static String array(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartArray();
            body.write(json);
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static String ofNames(List<String> names) {
        return array(json -> {
            for (String name : names) {
                json.writeString(name);
            }
        });
    }

    static String ofFilters(List<AppliedFilter> filters) {
        return array(json -> {
            for (AppliedFilter filter : filters) {
                json.writeStartObject();
                json.writeObjectFieldStart("applied_filter");
                json.writeBooleanField("applied", filter.applied());
                json.writeStringField("name", filter.name());
                json.writeNumberField("stage", filter.stage());
                json.writeEndObject();
                json.writeEndObject();
            }
        });
    }

    /** Names in a JSON array; text that is none is taken apart at its commas, as older files have it. */
    static List<String> names(String text) {
        String plain = text.strip();
        List<String> names = new ArrayList<>();
        if (plain.isEmpty() || plain.equals("none")) {
            return names;
        }
        if (!plain.startsWith("[")) {
            for (String name : plain.split(",", -1)) {
                names.add(name.strip());
            }
            return names;
        }
        try (JsonParser json = FACTORY.createParser(plain)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
                names.add(json.getText());
                json.skipChildren();
            }
            return names;
        } catch (IOException e) {
            throw new H5TypeException("a JSON array of names is expected, found \"" + text + "\"");
        }
    }

    /** Filters in a JSON array of objects, or of names alone. */
    static List<AppliedFilter> filters(String text) {
        String plain = text.strip();
        List<AppliedFilter> filters = new ArrayList<>();
        if (!plain.startsWith("[")) {
            names(plain).forEach(name -> filters.add(new AppliedFilter(name, true, filters.size() + 1)));
            return filters;
        }
        try (JsonParser json = FACTORY.createParser(plain)) {
            json.nextToken();
            int depth = 0;
            AppliedFilter next = new AppliedFilter("", true, 1);
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    depth++;
                } else if (token == JsonToken.END_OBJECT) {
                    depth--;
                    if (depth == 0) {
                        filters.add(next);
                        next = new AppliedFilter("", true, filters.size() + 1);
                    }
                } else if (token == JsonToken.VALUE_STRING && depth == 0) {
                    filters.add(new AppliedFilter(json.getText(), true, filters.size() + 1));
                } else if (token.isScalarValue()) {
                    next = with(next, String.valueOf(json.currentName()), json.getText());
                }
            }
            return filters;
        } catch (IOException | NumberFormatException e) {
            throw new H5TypeException("a JSON array of applied filters is expected, found \"" + text + "\"");
        }
    }

    private static AppliedFilter with(AppliedFilter filter, String name, String value) {
        return switch (name) {
            case "name" -> new AppliedFilter(value, filter.applied(), filter.stage());
            case "applied" -> new AppliedFilter(filter.name(), value.equals("true"), filter.stage());
            case "stage" ->
                new AppliedFilter(
                        filter.name(),
                        filter.applied(),
                        value.equals("null") ? filter.stage() : Integer.parseInt(value));
            default -> filter;
        };
    }
}
