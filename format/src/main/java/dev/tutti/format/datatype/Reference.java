package dev.tutti.format.datatype;

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

    /** What is referred to; the ordinal is the number in the file. */
    public enum Kind {
        /** Address of an object header. */
        OBJECT,
        /** A selection of a dataset, kept in the global heap. */
        REGION,
        /** Object in the encoding of HDF5 1.12. */
        OBJECT2,
        /** Dataset region in the encoding of HDF5 1.12. */
        REGION2,
        /** Attribute of an object, since HDF5 1.12. */
        ATTRIBUTE
    }
}
