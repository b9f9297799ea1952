package dev.tutti.format.datatype;

/**
 * Class 9: sequences and strings of any length; the element holds a length and a place in the global heap.
 *
 * @param size bytes of one element in raw data: 4 + size of offsets + 4
 * @param kind sequence or string
 * @param padding for strings, how the text ends; {@link Padding#NULL_TERMINATED} for sequences
 * @param charset for strings, the character set; {@link CharacterSet#ASCII} for sequences
 * @param base what the sequence is made of; for strings, one byte
 */
public record VariableLength(int size, VariableLength.Kind kind, Padding padding, CharacterSet charset, Datatype base)
        implements Datatype {
    /** Checks the size. */
    public VariableLength {
        BitLayout.checkSize(size);
    }

    /** A string as the C library writes it into a file with addresses of 8 bytes. */
    public static VariableLength string(CharacterSet charset) {
        return new VariableLength(
                16,
                Kind.STRING,
                Padding.NULL_TERMINATED,
                charset,
                new FixedString(1, Padding.NULL_TERMINATED, charset));
    }

    /** A sequence in a file with addresses of 8 bytes. */
    public static VariableLength sequence(Datatype base) {
        return new VariableLength(16, Kind.SEQUENCE, Padding.NULL_TERMINATED, CharacterSet.ASCII, base);
    }

    /** Sequence or string; the ordinal is the number in the file. */
    public enum Kind {
        /** Any number of elements of the base type. */
        SEQUENCE,
        /** Text. */
        STRING
    }
}
