package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;
import java.util.List;

/**
 * Class 8: named values of an integer type.
 *
 * @param base the integer type, at most 8 bytes
 * @param values names and values in the order of the file
 */
public record Enumeration(Datatype base, List<Enumeration.Value> values) implements Datatype {
    /** Checks the base type and that every value fits it. */
    public Enumeration {
        FormatException.unless(
                base instanceof FixedPoint && base.size() <= 8,
                STRUCTURE,
                "an enumeration of integers of at most 8 bytes",
                base);
        values = List.copyOf(values);
        FormatException.unless(values.size() <= 0xffff, STRUCTURE, "at most 65535 enumeration values", values.size());
        for (Value value : values) {
            if (!fits((FixedPoint) base, value.value())) {
                throw new FormatException(
                        STRUCTURE,
                        "enumeration value " + value.name() + " of " + base.size() + " bytes",
                        String.valueOf(value.value()));
            }
        }
    }

    private static boolean fits(FixedPoint base, long value) {
        int bits = 8 * base.size();
        if (bits == 64) {
            return true;
        }
        return base.signed() ? value >> (bits - 1) == 0 || value >> (bits - 1) == -1 : value >>> bits == 0;
    }

    @Override
    public int size() {
        return base.size();
    }

    /**
     * One named value.
     *
     * @param name name, unique in the enumeration
     * @param value the value, extended to 64 bits with or without sign as the base type says
     */
    public record Value(String name, long value) {
        /** Checks the name. */
        public Value {
            FormatException.unless(name.indexOf('\0') < 0, STRUCTURE, "a name without a zero byte", "a zero byte");
        }
    }
}
