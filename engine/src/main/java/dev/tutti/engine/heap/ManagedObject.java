package dev.tutti.engine.heap;

import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * What the ID of an object in a block of a fractal heap says.
 *
 * @param offset offset of the object in the heap
 * @param length bytes of the object
 */
record ManagedObject(long offset, int length) {
    private static final String ID = "fractal heap ID";

    static ManagedObject decode(ByteSource id, FractalHeapHeader header, Widths widths) {
        id.skip(1);
        long offset = id.unsigned(header.table().offsetWidth());
        return checked(offset, id.unsigned(header.lengthWidth()), header, widths);
    }

    /** What an ID says, if it can be: both numbers are as they stand in it. */
    static ManagedObject checked(long offset, long length, FractalHeapHeader header, Widths widths) {
        if (!(length > 0 && length <= header.maxManaged())) {
            throw new FormatException(ID, "a length of 1 to " + header.maxManaged(), String.valueOf(length));
        }
        if (!(offset >= header.directOverhead(widths)
                && offset < header.managed().size())) {
            throw new FormatException(ID, "an offset below " + header.managed().size(), String.valueOf(offset));
        }
        return new ManagedObject(offset, (int) length);
    }

    byte[] encode(FractalHeapHeader header, Widths widths) {
        ByteSink id = new ByteSink(widths, header.idLength());
        id.u8(0).unsigned(header.table().offsetWidth(), offset).unsigned(header.lengthWidth(), length);
        return id.zeros(header.idLength() - id.position()).toByteArray();
    }
}
