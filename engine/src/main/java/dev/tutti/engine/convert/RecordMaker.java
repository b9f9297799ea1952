package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of one class from elements of one layout: all members are taken and handed to the constructor without being boxed where they stand in the file as Java has
 * them. Each layout gets a class of its own ({@link RecordTemplate}), in which that is compiled as if it had been written out. Thread-safe.
 */
@FunctionalInterface
interface RecordMaker {
    /**
     * Where a component comes from.
     *
     * @param offset in the element
     * @param plain how it is taken; null for those that their form takes
     */
    record Source(int offset, @Nullable PlainNumber plain) {}

    /** The record for the element at {@code at}. */
    Object make(ByteBuffer bytes, int at, ValueForm[] forms) throws Throwable;

    /** The maker for a constructor and the sources of its arguments. */
    static RecordMaker of(Constructor<?> constructor, List<Source> sources) {
        Map<List<Source>, RecordMaker> known = Known.MAKERS.get(constructor.getDeclaringClass());
        RecordMaker maker = known.get(sources);
        if (maker == null) {
            maker = Known.make(constructor, sources);
            if (known.size() < Known.MOST_LAYOUTS) {
                known.putIfAbsent(List.copyOf(sources), maker);
            }
        }
        return maker;
    }

    /** What was made before, and how it is made. */
    final class Known {
        private static final int MOST_LAYOUTS = 16;

        /** A handle takes 255 words, and here up to three for each component. */
        private static final int MOST_COMPONENTS = 64;

        private static final ClassValue<Map<List<Source>, RecordMaker>> MAKERS = new ClassValue<>() {
            @Override
            protected Map<List<Source>, RecordMaker> computeValue(Class<?> type) {
                return new ConcurrentHashMap<>();
            }
        };

        private Known() {}

        private static RecordMaker make(Constructor<?> constructor, List<Source> sources) {
            if (sources.size() > MOST_COMPONENTS) {
                return (bytes, at, forms) -> reflected(constructor, sources, bytes, at, forms);
            }
            try (InputStream template = RecordTemplate.class.getResourceAsStream("RecordTemplate.class")) {
                MethodHandles.Lookup made = MethodHandles.lookup()
                        .defineHiddenClassWithClassData(
                                Objects.requireNonNull(template).readAllBytes(), handle(constructor, sources), true);
                return (RecordMaker) made.lookupClass().getDeclaredConstructor().newInstance();
            } catch (IOException | ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static MethodHandle handle(Constructor<?> constructor, List<Source> sources)
                throws ReflectiveOperationException {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle refused = lookup.findStatic(
                            Known.class, "refused", MethodType.methodType(Object.class, Class.class, Exception.class))
                    .bindTo(constructor.getDeclaringClass());
            MethodHandle made = lookup.unreflectConstructor(constructor);
            made = MethodHandles.catchException(
                    made,
                    Exception.class,
                    refused.asType(refused.type().changeReturnType(made.type().returnType())));
            int[] order = new int[3 * sources.size()];
            for (int i = sources.size() - 1; i >= 0; i--) {
                made = MethodHandles.collectArguments(
                        made, i, argument(lookup, sources.get(i), i).asType(argumentType(made, i)));
            }
            for (int i = 0; i < order.length; i++) {
                order[i] = i % 3;
            }
            MethodType type = MethodType.methodType(Object.class, ByteBuffer.class, int.class, ValueForm[].class);
            return MethodHandles.permuteArguments(
                            made, type.changeReturnType(made.type().returnType()), order)
                    .asType(type);
        }

        private static MethodType argumentType(MethodHandle made, int i) {
            return MethodType.methodType(made.type().parameterType(i), ByteBuffer.class, int.class, ValueForm[].class);
        }

        private static MethodHandle argument(MethodHandles.Lookup lookup, Source source, int number)
                throws ReflectiveOperationException {
            if (source.plain != null) {
                return MethodHandles.dropArguments(
                        MethodHandles.insertArguments(source.plain.getter(lookup), 2, source.offset),
                        2,
                        ValueForm[].class);
            }
            MethodHandle formed = lookup.findStatic(
                    Known.class,
                    "formed",
                    MethodType.methodType(
                            Object.class, ByteBuffer.class, int.class, ValueForm[].class, int.class, int.class));
            return MethodHandles.insertArguments(formed, 3, number, source.offset);
        }

        private static Object reflected(
                Constructor<?> constructor, List<Source> sources, ByteBuffer bytes, int at, ValueForm[] forms)
                throws ReflectiveOperationException {
            @Nullable Object[] arguments = new Object[forms.length];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = forms[i].get(bytes, at + sources.get(i).offset);
            }
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                throw new H5TypeException(
                        "record " + constructor.getDeclaringClass().getName() + " refuses its values: " + e.getCause());
            }
        }

        @SuppressWarnings("UnusedMethod") // called through a handle
        private static @Nullable Object formed(ByteBuffer bytes, int at, ValueForm[] forms, int number, int offset) {
            return forms[number].get(bytes, at + offset);
        }

        @SuppressWarnings("UnusedMethod") // called through a handle
        private static Object refused(Class<?> type, Exception e) {
            throw new H5TypeException("record " + type.getName() + " refuses its values: " + e);
        }
    }
}
