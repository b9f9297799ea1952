package dev.tutti.hdf5;

/**
 * What a dataset says of elements that were never written, for programs that describe files. Tutti reads them as {@link Dataset#fill}, whatever stands here.
 *
 * @param value whether there is a fill value
 * @param time when other libraries write it into space that they allocate
 * @param allocation when other libraries allocate space
 */
public record FillInfo(Value value, FillTime time, Allocation allocation) {
    /** Whether there is a fill value. */
    public enum Value {
        /** One was set. */
        SET,
        /** None was set: zeros. */
        DEFAULT,
        /** None: what was not written is undefined. */
        UNDEFINED
    }

    /** When space is allocated. */
    public enum Allocation {
        /** With the dataset. */
        EARLY,
        /** With the first write. */
        LATE,
        /** Chunk by chunk. */
        INCREMENTAL
    }
}
