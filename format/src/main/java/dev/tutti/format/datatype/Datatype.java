package dev.tutti.format.datatype;

/**
 * What one element is (format specification IV.A.2.d, "Datatype Message"). Immutable; {@link DatatypeCodec} reads and writes it.
 */
public sealed interface Datatype
        permits ArrayType,
                BitField,
                Complex,
                Compound,
                Enumeration,
                FixedPoint,
                FixedString,
                FloatingPoint,
                Opaque,
                Reference,
                Time,
                VariableLength {
    /** Name of the structure, for errors. */
    String STRUCTURE = "datatype message";

    /** Bytes of one element in raw data; 1 or more. */
    int size();
}
