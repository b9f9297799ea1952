package dev.tutti.format.message;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a message that is kept elsewhere (format specification IV.A.2, "Shared Message"): a committed datatype, or a message in the file's heap
 * of shared messages.
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

    /** Checks the place. */
    public SharedMessageRef {
        FormatException.unless(
                place == Place.HEAP
                        ? heapId.length == 8 && address == ByteSource.UNDEFINED
                        : heapId.length == 0 && address >= 0,
                "shared message",
                "a heap identifier or an address",
                heapId.length + " bytes, address " + address);
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
}
