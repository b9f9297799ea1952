package dev.tutti.hdf5;

import java.util.List;

/**
 * Elements of a dataset that a reference is to, as they are stored.
 *
 * @param form what they are made of
 * @param corners one entry for each box, with the coordinates of its first element and then those of its last; for single elements the coordinates of each; none for
 *     all elements and for no element
 */
public record Region(Form form, List<List<Long>> corners) {
    /** What a region is made of. */
    public enum Form {
        /** Boxes. */
        BOXES,
        /** Single elements, in an order of their own. */
        POINTS,
        /** Every element. */
        ALL,
        /** No element. */
        NONE
    }

    /** Copies the list. */
    public Region {
        corners = List.copyOf(corners);
    }
}
