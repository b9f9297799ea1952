package dev.tutti.engine.convert;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Single numbers that stand in the file as Java keeps them in memory. */
enum PlainNumber {
    /** IEEE 754, 64 bits. */
    DOUBLE(double.class, "getDouble") {
        @Override
        Object get(ByteBuffer bytes, int at) {
            return bytes.getDouble(at);
        }
    },
    /** IEEE 754, 32 bits. */
    FLOAT(float.class, "getFloat") {
        @Override
        Object get(ByteBuffer bytes, int at) {
            return bytes.getFloat(at);
        }
    },
    /** Two's complement, 64 bits. */
    LONG(long.class, "getLong") {
        @Override
        Object get(ByteBuffer bytes, int at) {
            return bytes.getLong(at);
        }
    },
    /** Two's complement, 32 bits. */
    INT(int.class, "getInt") {
        @Override
        Object get(ByteBuffer bytes, int at) {
            return bytes.getInt(at);
        }
    },
    /** Two's complement, 16 bits. */
    SHORT(short.class, "getShort") {
        @Override
        Object get(ByteBuffer bytes, int at) {
            return bytes.getShort(at);
        }
    },
    /** Two's complement, 8 bits. */
    BYTE(byte.class, "get") {
        @Override
        Object get(ByteBuffer bytes, int at) {
            return bytes.get(at);
        }
    };

    private final Class<?> primitive;
    private final String name;

    PlainNumber(Class<?> primitive, String name) {
        this.primitive = primitive;
        this.name = name;
    }

    /** The number at {@code at} of a little-endian buffer. */
    abstract Object get(ByteBuffer bytes, int at);

    /** Takes a buffer, where an element begins, and the number's offset in it; gives the primitive. */
    MethodHandle getter(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        MethodHandle get = lookup.findVirtual(ByteBuffer.class, name, MethodType.methodType(primitive, int.class));
        MethodHandle sum =
                lookup.findStatic(Integer.class, "sum", MethodType.methodType(int.class, int.class, int.class));
        return MethodHandles.collectArguments(get, 1, sum);
    }

    /** How numbers of a form are taken as a primitive; null if they have to be converted. */
    static @Nullable PlainNumber of(NumberForm form, Class<?> primitive) {
        for (PlainNumber plain : values()) {
            if (plain.primitive == primitive) {
                return NumberRuns.littleEndian(form.type, Array.newInstance(primitive, 0)) ? plain : null;
            }
        }
        return null;
    }
}
