package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;
import java.util.List;

/**
 * Class 10: arrays of fixed shape as one element.
 *
 * @param dims the shape, slowest dimension first; 1 to 32 dimensions of 1 or more
 * @param base what the array is made of
 */
public record ArrayType(List<Integer> dims, Datatype base) implements Datatype {
    /** Checks the shape and that the whole array has a size below 2^31. */
    public ArrayType {
        dims = List.copyOf(dims);
        FormatException.unless(
                !dims.isEmpty() && dims.size() <= 32, STRUCTURE, "1 to 32 array dimensions", dims.size());
        long bytes = base.size();
        for (int dim : dims) {
            FormatException.unless(dim > 0, STRUCTURE, "an array dimension of 1 or more", dim);
            bytes *= dim;
            FormatException.unless(bytes <= Integer.MAX_VALUE, STRUCTURE, "an array below 2^31 bytes", bytes);
        }
    }

    @Override
    public int size() {
        int bytes = base.size();
        for (int dim : dims) {
            bytes *= dim;
        }
        return bytes;
    }
}
