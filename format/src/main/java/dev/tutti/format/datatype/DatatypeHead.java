package dev.tutti.format.datatype;

/**
 * The fields that every datatype starts with.
 *
 * @param version version of the encoding, 1 to 5
 * @param bits the 24 bits whose meaning depends on the class
 * @param size bytes of one element
 * @param depth how many datatypes this one is nested in
 */
record DatatypeHead(int version, int bits, int size, int depth) {
    boolean bit(int number) {
        return (bits >>> number & 1) != 0;
    }

    int bitValue(int number) {
        return bits >>> number & 1;
    }

    Order order() {
        return bit(0) ? Order.BIG : Order.LITTLE;
    }
}
