package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.format.datatype.Complex;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.VariableLength;
import org.jspecify.annotations.Nullable;

/** What stands at a path, in a word: told by the stored type alone, without reading a value. */
public enum Kind {
    /** A group: reads as a map. */
    GROUP,
    /** Whole or real numbers. */
    NUMBER,
    /** Complex numbers: two numbers each. */
    COMPLEX,
    /** Text. */
    TEXT,
    /** True or false. */
    BOOLEAN,
    /** Named whole numbers: read as their names. */
    ENUMERATION,
    /** Records of named members: a table. */
    TABLE,
    /** Bytes without a meaning of their own. */
    BYTES,
    /** Anything else: references, sequences, arrays, bits, times. */
    OTHER,
    /** A dataset without any value (null dataspace). */
    EMPTY,
    /** A datatype that has a name of its own. */
    TYPE,
    /** Nothing: there is no such object. */
    MISSING;

    /** Whether it is a dataset, of whatever type. */
    public boolean isDataset() {
        return this != GROUP && this != TYPE && this != MISSING;
    }

    static Kind of(@Nullable Node node) {
        if (node == null) {
            return MISSING;
        }
        if (node instanceof Group) {
            return GROUP;
        }
        if (node instanceof Dataset dataset) {
            return isEmpty(dataset) ? EMPTY : of(dataset.type().type());
        }
        return TYPE;
    }

    /** Whether a dataset has a null dataspace: no dimension, and yet not the one element of a scalar. */
    static boolean isEmpty(Dataset dataset) {
        return dataset.shape().length == 0 && dataset.size() == 0;
    }

    private static Kind of(Datatype type) {
        if (type instanceof FixedPoint || type instanceof FloatingPoint) {
            return NUMBER;
        }
        if (type instanceof FixedString
                || (type instanceof VariableLength vlen && vlen.kind() == VariableLength.Kind.STRING)) {
            return TEXT;
        }
        if (type instanceof Enumeration) {
            return Conversions.naturalComponent(type) == boolean.class ? BOOLEAN : ENUMERATION;
        }
        if (type instanceof Compound || type instanceof Complex) {
            return Conversions.naturalComponent(type).isPrimitive() ? COMPLEX : TABLE;
        }
        return type instanceof Opaque ? BYTES : OTHER;
    }
}
