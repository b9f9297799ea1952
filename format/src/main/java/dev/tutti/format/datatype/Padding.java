package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/** How a string fills its space. */
public enum Padding {
    /** A zero byte ends the text. */
    NULL_TERMINATED(0),
    /** Zero bytes fill the rest; a full field has none. */
    NULL_PADDED(1),
    /** Spaces fill the rest, as in Fortran. */
    SPACE_PADDED(2);

    private final int number;

    Padding(int number) {
        this.number = number;
    }

    /** Number in the file. */
    public int number() {
        return number;
    }

    /** The constant with that number in the file. */
    public static Padding of(int number) {
        for (Padding constant : values()) {
            if (constant.number == number) {
                return constant;
            }
        }
        throw new FormatException(Datatype.STRUCTURE, "string padding 0 to 2", Integer.toString(number));
    }
}
