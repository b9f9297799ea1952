package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Type 0x0a: when a group changes between compact and dense links; -1 where the message leaves the default.
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
}
