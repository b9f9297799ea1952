package dev.tutti.survey;

/**
 * A complex number, with members named as files have them.
 *
 * @param r real part
 * @param i imaginary part
 */
public record Complex(double r, double i) {
    /** Zero. */
    public static final Complex ZERO = new Complex(0, 0);

    /** Whether both parts are zero. */
    public boolean isZero() {
        return r == 0 && i == 0;
    }
}
