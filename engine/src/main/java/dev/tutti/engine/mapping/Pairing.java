package dev.tutti.engine.mapping;

/** Which elements that a reader asks for stand where in a source, by way of a mapping. */
public final class Pairing {
    private Pairing() {}

    /**
     * The elements that are asked for and that the mapping has.
     *
     * @param asked what is read of the virtual array
     * @param virtual the mapping's elements of the virtual array
     * @param source the mapping's elements of the source, in the same order
     * @return places in the source with numbers in what is asked, by ascending place
     */
    public static Intervals of(Places asked, Places virtual, Places source) {
        Intervals result = new Intervals();
        Intervals wanted = asked.within(virtual.low(), virtual.high());
        if (wanted.size() == 0) {
            return result;
        }
        Intervals mapped = virtual.within(asked.low(), asked.high());
        int first = 0;
        for (int i = 0; i < wanted.size(); i++) {
            while (first < mapped.size() && mapped.end(first) <= wanted.offset(i)) {
                first++;
            }
            for (int m = first; m < mapped.size() && mapped.offset(m) < wanted.end(i); m++) {
                long from = Math.max(wanted.offset(i), mapped.offset(m));
                long to = Math.min(wanted.end(i), mapped.end(m));
                long number = mapped.number(m) + from - mapped.offset(m);
                long index = wanted.number(i) + from - wanted.offset(i);
                source.locate(
                        number, to - from, (offset, at, length) -> result.add(offset, index + at - number, length));
            }
        }
        return result.byOffset();
    }
}
