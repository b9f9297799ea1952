package dev.tutti.engine.header;

import dev.tutti.format.header.HeaderPrefix.PhaseChange;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Message;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new object header holds.
 *
 * @param messages the messages, in this order
 * @param attributeOrder what is kept of the order in which attributes are made
 * @param times times of the object, null to keep none
 * @param phaseChange when attributes change between compact and dense, null for the C library's defaults (8 and 6)
 * @param spareBytes room for more messages in the first chunk; one continuation message always fits
 * @param version 2, or 1 for libraries before HDF5 1.8, which have no times, order and bounds of attributes
 */
public record HeaderSpec(
        List<Message> messages,
        HeaderSpec.AttributeOrder attributeOrder,
        @Nullable Times times,
        @Nullable PhaseChange phaseChange,
        int spareBytes,
        int version) {
    /** Checks the room and copies the list. */
    public HeaderSpec {
        messages = List.copyOf(messages);
        FormatException.unless(spareBytes >= 0, "object header", "spare bytes of 0 or more", spareBytes);
        FormatException.unless(
                version == 2
                        || (version == 1
                                && attributeOrder == AttributeOrder.NONE
                                && times == null
                                && phaseChange == null),
                "object header",
                "version 2, or 1 without times and what is kept of attributes",
                version);
    }

    /** A header without times and with the defaults for attributes. */
    public static HeaderSpec of(List<? extends Message> messages) {
        return new HeaderSpec(List.copyOf(messages), AttributeOrder.NONE, null, null, 0, 2);
    }

    /** The same with that much room in the first chunk. */
    public HeaderSpec withSpareBytes(int newSpareBytes) {
        return new HeaderSpec(messages, attributeOrder, times, phaseChange, newSpareBytes, version);
    }

    /** The same with other bounds for compact attributes; live files keep all of them compact with 65535. */
    public HeaderSpec withPhaseChange(int maxCompact, int minDense) {
        return new HeaderSpec(
                messages, attributeOrder, times, new PhaseChange(maxCompact, minDense), spareBytes, version);
    }

    /** The same with times. */
    public HeaderSpec withTimes(Times newTimes) {
        return new HeaderSpec(messages, attributeOrder, newTimes, phaseChange, spareBytes, version);
    }

    /** The same with this kept of the order of attributes. */
    public HeaderSpec withAttributeOrder(AttributeOrder newAttributeOrder) {
        return new HeaderSpec(messages, newAttributeOrder, times, phaseChange, spareBytes, version);
    }

    /** Whether it is of a dataset that may grow. */
    boolean grows() {
        for (Message message : messages) {
            if (message instanceof Dataspace space && !Arrays.equals(space.dims(), space.maxDims())) {
                return true;
            }
        }
        return false;
    }

    /** A header of version 1, as HDF5 has had since the beginning. */
    public static HeaderSpec old(List<? extends Message> messages, int spareBytes) {
        return new HeaderSpec(List.copyOf(messages), AttributeOrder.NONE, null, null, spareBytes, 1);
    }

    /** What is kept of the order in which attributes are made. */
    public enum AttributeOrder {
        /** Nothing. */
        NONE,
        /** A number with each attribute. */
        TRACKED,
        /** The number, and an index by it once attributes are dense. */
        INDEXED
    }
}
