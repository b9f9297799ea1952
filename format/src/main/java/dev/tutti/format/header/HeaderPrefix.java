package dev.tutti.format.header;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the messages of an object header's first chunk (format specification IV.A.1).
 *
 * <table>
 * <caption>Layout of version 2</caption>
 * <tr><td>0</td><td>signature OHDR</td></tr>
 * <tr><td>4</td><td>version 2</td></tr>
 * <tr><td>5</td><td>flags</td></tr>
 * <tr><td>6</td><td>times of access, modification, change and birth, 4 bytes each, if present</td></tr>
 * <tr><td>...</td><td>phase change values, 2 bytes each, if present</td></tr>
 * <tr><td>...</td><td>bytes of the messages that follow, 1, 2, 4 or 8 bytes</td></tr>
 * </table>
 *
 * <p>Version 1: version, a reserved byte, number of messages (2 bytes), number of hard links (4), bytes of the messages that follow (4), 4 bytes of padding. Both versions are
 * read and written.
 *
 * @param version 1 or 2
 * @param flags version 2: bits 0 and 1 width of the chunk size, 2 and 3 creation order of attributes kept and indexed, 4 phase change
 *     values present, 5 times present; 0 in version 1
 * @param times times of the object, null if they are not kept
 * @param phaseChange when attributes change between compact and dense, null for the defaults
 * @param referenceCount version 1: number of hard links; 1 in version 2, which has a message for it
 * @param messageCount version 1: number of messages in all chunks; 0 in version 2
 */
