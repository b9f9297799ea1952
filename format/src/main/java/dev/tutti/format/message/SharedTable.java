package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Type 0x0f: where the table of shared messages is; only in the superblock extension.
 *
 * @param address the table
 * @param indexes number of indexes in it
 */
public record SharedTable(long address, int indexes) implements Message {
    /** Checks the number. */
    public SharedTable {
        FormatException.unless(
                indexes >= 0 && indexes <= 255, "shared message table message", "a number of 8 bits", indexes);
    }

    @Override
    public int typeId() {
        return MessageType.SHARED_TABLE;
    }
}
