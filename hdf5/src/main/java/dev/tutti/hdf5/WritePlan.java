package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.object.Resolver;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call of {@code write} will make: a tree of groups and datasets. Making the plan is the dry run: names, types, shapes and every value that must
 * be converted are looked at before a file is opened, so that what cannot be written changes nothing.
 */
final class WritePlan {
    private static final int DEEPEST = 512;

    private final String root;
    private final WriteOptions options;
    private final List<String> groups = new ArrayList<>();
    private final List<Planned> datasets = new ArrayList<>();

    /**
     * A dataset to be made.
     *
     * @param builder its description
     * @param value its values, or null for a dataset without any
     */
    private record Planned(DatasetBuilder builder, @Nullable JavaValue value) {}

    private WritePlan(String root, WriteOptions options) {
        this.root = root;
        this.options = options;
    }

    /**
     * Looks at a value that is to stand at {@code name}.
     *
     * @throws H5TypeException if a part of it cannot be written; the message names the part
     */
    static WritePlan of(String name, @Nullable Object value, WriteOptions options) {
        if (name.isBlank()) {
            throw new H5TypeException("the name of an object is expected, found '" + name + "'");
        }
        String root = Resolver.normal(name);
        if (root.equals("/") && !(value instanceof Map)) {
            throw new H5TypeException("'/' is the root group, which takes a Map; a value needs a name");
        }
        WritePlan plan = new WritePlan(root, options);
        options.attributes()
                .forEach((attribute, content) -> checked(root + "@" + attribute, () -> JavaValue.of(content)));
        plan.add("", value, 0);
        return plan;
    }

    private void add(String within, @Nullable Object value, int depth) {
        String path = within.isEmpty() ? root : (root.equals("/") ? "" : root) + "/" + within;
        if (!(value instanceof Map<?, ?> map)) {
            datasets.add(checked(path, () -> dataset(path, within, value)));
            return;
        }
        if (depth > DEEPEST) {
            throw new H5TypeException(path + ": maps are nested more than " + DEEPEST + " deep; one may hold itself");
        }
        groups.add(path);
        map.forEach((key, member) -> {
            String name = String.valueOf(key);
            if (!(key instanceof String) || name.isEmpty() || name.equals(".") || name.indexOf('/') >= 0) {
                throw new H5TypeException(path + ": a key of the map is '" + name
                        + "'; names are strings that are not empty, not '.', and without a slash");
            }
            add(within.isEmpty() ? name : within + "/" + name, member, depth + 1);
        });
    }

    private Planned dataset(String path, String within, @Nullable Object value) {
        DatasetBuilder builder = new DatasetBuilder(null, path);
        DType wanted = options.typeOf(within);
        if (value == null) {
            builder.type(wanted == null ? DType.I32 : wanted).empty().spec();
            return new Planned(builder, null);
        }
        Object plain = plain(value);
        JavaValue java = Rows.isTable(plain) && wanted == null
                ? Rows.table((List<?>) plain)
                : java(plain, typeFor(plain, wanted));
        long elements = 1;
        for (long length : java.shape()) {
            elements = Math.multiplyExact(elements, length);
        }
        builder.type(java.type());
        if (java.scalar()) {
            builder.scalar();
        } else {
            builder.shape(java.shape());
        }
        options.describe(builder, java.shape().length);
        builder.spec();
        Conversions.writer(
                        RecordTypes.asComponents(java.type().type(), java.flat().getClass()),
                        java.flat(),
                        ReferenceValues.PLANNED)
                .check(0, Math.toIntExact(elements));
        return new Planned(builder, java);
    }

    private @Nullable DType typeFor(Object value, @Nullable DType wanted) {
        return wanted == null && options.isSmallest()
                ? SmallestType.of(JavaValue.of(value).flat())
                : wanted;
    }

    private JavaValue java(Object value, @Nullable DType wanted) {
        long[] shape = options.flatShape();
        if (shape != null) {
            return JavaValue.of(value, wanted == null ? JavaValue.of(value).type() : wanted, shape);
        }
        if (wanted == null) {
            return JavaValue.of(value);
        }
        JavaValue java = JavaValue.of(value, wanted);
        int width = Conversions.width(wanted.type(), java.flat().getClass().getComponentType());
        return width == 1 ? java : narrowed(java, width);
    }

    /** A complex number is two values of a Java array: the innermost dimension has that many fewer elements. */
    private static JavaValue narrowed(JavaValue java, int width) {
        long[] shape = java.shape();
        int last = shape.length - 1;
        if (last < 0 || shape[last] % width != 0) {
            throw new H5TypeException(
                    "an element of type " + java.type() + " takes " + width + " values; the array has another length");
        }
        long[] elements = shape.clone();
        elements[last] = shape[last] / width;
        if (elements[last] == 1 && last > 0) {
            elements = Arrays.copyOf(elements, last);
        }
        return new JavaValue(java.type(), elements, false, java.flat());
    }

    /** Points in time become text; all else is what it is. */
    private static Object plain(Object value) {
        if (value instanceof Temporal) {
            return value.toString();
        }
        if (value instanceof Temporal[] times) {
            return texts(List.of(times));
        }
        boolean times = value instanceof Collection<?> list
                && !list.isEmpty()
                && list.stream().allMatch(Temporal.class::isInstance);
        return times ? texts((Collection<?>) value) : value;
    }

    private static String[] texts(Collection<?> values) {
        return values.stream().map(Object::toString).toArray(String[]::new);
    }

    private interface Look<T> {
        T now();
    }

    /** Says with an error which part it is about. */
    private static <T> T checked(String path, Look<T> look) {
        try {
            return look.now();
        } catch (H5Exception e) {
            String message = String.valueOf(e.getMessage());
            throw new H5TypeException(
                    (message.startsWith(path) ? "" : "'" + path + "': ") + message + " (nothing was written)");
        } catch (ArithmeticException e) {
            throw new H5TypeException("'" + path + "': more elements than fit a file (nothing was written)");
        }
    }

    /** Puts everything in place of what stood there. */
    void make(H5File file) {
        if (root.equals("/")) {
            file.root().names().forEach(file::delete);
            file.attrs().names().forEach(file.attrs()::remove);
        } else {
            OneLiners.remove(file, root);
        }
        Map<Dataset, JavaValue> values = new LinkedHashMap<>();
        groups.forEach(file::createGroup);
        for (Planned planned : datasets) {
            Dataset made = planned.builder.createIn(file);
            if (planned.value != null && Array.getLength(planned.value.flat()) > 0) {
                values.put(made, planned.value);
            }
        }
        if (!options.attributes().isEmpty()) {
            Attributes attributes = file.get(root).attrs();
            options.attributes().forEach(attributes::set);
        }
        values.forEach((dataset, value) -> dataset.write(value.flat()));
    }
}