public record HeaderPrefix(
        int version,
        int flags,
        @Nullable Times times,
        @Nullable PhaseChange phaseChange,
        long referenceCount,
        int messageCount) {
    /** Bits 0 and 1 of the flags: binary logarithm of the width of the first chunk's size. */
    public static final int SIZE_WIDTH = 0x03;

    /** Bit 2 of the flags: the order in which attributes were made is kept. */
    public static final int ATTRIBUTE_ORDER_TRACKED = 0x04;

    /** Bit 3 of the flags: that order has an index. */
    public static final int ATTRIBUTE_ORDER_INDEXED = 0x08;

    /** Bit 4 of the flags: the phase change values are present. */
    public static final int PHASE_CHANGE = 0x10;

    /** Bit 5 of the flags: the times are present. */
    public static final int TIMES = 0x20;

    private static final String SIGNATURE = "OHDR";

    private static final String STRUCTURE = "object header";

    /** Checks that the fields go with version and flags. */
    public HeaderPrefix {
        FormatException.unless(version == 1 || version == 2, STRUCTURE, "version 1 or 2", version);
        FormatException.unless(
                flags >= 0 && flags <= 0x3f && (version == 2 || flags == 0), STRUCTURE, "known flags", flags);
        FormatException.unless(
                (times != null) == ((flags & TIMES) != 0), STRUCTURE, "times exactly if flag bit 5 is set", flags);
        FormatException.unless(
                (phaseChange != null) == ((flags & PHASE_CHANGE) != 0),
                STRUCTURE,
                "phase change values exactly if flag bit 4 is set",
                flags);
        FormatException.unless(
                (flags & ATTRIBUTE_ORDER_INDEXED) == 0 || (flags & ATTRIBUTE_ORDER_TRACKED) != 0,
                STRUCTURE,
                "an index of creation order only where that is kept",
                flags);
        if (!(version == 1
                ? referenceCount >= 0 && referenceCount <= 0xffff_ffffL && messageCount >= 0 && messageCount <= 0xffff
                : referenceCount == 1 && messageCount == 0)) {
            throw new FormatException(
                    STRUCTURE, "counts that go with the version", referenceCount + " and " + messageCount);
        }
    }

    /** A prefix of version 1. */
    public static HeaderPrefix old(long referenceCount, int messageCount) {
        return new HeaderPrefix(1, 0, null, null, referenceCount, messageCount);
    }

    /** Whether messages carry their creation order. */
    public boolean tracksCreationOrder() {
        return (flags & ATTRIBUTE_ORDER_TRACKED) != 0;
    }

    /**
     * Times of an object, in seconds since 1970 in UTC, 32 bits each.
     *
     * @param access last read
     * @param modification last change of raw data
     * @param change last change of metadata
     * @param birth creation
     */
    public record Times(long access, long modification, long change, long birth) {
        /** Checks the ranges. */
        public Times {
            if (!(((access | modification | change | birth) >>> 32) == 0)) {
                throw new FormatException(
                        STRUCTURE, "times of 32 bits", access + ", " + modification + ", " + change + ", " + birth);
            }
        }
    }

    /**
     * When attributes change between compact and dense storage.
     *
     * @param maxCompact most attributes that are kept as messages
     * @param minDense fewest attributes that are kept dense
     */
    public record PhaseChange(int maxCompact, int minDense) {
        /** Checks the ranges. */
        public PhaseChange {
            if (!(maxCompact >= 0 && maxCompact <= 0xffff && minDense >= 0 && minDense <= 0xffff)) {
                throw new FormatException(STRUCTURE, "phase change values of 16 bits", maxCompact + " and " + minDense);
            }
        }
    }

    /** The prefix and the bytes of messages that follow it in the first chunk. */
    record Sized(HeaderPrefix prefix, long messageBytes) {}

    private static final int VERSION_1 = 0x40;

    /** Bytes of a prefix by its flags, once they were measured: they are asked for at each load of a header. */
    private static final int[] LENGTHS = new int[VERSION_1 + 1];

    /** Bytes of the prefix. */
    int length(Widths widths) {
        int kind = version == 1 ? VERSION_1 : flags;
        if (LENGTHS[kind] == 0) {
            LENGTHS[kind] = ByteSink.lengthOf(widths, sink -> encode(0, sink)); // no field has a width of the file's
        }
        return LENGTHS[kind];
    }

    /** Most bytes that a prefix takes. */
    static final int LONGEST = 4 + 1 + 1 + 16 + 4 + 8;

    static Sized decode(ByteSource chunk) {
        int first = chunk.u8();
        chunk.position(0);
        return first == 'O' ? decodeVersion2(chunk) : decodeVersion1(chunk);
    }

    private static Sized decodeVersion1(ByteSource chunk) {
        chunk.version(1, 1);
        chunk.skip(1);
        int messages = chunk.u16();
        long links = chunk.u32();
        long length = chunk.u32();
        chunk.skip(4);
        return new Sized(new HeaderPrefix(1, 0, null, null, links, messages), length);
    }

    private static Sized decodeVersion2(ByteSource chunk) {
        chunk.signature(SIGNATURE);
        chunk.version(2, 2);
        int flags = chunk.u8();
        Times times = (flags & TIMES) == 0 ? null : new Times(chunk.u32(), chunk.u32(), chunk.u32(), chunk.u32());
        PhaseChange change = (flags & PHASE_CHANGE) == 0 ? null : new PhaseChange(chunk.u16(), chunk.u16());
        long length = chunk.unsigned(1 << (flags & SIZE_WIDTH));
        return new Sized(new HeaderPrefix(2, flags, times, change, 1, 0), length);
    }

    void encode(long messageBytes, ByteSink chunk) {
        if (version == 1) {
            chunk.u8(1)
                    .u8(0)
                    .u16(messageCount)
                    .u32(referenceCount)
                    .u32(messageBytes)
                    .zeros(4);
            return;
        }
        chunk.signature(SIGNATURE).u8(2).u8(flags);
        if (times != null) {
            chunk.u32(times.access()).u32(times.modification());
            chunk.u32(times.change()).u32(times.birth());
        }
        if (phaseChange != null) {
            chunk.u16(phaseChange.maxCompact()).u16(phaseChange.minDense());
        }
        chunk.unsigned(1 << (flags & SIZE_WIDTH), messageBytes);
    }

    /** Most bytes of messages that the width of the size field can say. */
    public long maxMessageBytes() {
        int width = 1 << (flags & SIZE_WIDTH);
        return version == 1 ? 0xffff_ffffL : width == 8 ? Long.MAX_VALUE : (1L << (8 * width)) - 1;
    }
}
