package dev.tutti.survey.metadata;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records as flat attributes with dotted names, and back: the form in which files keep them. */
public final class Metadata {
    private static final String OTHERS = "others";
    private static final String NONE = "none";

    /**
     * One attribute of the standard.
     *
     * @param name dotted name
     * @param type string, float, integer or bool
     * @param required whether the standard asks for it to be known
     * @param units what it is measured in, or empty
     * @param text what it says
     * @param options values that are foreseen, with commas between them, or empty
     * @param defaultText the default as text
     */
    public record Field(
            String name,
            String type,
            boolean required,
            String units,
            String text,
            String options,
            String defaultText) {}

    /** What reflection says of the classes; asking it again for each object costs more than the attributes do. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    /** One component of a record class, with the attribute it stands for; the one for other attributes stands for none. */
    private record Part(RecordComponent component, Method accessor, @Nullable Standard standard) {
        Object value(Record record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A record class. */
    private record Shape(List<Part> parts, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            List<Part> parts = new ArrayList<>();
            List<Class<?>> types = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                parts.add(new Part(component, component.getAccessor(), component.getAnnotation(Standard.class)));
                types.add(component.getType());
            }
            try {
                return new Shape(List.copyOf(parts), type.getConstructor(types.toArray(Class<?>[]::new)));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Metadata() {}

    /**
     * The attributes of a record: text, {@code Double}, {@code Long} or {@code Boolean}, by name; those that the standard does not know are among them.
     */
    public static Map<String, Object> toAttributes(Record record) {
        Map<String, Object> attributes = new TreeMap<>();
        put(attributes, "", record);
        return attributes;
    }

    private static void put(Map<String, Object> attributes, String prefix, Record record) {
        for (Part part : SHAPES.get(record.getClass()).parts()) {
            Standard standard = part.standard();
            Object value = part.value(record);
            if (standard == null) {
                ((Map<?, ?>) value).forEach((name, other) -> attributes.put(String.valueOf(name), other));
            } else if (value instanceof Record nested) {
                put(attributes, prefix + standard.value() + ".", nested);
            } else {
                attributes.put(prefix + standard.value(), stored(value));
            }
        }
    }

    private static Object stored(Object value) {
        if (value instanceof Instant time) {
            return UtcTime.text(time);
        }
        if (value instanceof OptionalLong number) {
            return number.isPresent() ? (Object) number.getAsLong() : NONE;
        }
        if (value instanceof List<?> list) {
            return text(list);
        }
        return value;
    }

    private static String text(List<?> list) {
        List<AppliedFilter> filters = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Object element : list) {
            if (element instanceof AppliedFilter filter) {
                filters.add(filter);
            } else {
                names.add(element.toString());
            }
        }
        return filters.isEmpty() ? JsonList.ofNames(names) : JsonList.ofFilters(filters);
    }

    /**
     * A record of the attributes of an object. What is missing has the standard's default; what the standard does not know goes to {@code others}.
     *
     * @param defaults a record of the class that is wanted
     * @param attributes as files have them: text, numbers, arrays
     * @param structural names that are part of the layout and neither a component nor another attribute
     * @throws H5TypeException if an attribute cannot be had as what the standard says; the message names it
     */
    public static <R extends Record> R fromAttributes(
            R defaults, Map<String, ? extends @Nullable Object> attributes, Set<String> structural) {
        Map<String, Object> left = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (value != null && !structural.contains(name)) {
                left.put(name, value);
            }
        });
        return read(defaults, "", left);
    }

    private static <R extends Record> R read(R defaults, String prefix, Map<String, Object> left) {
        Shape shape = SHAPES.get(defaults.getClass());
        Object[] values = new Object[shape.parts().size()];
        int others = -1;
        for (int i = 0; i < values.length; i++) {
            Part part = shape.parts().get(i);
            Standard standard = part.standard();
            Object standing = part.value(defaults);
            if (standard == null) {
                others = i;
            } else if (standing instanceof Record nested) {
                values[i] = read(nested, prefix + standard.value() + ".", left);
            } else {
                String name = prefix + standard.value();
                Object found = left.remove(name);
                values[i] = found == null ? standing : converted(name, found, part.component(), standing);
            }
        }
        if (others >= 0) {
            values[others] = left;
        }
        try {
            @SuppressWarnings("unchecked") // the class of the defaults
            R read = (R) shape.constructor().newInstance(values);
            return read;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object converted(String name, Object found, RecordComponent component, Object standing) {
        Class<?> type = component.getType();
        try {
            if (type == String.class) {
                return found instanceof Object[] array && array.length == 1
                        ? String.valueOf(array[0])
                        : found.toString();
            }
            if (type == Instant.class) {
                return isNone(found) ? standing : UtcTime.parse(found.toString());
            }
            if (type == double.class) {
                return isNone(found) ? standing : number(found).doubleValue();
            }
            if (type == long.class) {
                return isNone(found) ? standing : number(found).longValue();
            }
            if (type == boolean.class) {
                return found instanceof Boolean flag ? flag : Boolean.valueOf(found.toString());
            }
            if (type == OptionalLong.class) {
                return isNone(found)
                        ? OptionalLong.empty()
                        : OptionalLong.of(number(found).longValue());
            }
            String text =
                    found instanceof Object[] array ? JsonList.ofNames(List.of((String[]) array)) : found.toString();
            return isFilters(component) ? JsonList.filters(text) : JsonList.names(text);
        } catch (H5TypeException | NumberFormatException | ClassCastException e) {
            throw new H5TypeException("attribute '" + name + "': " + typeName(type) + " is expected, found \"" + found
                    + "\" (" + e.getMessage() + ")");
        }
    }

    private static boolean isFilters(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] == AppliedFilter.class;
    }

    private static boolean isNone(Object found) {
        String text = found.toString();
        return text.isEmpty() || text.equalsIgnoreCase(NONE);
    }

    private static Number number(Object found) {
        return found instanceof Number number ? number : Double.valueOf(found.toString());
    }

    private static String typeName(Class<?> type) {
        if (type == double.class) {
            return "float";
        }
        return type == long.class || type == OptionalLong.class ? "integer" : type == boolean.class ? "bool" : "string";
    }

    /** All attributes that a record class stands for, by name. */
    public static List<Field> fields(Record defaults) {
        Map<String, Field> fields = new TreeMap<>();
        fields(fields, "", defaults);
        return List.copyOf(fields.values());
    }

    private static void fields(Map<String, Field> fields, String prefix, Record record) {
        for (Part part : SHAPES.get(record.getClass()).parts()) {
            RecordComponent component = part.component();
            Standard standard = part.standard();
            Object value = part.value(record);
            if (value instanceof Record nested && standard != null) {
                fields(fields, prefix + standard.value() + ".", nested);
            } else if (standard != null) {
                String name = prefix + standard.value();
                fields.put(
                        name,
                        new Field(
                                name,
                                typeName(component.getType()),
                                standard.required(),
                                standard.units(),
                                standard.text(),
                                standard.options(),
                                stored(value).toString()));
            } else if (!component.getName().equals(OTHERS)) {
                throw new IllegalStateException(record.getClass() + ": " + component.getName() + " has no name");
            }
        }
    }
}
