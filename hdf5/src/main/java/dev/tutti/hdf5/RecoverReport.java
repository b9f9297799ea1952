package dev.tutti.hdf5;

import java.util.List;

/**
 * What {@link Recovery#copy} has done.
 *
 * @param objects number of groups, datasets and named types that the result has
 * @param way how the new file was made
 * @param lost one line for each object, attribute or range of rows that the new file does not have
 */
public record RecoverReport(long objects, Way way, List<String> lost) {
    /** How the new file was made. */
    public enum Way {
        /** Byte for byte: only what a writer that died had left half done was finished or taken back. */
        AS_IT_STOOD,
        /** Object by object, because the file has damage that does not go away. */
        BY_OBJECTS
    }

    /** Copies the list. */
    public RecoverReport {
        lost = List.copyOf(lost);
    }
}
