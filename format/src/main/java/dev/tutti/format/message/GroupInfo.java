package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x0a: when a group changes between compact and dense links; -1 where the message leaves the default.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>flags: bit 0 phase change values present, bit 1 estimates present</td></tr>
 * <tr><td>2</td><td>most compact and fewest dense links, 2 bytes each, if present</td></tr>
 * <tr><td>...</td><td>estimated number of entries and length of names, 2 bytes each, if present</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param maxCompact most links that are kept as messages
 * @param minDense fewest links that are kept dense; present exactly if {@code maxCompact} is
 * @param estimatedEntries how many links the group's maker expected
 * @param estimatedNameLength how long their names; present exactly if {@code estimatedEntries} is
 */
public record GroupInfo(int maxCompact, int minDense, int estimatedEntries, int estimatedNameLength)
        implements Message {
    /** All defaults. */
    public static final GroupInfo DEFAULT = new GroupInfo(-1, -1, -1, -1);

    /** Checks ranges and pairs. */
    public GroupInfo {
        for (int value : new int[] {maxCompact, minDense, estimatedEntries, estimatedNameLength}) {
            FormatException.unless(value >= -1 && value <= 0xffff, "group info message", "numbers of 16 bits", value);
        }
        FormatException.unless(
                maxCompact < 0 == minDense < 0 && estimatedEntries < 0 == estimatedNameLength < 0,
                "group info message",
                "both fields of a pair or none",
                "one");
    }

    @Override
    public int typeId() {
        return MessageType.GROUP_INFO;
    }

    static GroupInfo decode(ByteSource body) {
        body.version(0, 0);
        int flags = body.u8();
        body.require((flags & ~3) == 0, "known flags", flags);
        boolean phase = (flags & 1) != 0;
        boolean estimate = (flags & 2) != 0;
        return new GroupInfo(
                phase ? body.u16() : -1,
                phase ? body.u16() : -1,
                estimate ? body.u16() : -1,
                estimate ? body.u16() : -1);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).u8((maxCompact >= 0 ? 1 : 0) | (estimatedEntries >= 0 ? 2 : 0));
        if (maxCompact >= 0) {
            body.u16(maxCompact).u16(minDense);
        }
        if (estimatedEntries >= 0) {
            body.u16(estimatedEntries).u16(estimatedNameLength);
        }
    }
}
