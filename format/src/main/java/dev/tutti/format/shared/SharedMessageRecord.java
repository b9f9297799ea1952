package dev.tutti.format.shared;

import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one message stands that objects share, or may share: record type 7 of version 2 B-trees, and an entry of a list (format specification III.I).
 *
 * <pre>
 *  1  0 in the heap of shared messages, 1 in an object header
 *  4  hash of the message
 *     in the heap:
 *       4  how often it is referred to
 *       8  its ID in the heap
 *     in an object header:
 *       1  reserved
 *       1  type of the message
 *       2  its place among the messages of this type
 *       O  the object header
 *  the shorter form is padded with zeros
 * </pre>
 *
 * @param hash lookup3 of the encoded message
 * @param references how often a message in the heap is referred to; 0 in a header
 * @param heapId 8 bytes; empty in a header
 * @param typeId type of a message in a header; 0 in the heap
 * @param place place of a message in a header among those of its type; 0 in the heap
 * @param header address of the object header; undefined in the heap
 */
public record SharedMessageRecord(int hash, long references, byte[] heapId, int typeId, int place, long header) {
    private static final int TYPE = 7;
    private static final int ID = 8;
    private static final String STRUCTURE = "shared message record";

    /** The codec of the records in B-trees and lists. */
    public static final RecordCodec<SharedMessageRecord> CODEC = new Codec();

    /** Checks that it stands in one of the two places. */
    public SharedMessageRecord {
        boolean inHeap = heapId.length == ID && typeId == 0 && place == 0 && header == ByteSource.UNDEFINED;
        boolean inHeader = heapId.length == 0 && references == 0 && header >= 0;
        FormatException.unless(inHeap || inHeader, STRUCTURE, "a place in the heap or in a header", header);
        FormatException.unless(
                references >= 0 && references <= 0xffff_ffffL, STRUCTURE, "a count of 32 bits", references);
        FormatException.unless(typeId >= 0 && typeId <= 0xff, STRUCTURE, "a message type of 8 bits", typeId);
        FormatException.unless(place >= 0 && place <= 0xffff, STRUCTURE, "a place of 16 bits", place);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedMessageRecord that
                && hash == that.hash
                && references == that.references
                && Arrays.equals(heapId, that.heapId)
                && typeId == that.typeId
                && place == that.place
                && header == that.header;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, references, Arrays.hashCode(heapId), typeId, place, header);
    }

    private record Codec() implements RecordCodec<SharedMessageRecord> {
        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int size(Widths widths) {
            return 1 + 4 + Math.max(4 + ID, 4 + widths.offsets());
        }

        @Override
        public SharedMessageRecord decode(ByteSource source) {
            int end = source.position() + size(source.widths());
            int location = source.u8();
            source.require(location <= 1, "a place in the heap (0) or in a header (1)", location);
            int hash = source.i32();
            SharedMessageRecord found;
            if (location == 0) {
                long references = source.u32();
                found = new SharedMessageRecord(hash, references, source.bytes(ID), 0, 0, ByteSource.UNDEFINED);
            } else {
                source.skip(1);
                found = new SharedMessageRecord(hash, 0, new byte[0], source.u8(), source.u16(), source.address());
            }
            source.position(end);
            return found;
        }

        @Override
        public void encode(SharedMessageRecord value, ByteSink sink) {
            int end = sink.position() + size(sink.widths());
            if (value.heapId.length == ID) {
                sink.u8(0).u32(value.hash).u32(value.references).bytes(value.heapId);
            } else {
                sink.u8(1)
                        .u32(value.hash)
                        .u8(0)
                        .u8(value.typeId)
                        .u16(value.place)
                        .address(value.header);
            }
            sink.zeros(end - sink.position());
        }
    }
}
