package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/**
 * Class 9: sequences and strings of any length; the element holds a length and a place in the global heap.
 *
 * @param size bytes of one element in raw data: 4 + size of offsets + 4
 * @param kind sequence or string
 * @param padding for strings, how the text ends; {@link Padding#NULL_TERMINATED} for sequences
 * @param charset for strings, the character set; {@link CharacterSet#ASCII} for sequences
 * @param base what the sequence is made of; for strings, an unsigned integer of one byte
 */
public record VariableLength(int size, VariableLength.Kind kind, Padding padding, CharacterSet charset, Datatype base)
        implements Datatype {
    /** Checks the size. */
    public VariableLength {
        BitLayout.checkSize(size);
        if (!(kind == Kind.STRING || (padding == Padding.NULL_TERMINATED && charset == CharacterSet.ASCII))) {
            throw new FormatException(
                    STRUCTURE, "no padding and character set of a sequence", padding + ", " + charset);
        }
    }

    /** A string as the C library writes it into a file with addresses of 8 bytes. */
    public static VariableLength string(CharacterSet charset) {
        return new VariableLength(
                16, Kind.STRING, Padding.NULL_TERMINATED, charset, FixedPoint.of(1, Order.LITTLE, false));
    }

    /** A sequence in a file with addresses of 8 bytes. */
    public static VariableLength sequence(Datatype base) {
        return new VariableLength(16, Kind.SEQUENCE, Padding.NULL_TERMINATED, CharacterSet.ASCII, base);
    }

    /** Sequence or string. */
    public enum Kind {
        /** Any number of elements of the base type. */
        SEQUENCE(0),
        /** Text. */
        STRING(1);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Number in the file. */
        public int number() {
            return number;
        }

        /** The constant with that number in the file. */
        public static Kind of(int number) {
            for (Kind constant : values()) {
                if (constant.number == number) {
                    return constant;
                }
            }
            throw new FormatException(STRUCTURE, "a sequence (0) or a string (1)", Integer.toString(number));
        }
    }
}
