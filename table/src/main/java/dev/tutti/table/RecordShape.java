package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Member;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A record class as columns: names, types, and how values get out and in. One per class, kept. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private static final Map<Class<?>, ColumnType> SIMPLE = new ConcurrentHashMap<>();

    static {
        SIMPLE.put(boolean.class, ColumnType.BOOLEAN);
        SIMPLE.put(Boolean.class, ColumnType.BOOLEAN);
        for (Class<?> small : List.of(byte.class, Byte.class, short.class, Short.class, int.class, Integer.class)) {
            SIMPLE.put(small, ColumnType.INT);
        }
        SIMPLE.put(long.class, ColumnType.LONG);
        SIMPLE.put(Long.class, ColumnType.LONG);
        SIMPLE.put(float.class, ColumnType.FLOAT);
        SIMPLE.put(Float.class, ColumnType.FLOAT);
        SIMPLE.put(double.class, ColumnType.DOUBLE);
        SIMPLE.put(Double.class, ColumnType.DOUBLE);
        SIMPLE.put(String.class, ColumnType.STRING);
        SIMPLE.put(CharSequence.class, ColumnType.STRING);
        SIMPLE.put(LocalDate.class, ColumnType.DATE);
        SIMPLE.put(LocalTime.class, ColumnType.TIME);
        SIMPLE.put(LocalDateTime.class, ColumnType.TIMESTAMP);
        SIMPLE.put(Instant.class, ColumnType.TIMESTAMPTZ);
        SIMPLE.put(OffsetDateTime.class, ColumnType.TIMESTAMPTZ);
        SIMPLE.put(ZonedDateTime.class, ColumnType.TIMESTAMPTZ);
        SIMPLE.put(UUID.class, ColumnType.UUID);
        SIMPLE.put(byte[].class, ColumnType.BINARY);
        SIMPLE.put(ByteBuffer.class, ColumnType.BINARY);
        SIMPLE.put(BigDecimal.class, ColumnType.decimal(38, 9));
    }

    private final Class<?> type;
    private final List<String> names = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();
    private final List<MethodHandle> getters = new ArrayList<>();
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || components.length == 0) {
            throw new H5TypeException(type.getName() + ": a record class with components is expected");
        }
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            Member named = component.getAnnotation(Member.class);
            names.add(named == null ? component.getName() : named.value());
            types.add(component.getGenericType());
            parameters[i] = component.getType();
            getters.add(getter(component));
        }
        try {
            constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + ": a record without its canonical constructor", e);
        }
    }

    /** A call of the component; what it throws is told with its name. */
    private MethodHandle getter(RecordComponent component) {
        Method method = component.getAccessor();
        method.setAccessible(true);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle getter = lookup.unreflect(method);
            MethodHandle refused = lookup.findStatic(
                            RecordShape.class,
                            "refused",
                            MethodType.methodType(Object.class, String.class, RuntimeException.class))
                    .bindTo(type.getName() + ": component " + names.get(names.size() - 1));
            return MethodHandles.catchException(
                    getter,
                    RuntimeException.class,
                    refused.asType(refused.type().changeReturnType(getter.type().returnType())));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + ": " + component + " cannot be called", e);
        }
    }

    @SuppressWarnings("unused") // By a handle.
    private static Object refused(String component, RuntimeException e) {
        throw new IllegalArgumentException(component + " throws " + e, e);
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    List<String> names() {
        return names;
    }

    Type componentType(int component) {
        return types.get(component);
    }

    Schema schema() {
        return new Schema(columns(type, 0));
    }

    private static List<Column> columns(Class<?> type, int depth) {
        if (depth > 16) {
            throw new H5TypeException(type.getName() + ": records nested more than 16 deep");
        }
        RecordShape shape = of(type);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < shape.names.size(); i++) {
            Type component = shape.types.get(i);
            boolean required = component instanceof Class<?> plain && plain.isPrimitive();
            String where = type.getName() + ": component " + shape.names.get(i);
            columns.add(new Column(shape.names.get(i), columnType(component, where, depth), required, null));
        }
        return columns;
    }

    private static ColumnType columnType(Type type, String where, int depth) {
        if (type instanceof Class<?> plain) {
            ColumnType simple = SIMPLE.get(plain);
            if (simple != null) {
                return simple;
            }
            if (plain.isEnum()) {
                return ColumnType.STRING;
            }
            if (plain.isRecord()) {
                return new ColumnType.Struct(columns(plain, depth + 1));
            }
            if (plain.isArray()) {
                return ColumnType.listOf(columnType(plain.getComponentType(), where, depth));
            }
        } else if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (Collection.class.isAssignableFrom(raw)) {
                return ColumnType.listOf(columnType(arguments[0], where, depth));
            }
            if (Map.class.isAssignableFrom(raw)) {
                return ColumnType.mapOf(columnType(arguments[0], where, depth), columnType(arguments[1], where, depth));
            }
        }
        throw new H5TypeException(where + ": " + type.getTypeName()
                + " has no column type; numbers, text, times, UUID, byte[], lists, maps, enums and records have one");
    }

    /** From a record to the value of a component, both of their own types. */
    MethodHandle getter(int component) {
        return getters.get(component);
    }

    /** A record of these values of the components. */
    Object make(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(type.getName(), e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalArgumentException(type.getName() + ": its constructor throws " + e.getCause(), e);
        }
    }
}
