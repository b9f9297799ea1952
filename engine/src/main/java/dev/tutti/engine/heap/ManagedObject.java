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
    static ManagedObject decode(ByteSource id, FractalHeapHeader header, Widths widths) {
        id.skip(1);
        long offset = id.unsigned(header.table().offsetWidth());
        long length = id.unsigned(header.lengthWidth());
        if (!(length > 0 && length <= header.maxManaged())) {
            throw new FormatException(
                    id.structure(), "a length of 1 to " + header.maxManaged(), String.valueOf(length));
        }
        if (!(offset >= header.directOverhead(widths)
                && offset < header.managed().size())) {
            throw new FormatException(
                    id.structure(), "an offset below " + header.managed().size(), String.valueOf(offset));
        }
        return new ManagedObject(offset, (int) length);
    }

    byte[] encode(FractalHeapHeader header, Widths widths) {
        ByteSink id = new ByteSink(widths);
        id.u8(0).unsigned(header.table().offsetWidth(), offset).unsigned(header.lengthWidth(), length);
        return id.zeros(header.idLength() - id.position()).toByteArray();
    }
}
