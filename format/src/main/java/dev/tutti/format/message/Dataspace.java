package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x01: the shape of a dataset or attribute.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>number of dimensions</td></tr>
 * <tr><td>2</td><td>flags: bit 0 maximum sizes present, version 1 bit 1 permutation present</td></tr>
 * <tr><td>3</td><td>version 2: kind; version 1: reserved, with 4 more bytes</td></tr>
 * <tr><td>4 or 8</td><td>current sizes, then maximum sizes, each of the width of lengths</td></tr>
 * </table>
 *
 * <p>Versions 1 and 2 are read; 2 is written, and 1 into old object headers unless there are no elements at all; always with maximum sizes, so that the message keeps its length when the dataset grows.
 *
 * @param kind whether there are elements and dimensions
 * @param dims current size of each dimension, slowest first; empty unless simple
 * @param maxDims how far each dimension may grow, {@link #UNLIMITED} for no bound; as long as {@code dims}
 */
public record Dataspace(Dataspace.Kind kind, long[] dims, long[] maxDims) implements Message {
    /** A maximum that is none. */
    public static final long UNLIMITED = -1L;

    /** Most dimensions that the format allows. */
    public static final int MAX_RANK = 32;

    /** Name of the structure, for errors. */
    static final String STRUCTURE = "dataspace message";

    /** One element. */
    public static final Dataspace SCALAR = new Dataspace(Kind.SCALAR, new long[0], new long[0]);

    /** No element at all. */
    public static final Dataspace NULL = new Dataspace(Kind.NULL, new long[0], new long[0]);

    /** Whether there are elements and dimensions. */
    public enum Kind {
        /** One element, no dimensions. */
        SCALAR(0),
        /** A rectangular array. */
        SIMPLE(1),
        /** No element. */
        NULL(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Number in the file. */
        public int number() {
            return number;
        }

        /** The constant with that number in the file. */
        public static Kind of(int number) {
            for (Kind constant : values()) {
                if (constant.number == number) {
                    return constant;
                }
            }
            throw new FormatException(STRUCTURE, "a dataspace kind of 0 to 2", Integer.toString(number));
        }
    }

    /** Checks rank and extents. */
    public Dataspace {
        FormatException.unless(dims.length <= MAX_RANK, STRUCTURE, "at most 32 dimensions", dims.length);
        FormatException.unless(
                maxDims.length == dims.length, STRUCTURE, "as many maximum dimensions as dimensions", maxDims.length);
        FormatException.unless(kind == Kind.SIMPLE || dims.length == 0, STRUCTURE, "no dimensions", dims.length);
        for (int i = 0; i < dims.length; i++) {
            FormatException.unless(dims[i] >= 0, STRUCTURE, "a dimension of 0 or more", dims[i]);
            FormatException.unless(
                    maxDims[i] == UNLIMITED || maxDims[i] >= dims[i],
                    STRUCTURE,
                    "a maximum not below the dimension",
                    maxDims[i]);
        }
    }

    /** A simple space that cannot grow. */
    public static Dataspace simple(long... dims) {
        return new Dataspace(Kind.SIMPLE, dims, dims.clone());
    }

    /** Number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /** Number of elements; a product beyond 2^63 - 1 is a {@link FormatException}. */
    public long elements() {
        if (kind == Kind.NULL) {
            return 0;
        }
        boolean empty = false;
        for (long dim : dims) {
            empty |= dim == 0;
        }
        if (empty) {
            return 0;
        }
        long product = 1;
        for (long dim : dims) {
            long high = Math.multiplyHigh(product, dim);
            product *= dim;
            if (!(high == 0 && product > 0)) {
                throw new FormatException(STRUCTURE, "fewer than 2^63 elements", Arrays.toString(dims));
            }
        }
        return product;
    }

    @Override
    public int typeId() {
        return MessageType.DATASPACE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Dataspace that
                && kind == that.kind
                && Arrays.equals(dims, that.dims)
                && Arrays.equals(maxDims, that.maxDims);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + Arrays.hashCode(dims)) + Arrays.hashCode(maxDims);
    }

    @Override
    public String toString() {
        return "Dataspace[" + kind + ", dims=" + Arrays.toString(dims) + ", maxDims=" + Arrays.toString(maxDims) + "]";
    }

    static Dataspace decode(ByteSource body) {
        int version = body.version(1, 2);
        int rank = body.u8();
        body.require(rank <= MAX_RANK, "at most 32 dimensions", rank);
        int flags = body.u8();
        Kind kind = rank == 0 ? Kind.SCALAR : Kind.SIMPLE;
        if (version == 1) {
            body.skip(5);
        } else {
            kind = Kind.of(body.u8());
        }
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = body.length();
        }
        long[] maxDims = dims.clone();
        if ((flags & 1) != 0) {
            for (int i = 0; i < rank; i++) {
                maxDims[i] = body.lengthOrUnlimited();
            }
        }
        return new Dataspace(kind, dims, maxDims);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(2).u8(dims.length).u8(dims.length == 0 ? 0 : 1).u8(kind.number());
        encodeSizes(body);
    }

    @Override
    public void encodeOld(ByteSink body) {
        if (kind == Kind.NULL) {
            encode(body); // version 1 has no such kind
            return;
        }
        body.u8(1).u8(dims.length).u8(dims.length == 0 ? 0 : 1).zeros(5);
        encodeSizes(body);
    }

    private void encodeSizes(ByteSink body) {
        for (long dim : dims) {
            body.length(dim);
        }
        for (long maxDim : maxDims) {
            body.lengthOrUnlimited(maxDim);
        }
    }
}
