package dev.tutti.engine.convert;

import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single numbers, names of enumerations and plain bytes as Java objects. */
final class Scalars {
    private Scalars() {}

    /** A number, through an array of one primitive. */
    static final class Numeric extends ValueForm {
        private final NumberForm form;
        private final Class<?> primitive;
        private final @Nullable PlainNumber plain;

        Numeric(NumberForm form, Class<?> primitive) {
            this.form = form;
            this.primitive = primitive;
            this.plain = PlainNumber.of(form, primitive);
        }

        /** How it is taken if it need not be converted; null otherwise. */
        @Nullable
        PlainNumber plain() {
            return plain;
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            if (plain != null) {
                return plain.get(bytes, at);
            }
            Object one = Array.newInstance(primitive, 1);
            NumberRuns.reader(form, one, array(one)).read(bytes, at, 1, 0);
            return Array.get(one, 0);
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (value instanceof Double || value instanceof Float) {
                form.putDoubles(new double[] {((Number) value).doubleValue()}, 1, bytes, at);
            } else if (value instanceof Number number) {
                form.putLongs(new long[] {number.longValue()}, 1, bytes, at);
            } else if (value instanceof Boolean flag) {
                form.putLongs(new long[] {flag ? 1 : 0}, 1, bytes, at);
            } else if (value instanceof Character character) {
                form.putLongs(new long[] {character}, 1, bytes, at);
            } else {
                throw refuse(value, TypeText.of(form.type));
            }
        }

        private static NumberArray array(Object one) {
            NumberArray array = NumberArray.of(one);
            if (array == null) {
                throw refuse(one, "number");
            }
            return array;
        }
    }

    /** An integer of any size, above all one of 2^63 or more. */
    static final class Whole extends ValueForm {
        private final IntegerForm form;

        Whole(IntegerForm form) {
            this.form = form;
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            long[] one = new long[1];
            form.longs(bytes, at, 1, one);
            BigInteger value = BigInteger.valueOf(one[0]);
            return form.wide() && one[0] < 0 ? value.add(BigInteger.ONE.shiftLeft(64)) : value;
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            BigInteger whole = value instanceof BigInteger big
                    ? big
                    : value instanceof Long
                                    || value instanceof Integer
                                    || value instanceof Short
                                    || value instanceof Byte
                            ? BigInteger.valueOf(((Number) value).longValue())
                            : null;
            int bits = form.signed() ? form.precision() - 1 : form.precision();
            if (whole == null || whole.bitLength() > bits || (whole.signum() < 0 && !form.signed())) {
                throw refuse(value, TypeText.of(form.type));
            }
            form.put(whole.longValue(), bytes, at);
        }
    }

    /** Values of an enumeration by name; a value without one is its number in digits. */
    static final class Name extends ValueForm {
        private final Enumeration type;
        private final NumberForm form;
        private final @Nullable Class<?> constants;
        private final Map<Long, String> names = new HashMap<>();
        private final Map<String, Long> values = new HashMap<>();

        Name(Enumeration type, NumberForm form, @Nullable Class<?> constants) {
            this.type = type;
            this.form = form;
            this.constants = constants;
            for (Enumeration.Value value : type.values()) {
                names.putIfAbsent(value.value(), value.name());
                values.put(value.name(), value.value());
            }
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            long[] one = new long[1];
            form.longs(bytes, at, 1, one);
            String name = names.getOrDefault(one[0], Long.toString(one[0]));
            if (constants == null) {
                return name;
            }
            for (Object constant : constants.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
            throw refuse(name, constants.getName());
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            long code;
            if (value instanceof Number number) {
                code = number.longValue();
            } else if (value instanceof Boolean flag) {
                code = flag ? 1 : 0;
            } else {
                String name = value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
                Long known = values.get(name);
                if (known == null && !name.matches("-?\\d{1,18}")) {
                    throw refuse(value, TypeText.of(type) + " with names " + values.keySet());
                }
                code = known == null ? Long.parseLong(name) : known;
            }
            form.putLongs(new long[] {code}, 1, bytes, at);
        }
    }

    /** The bytes of an element as they are. */
    static final class Raw extends ValueForm {
        private final Datatype type;

        Raw(Datatype type) {
            this.type = type;
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            byte[] copy = new byte[type.size()];
            bytes.get(at, copy);
            return copy;
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (!(value instanceof byte[] copy) || copy.length != type.size()) {
                throw refuse(value, TypeText.of(type));
            }
            bytes.put(at, copy);
        }
    }
}
