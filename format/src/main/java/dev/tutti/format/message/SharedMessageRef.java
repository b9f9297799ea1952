package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a message that is kept elsewhere (format specification IV.A.2, "Shared Message"): a committed datatype, or a message in the file's heap
 * of shared messages.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>version 3: 1 in the heap, 2 committed, 3 in another header; earlier: 0</td></tr>
 * <tr><td>2</td><td>version 1: 6 reserved bytes and a length that is not used; then, if committed, the address of the object header, else the heap identifier of 8 bytes</td></tr>
 * </table>
 *
 * <p>Versions 1 to 3 are read; 2 is written for committed datatypes, 3 for the heap.
 *
 * @param typeId number of the type of the message that is kept elsewhere
 * @param place where it is kept
 * @param address object header of the committed datatype; undefined if it is kept in the heap
 * @param heapId identifier in the heap of shared messages, 8 bytes; empty unless it is kept there
 */
public record SharedMessageRef(int typeId, SharedMessageRef.Place place, long address, byte[] heapId)
        implements Message {
    /** Where a shared message is kept. */
    public enum Place {
        /** In the heap of shared messages. */
        HEAP,
        /** In another object header. */
        COMMITTED
    }

    private static final int IN_HEAP = 1;
    private static final int COMMITTED_TYPE = 2;

    /** Checks the place. */
    public SharedMessageRef {
        if (!(place == Place.HEAP
                ? heapId.length == 8 && address == ByteSource.UNDEFINED
                : heapId.length == 0 && address >= 0)) {
            throw new FormatException(
                    "shared message", "a heap identifier or an address", heapId.length + " bytes, address " + address);
        }
    }

    /** A committed datatype. */
    public static SharedMessageRef committedDatatype(long address) {
        return new SharedMessageRef(MessageType.DATATYPE, Place.COMMITTED, address, new byte[0]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedMessageRef that
                && typeId == that.typeId
                && place == that.place
                && address == that.address
                && Arrays.equals(heapId, that.heapId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(typeId, place, address, Arrays.hashCode(heapId));
    }

    static SharedMessageRef decode(int typeId, ByteSource body) {
        int version = body.version(1, 3);
        int kind = body.u8();
        if (version == 3 && kind == IN_HEAP) {
            return new SharedMessageRef(typeId, Place.HEAP, ByteSource.UNDEFINED, body.bytes(8));
        }
        if (version == 1) {
            body.skip(6 + body.widths().lengths());
        }
        return new SharedMessageRef(typeId, Place.COMMITTED, body.address(), new byte[0]);
    }

    @Override
    public void encode(ByteSink body) {
        if (place == Place.HEAP) {
            body.u8(3).u8(IN_HEAP).bytes(heapId);
        } else {
            body.u8(2).u8(COMMITTED_TYPE).address(address);
        }
    }
}
