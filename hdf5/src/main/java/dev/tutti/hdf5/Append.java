package dev.tutti.hdf5;

/**
 * Rows that were added to a dataset along its first dimension, one or several publishes of them.
 *
 * @param dataset the dataset at the version at which the rows were found
 * @param from first new row
 * @param to one past the last new row
 * @param version at which they were found
 */
public record Append(Dataset dataset, long from, long to, long version) {
    /** Which elements they are. */
    public Slice slice() {
        return Slice.rows(from, to);
    }

    /** The new values as doubles. */
    public double[] f64() {
        return dataset.f64(slice());
    }

    /** The new values as an array of the given type. */
    public <T> T read(Class<T> type) {
        return dataset.read(type, slice());
    }
}
