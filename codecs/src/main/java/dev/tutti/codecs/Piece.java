package dev.tutti.codecs;

import dev.tutti.engine.filter.Filters;
import java.nio.ByteBuffer;

/** What remains of a buffer, as part of an array. */
record Piece(byte[] array, int at, int length) {
    static Piece of(ByteBuffer buffer) {
        ByteBuffer heap = Filters.onHeap(buffer);
        return new Piece(heap.array(), heap.arrayOffset() + heap.position(), heap.remaining());
    }
}
