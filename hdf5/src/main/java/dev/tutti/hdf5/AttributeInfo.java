package dev.tutti.hdf5;

import java.util.List;

/**
 * An attribute without its value.
 *
 * @param name of the attribute
 * @param type of its elements
 * @param shape empty for a scalar
 * @param empty whether it has no value at all (null dataspace)
 */
public record AttributeInfo(String name, DType type, List<Long> shape, boolean empty) {
    /** Copies the list. */
    public AttributeInfo {
        shape = List.copyOf(shape);
    }
}
