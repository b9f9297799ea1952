package dev.tutti.hdf5.oracle;

import static org.bytedeco.hdf5.global.hdf5.H5R_OBJECT;
import static org.bytedeco.hdf5.global.hdf5.H5Rget_name;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Values between the memory type of a {@link CType} and canonical Java values: Long (BigInteger from 2^63), Double, String, "hex:…" for
 * opaque data, Long for bitfields and enumerations, "-&gt;/path" for object references, List for arrays and sequences, Map for compounds.
 */
final class CValues {
    private CValues() {}

    /** One element at {@code offset} of {@code memory}; {@code paths} names the object at an address. */
    static Object decode(CType type, ByteBuffer memory, int offset, LongFunction<String> paths) {
        switch (type.kind()) {
            case INTEGER:
            case ENUM:
            case BITFIELD:
                return integer(memory.getLong(offset), type.kind() == CType.Kind.BITFIELD || !type.signed());
            case FLOAT:
                return memory.getDouble(offset);
            case STRING:
                byte[] fixed = new byte[type.size()];
                memory.get(offset, fixed);
                return trimmed(fixed, type.padding());
            case VLEN_STRING:
                long string = memory.getLong(offset);
                return string == 0 ? "" : new String(Raw.string(string), StandardCharsets.UTF_8);
            case OPAQUE:
                byte[] opaque = new byte[type.size()];
                memory.get(offset, opaque);
                return "hex:" + HexFormat.of().formatHex(opaque);
            case COMPOUND:
                Map<String, Object> fields = new LinkedHashMap<>();
                for (CType.Member member : type.members()) {
                    fields.put(member.name(), decode(member(member), memory, offset + member.offset(), paths));
                }
                return fields;
            case ARRAY:
                return list(type.element(), memory, offset, type.count(), paths);
            case VLEN:
                int length = (int) memory.getLong(offset);
                if (length == 0) {
                    return List.of();
                }
                CType element = type.element();
                ByteBuffer items = Raw.at(memory.getLong(offset + 8), (long) length * element.memorySize());
                return list(element, items, 0, length, paths);
            default:
                long address = memory.getLong(offset);
                return address == 0 ? "->null" : "->" + paths.apply(address);
        }
    }

    static Object integer(long bits, boolean unsigned) {
        return unsigned && bits < 0 ? new BigInteger(Long.toUnsignedString(bits)) : (Object) bits;
    }

