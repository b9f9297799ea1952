package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/**
 * Class 7: references to objects, regions of datasets and attributes.
 *
 * @param size bytes of one element
 * @param kind what is referred to and how it is encoded
 */
public record Reference(int size, Reference.Kind kind) implements Datatype {
    /** Checks the size. */
    public Reference {
        BitLayout.checkSize(size);
    }

    /** What is referred to. */
    public enum Kind {
        /** Address of an object header. */
        OBJECT(0),
        /** A selection of a dataset, kept in the global heap. */
        REGION(1),
        /** Object in the encoding of HDF5 1.12. */
        OBJECT2(2),
        /** Dataset region in the encoding of HDF5 1.12. */
        REGION2(3),
        /** Attribute of an object, since HDF5 1.12. */
        ATTRIBUTE(4);

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
            throw new FormatException(STRUCTURE, "a reference kind of 0 to 4", Integer.toString(number));
        }
    }
}
