package dev.tutti.cli.text;

import dev.tutti.hdf5.DType;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a dataset or an attribute gives back, one element at a time: numbers, text, records as maps, sequences as lists. */
public final class Values {
    private Values() {}

    /** Number of elements: the length of an array or list, 1 for anything else, 0 for nothing. */
    public static int length(@Nullable Object data) {
        if (data == null) {
            return 0;
        }
        if (data.getClass().isArray()) {
            return Array.getLength(data);
        }
        return data instanceof List<?> list ? list.size() : 1;
    }

    /** One element. */
    public static @Nullable Object element(Object data, int index) {
        if (data.getClass().isArray()) {
            return Array.get(data, index);
        }
        return data instanceof List<?> list ? list.get(index) : data;
    }

    public static boolean isSequence(Object value) {
        return value.getClass().isArray() || value instanceof List<?>;
    }

    /** A value of this type with names where the type has them: records come as lists of their members. */
    public static @Nullable Object named(@Nullable Object value, DType type) {
        if (value == null || !isSequence(value)) {
            return value;
        }
        Map<String, DType> members = type.members();
        Optional<DType> element = type.element();
        if (!members.isEmpty() && members.size() == length(value)) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            int i = 0;
            for (Map.Entry<String, DType> member : members.entrySet()) {
                named.put(member.getKey(), named(element(value, i++), member.getValue()));
            }
            return named;
        }
        if (element.isPresent() && (value instanceof Object[] || value instanceof List<?>)) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < length(value); i++) {
                list.add(named(element(value, i), element.get()));
            }
            return list;
        }
        return value;
    }

    /** The members of a record or map, by name; null if the value has no members. */
    public static @Nullable Map<String, @Nullable Object> members(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
            return members;
        }
        if (value instanceof Record recordValue) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            for (RecordComponent component : recordValue.getClass().getRecordComponents()) {
                members.put(component.getName(), component(recordValue, component));
            }
            return members;
        }
        return null;
    }

    private static @Nullable Object component(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(value.getClass() + "." + component.getName() + " is not readable", e);
        }
    }

    /** One value as a user reads it: numbers in the shortest exact form, text as it is. */
    public static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Double number) {
            return shorter(Double.toString(number));
        }
        if (value instanceof Float number) {
            return shorter(Float.toString(number));
        }
        Map<String, @Nullable Object> members = members(value);
        if (members != null) {
            List<String> parts = new ArrayList<>();
            members.forEach((name, member) -> parts.add(name + ": " + quoted(member)));
            return "{" + String.join(", ", parts) + "}";
        }
        if (isSequence(value)) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < length(value); i++) {
                parts.add(quoted(element(value, i)));
            }
            return "[" + String.join(", ", parts) + "]";
        }
        return value.toString();
    }

    /** One value, text in quotes. */
    public static String quoted(@Nullable Object value) {
        return value instanceof String text ? '"' + escaped(text) + '"' : text(value);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    private static String shorter(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }
}
