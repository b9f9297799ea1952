package dev.tutti.format.datatype;

/**
 * Class 3: strings of a fixed number of bytes.
 *
 * @param size bytes of one element, the end mark included
 * @param padding how shorter texts fill the element
 * @param charset character set
 */
public record FixedString(int size, Padding padding, CharacterSet charset) implements Datatype {
    /** Checks the size. */
    public FixedString {
        BitLayout.checkSize(size);
    }
}
