package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.NdArray;
import dev.tutti.hdf5.ObjectReference;
import dev.tutti.survey.metadata.Metadata;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Metadata whose values attributes can take, all of them: looked at before anything is made, so that nothing is made by halves. */
final class Storable {
    private static final Set<Class<?>> SINGLE = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            ObjectReference.class);

    private Storable() {}

    /**
     * The attributes of a record.
     *
     * @param path what they are for
     * @throws H5TypeException if one has a value that no attribute takes
     */
    static Map<String, Object> attributes(String path, Record metadata) {
        return checked(path, Metadata.toAttributes(metadata));
    }

    /** The same of attributes that are known already. */
    static Map<String, Object> checked(String path, Map<String, Object> values) {
        values.forEach((name, value) -> {
            if (!fits(value)) {
                throw new H5TypeException(path + ": attribute '" + name + "' has a value of type "
                        + value.getClass().getName()
                        + ", which no attribute takes: text, numbers, flags, arrays and lists of them are taken;"
                        + " nothing has changed");
            }
        });
        return values;
    }

    private static boolean fits(Object value) {
        if (value instanceof NdArray || value instanceof Record) {
            return true; // as they were read from a file
        }
        if (value instanceof Collection<?> all) {
            return !all.isEmpty() && all.stream().allMatch(item -> item != null && fits(item));
        }
        Class<?> element = value.getClass();
        if (value instanceof Object[] items && !element.getComponentType().isArray()) {
            for (Object item : items) {
                if (item == null || !fits(item)) {
                    return false;
                }
            }
            return true;
        }
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return SINGLE.contains(element) || (element.isPrimitive() && element != char.class);
    }
}
