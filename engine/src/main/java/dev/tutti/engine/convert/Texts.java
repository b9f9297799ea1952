package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.Padding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts in the character sets of HDF5, and strings of fixed length. */
final class Texts {
    private Texts() {}

    /** The text in {@code bytes}: UTF-8, whatever the declared set, as many programs write it; Latin 1 if it is not even that. */
    static String decode(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, 0, length))
                            .toString();
                } catch (CharacterCodingException e) {
                    break;
                }
            }
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    static byte[] encode(String text, CharacterSet charset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (charset == CharacterSet.ASCII && bytes.length != text.length()) {
            throw new H5TypeException("text '" + shown(text) + "' does not fit an ASCII string; use a UTF-8 type");
        }
        return bytes;
    }

    static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /** Bytes before the first zero. */
    static int terminated(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return bytes.length;
    }

    /** Strings in fields of fixed length. */
    static final class Fixed extends ValueForm {
        private final FixedString type;

        Fixed(FixedString type) {
            this.type = type;
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            byte[] field = new byte[type.size()];
            bytes.get(at, field);
            int length = type.padding() == Padding.NULL_TERMINATED ? terminated(field) : field.length;
            byte pad = (byte) (type.padding() == Padding.SPACE_PADDED ? ' ' : 0);
            while (length > 0 && type.padding() != Padding.NULL_TERMINATED && field[length - 1] == pad) {
                length--;
            }
            return decode(field, length);
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (value != null && !(value instanceof CharSequence) && !(value instanceof Character)) {
                throw refuse(value, TypeText.of(type));
            }
            String string = value == null ? "" : value.toString();
            byte[] text = encode(string, type.charset());
            int room = type.size() - (type.padding() == Padding.NULL_TERMINATED ? 1 : 0);
            if (text.length > room) {
                throw new H5TypeException("text '" + shown(string) + "' of " + text.length + " bytes does not fit type "
                        + TypeText.of(type) + ", which holds " + room);
            }
            byte[] field = Arrays.copyOf(text, type.size());
            if (type.padding() == Padding.SPACE_PADDED) {
                Arrays.fill(field, text.length, field.length, (byte) ' ');
            }
            bytes.put(at, field);
        }
    }
}