    /** A fixed string without its padding: 0 null-terminated, 1 null-padded, 2 space-padded. */
    static String trimmed(byte[] bytes, int padding) {
        int end = 0;
        if (padding == 0) {
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
        } else {
            end = bytes.length;
            while (end > 0 && bytes[end - 1] == (padding == 2 ? ' ' : 0)) {
                end--;
            }
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static CType member(CType.Member member) {
        CType type = member.type();
        if (type == null) {
            throw new IllegalStateException(member.name());
        }
        return type;
    }

    private static List<Object> list(
            CType element, ByteBuffer memory, int offset, int count, LongFunction<String> paths) {
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(decode(element, memory, offset + i * element.memorySize(), paths));
        }
        return values;
    }

    /** The path of the object at {@code address}; the C library searches the file for it, so remember the answer. */
    static String path(long address, long file) {
        try (LongPointer pointer = new LongPointer(1)) {
            pointer.put(0, address);
            byte[] name = new byte[256];
            long length = H5Rget_name(file, H5R_OBJECT, pointer, name, name.length);
            return length <= 0 ? "?" : new String(name, 0, (int) length, StandardCharsets.UTF_8);
        }
    }

    /** Writes random values that every type of the kind can hold exactly; keeps what the memory points to alive. */
    static final class Filler implements AutoCloseable {
        private final Random random;
        private final Map<String, Long> references;
        private final List<Pointer> kept = new ArrayList<>();

        /** @param references address and path of objects that references may point to */
        Filler(Random random, Map<String, Long> references) {
            this.random = random;
            this.references = references;
        }

        /** Fills one element and returns its canonical value. */
        Object fill(CType type, ByteBuffer memory, int offset) {
            switch (type.kind()) {
                case INTEGER:
                case BITFIELD:
                    boolean signed = type.kind() == CType.Kind.INTEGER && type.signed();
                    long bits = random.nextLong();
                    int unused = 64 - type.precision();
                    long value = signed ? bits << unused >> unused : bits << unused >>> unused;
                    memory.putLong(offset, value);
                    return integer(value, !signed);
                case FLOAT:
                    double real = (random.nextInt(511) - 255) * Math.scalb(1.0, random.nextInt(7) - 3) + 0.0;
                    memory.putDouble(offset, real);
                    return real;
                case STRING:
                    return fixed(type, memory, offset);
                case VLEN_STRING:
                    byte[] text = text(random.nextInt(40), type);
                    BytePointer bytes = new BytePointer(text.length + 1L).put(text, 0, text.length);
                    bytes.put(text.length, (byte) 0);
                    kept.add(bytes);
                    memory.putLong(offset, bytes.address());
                    return new String(text, StandardCharsets.UTF_8);
                case OPAQUE:
                    byte[] opaque = new byte[type.size()];
                    random.nextBytes(opaque);
                    memory.put(offset, opaque);
                    return "hex:" + HexFormat.of().formatHex(opaque);
                case ENUM:
                    long choice = type.members()
                            .get(random.nextInt(type.members().size()))
                            .value();
                    memory.putLong(offset, choice);
                    return integer(choice, !type.signed());
                case COMPOUND:
                    Map<String, Object> fields = new LinkedHashMap<>();
                    for (CType.Member member : type.members()) {
                        fields.put(member.name(), fill(member(member), memory, offset + member.offset()));
                    }
                    return fields;
                case ARRAY:
                    return list(type.element(), memory, offset, type.count());
                case VLEN:
                    return sequence(type.element(), memory, offset);
                default:
                    return reference(memory, offset);
            }
        }

        private Object fixed(CType type, ByteBuffer memory, int offset) {
            int room = type.padding() == 0 ? type.size() - 1 : type.size();
            byte[] text = text(random.nextInt(room + 1), type);
            byte[] padded = new byte[type.size()];
            java.util.Arrays.fill(padded, type.padding() == 2 ? (byte) ' ' : 0);
            System.arraycopy(text, 0, padded, 0, text.length);
            memory.put(offset, padded);
            return new String(text, StandardCharsets.UTF_8);
        }

        private byte[] text(int bytes, CType type) {
            StringBuilder text = new StringBuilder();
            int left = bytes;
            while (left > 0) {
                boolean wide = left > 1 && type.text().contains("utf8") && random.nextInt(4) == 0;
                text.append(wide ? (char) (0xE0 + random.nextInt(16)) : (char) ('a' + random.nextInt(26)));
                left -= wide ? 2 : 1;
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        private List<Object> list(CType element, ByteBuffer memory, int offset, int count) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(fill(element, memory, offset + i * element.memorySize()));
            }
            return values;
        }

        private List<Object> sequence(CType element, ByteBuffer memory, int offset) {
            int length = random.nextInt(4) == 0 ? 0 : random.nextInt(20);
            BytePointer items = new BytePointer(Math.max(1L, (long) length * element.memorySize()));
            kept.add(items);
            memory.putLong(offset, length);
            memory.putLong(offset + 8, length == 0 ? 0 : items.address());
            ByteBuffer view = items.asByteBuffer().order(ByteOrder.nativeOrder());
            return list(element, view, 0, length);
        }

        private Object reference(ByteBuffer memory, int offset) {
            List<String> paths = new ArrayList<>(references.keySet());
            int choice = random.nextInt(paths.size() + 1);
            if (choice == paths.size()) {
                memory.putLong(offset, 0);
                return "->null";
            }
            memory.putLong(offset, references.get(paths.get(choice)));
            return "->" + paths.get(choice);
        }

        @Override
        public void close() {
            kept.forEach(Pointer::close);
        }
    }
}
