package dev.tutti.hdf5;

import java.util.Map;

/** Boxes and what is in them. */
final class Primitives {
    private static final Map<Class<?>, Class<?>> UNBOXED = Map.of(
            Double.class, double.class,
            Float.class, float.class,
            Long.class, long.class,
            Integer.class, int.class,
            Short.class, short.class,
            Byte.class, byte.class,
            Boolean.class, boolean.class);

    private Primitives() {}

    static Class<?> unboxed(Class<?> type) {
        return UNBOXED.getOrDefault(type, type);
    }

    @SuppressWarnings("unchecked") // Array.newInstance makes an array of the class; its element's class is the box
    static <T> Class<T> boxed(Class<T> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return (Class<T>) java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0)
                .getClass();
    }
}
