package dev.tutti.engine.meta;

/** An address as a key. Blocks stand at multiples of powers of two, which as plain numbers fall into few places of a hash table. */
record Address(long value) {
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    @Override
    public int hashCode() {
        return (int) ((value * ODD) >>> Integer.SIZE);
    }
}
