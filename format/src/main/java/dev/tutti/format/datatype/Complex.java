package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/**
 * Class 11: complex numbers, real before imaginary part (datatype version 5, HDF5 2.0).
 *
 * @param base what each part is
 */
public record Complex(Datatype base) implements Datatype {
    /** Checks that the parts are floating-point numbers. */
    public Complex {
        FormatException.unless(base instanceof FloatingPoint, STRUCTURE, "floating-point parts", base);
        FormatException.unless(base.size() <= Integer.MAX_VALUE / 2, STRUCTURE, "parts below 2^30 bytes", base.size());
    }

    @Override
    public int size() {
        return 2 * base.size();
    }
}
