package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/** Character set of names and strings. */
public enum CharacterSet {
    /** US-ASCII; in practice any 8-bit set. */
    ASCII(0),
    /** UTF-8. */
    UTF8(1);

    private final int number;

    CharacterSet(int number) {
        this.number = number;
    }

    /** Number in the file. */
    public int number() {
        return number;
    }

    /** The constant with that number in the file. */
    public static CharacterSet of(int number) {
        for (CharacterSet constant : values()) {
            if (constant.number == number) {
                return constant;
            }
        }
        throw new FormatException(Datatype.STRUCTURE, "character set 0 or 1", Integer.toString(number));
    }
}
