package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * How one type of record in a version 2 B-tree is read and written. Immutable; two codecs that read alike are equal.
 *
 * @param <R> the immutable record
 */
public interface RecordCodec<R> {
    /** Record type, the "Type" field of the tree's header and nodes. */
    int type();

    /** Bytes of one record; the same for all records of a tree. */
    int size(Widths widths);

    /** Reads one record; the source is at its first byte, and has more behind the last one. */
    R decode(ByteSource source);

    /** Writes one record, exactly {@link #size} bytes. */
    void encode(R value, ByteSink sink);
}
