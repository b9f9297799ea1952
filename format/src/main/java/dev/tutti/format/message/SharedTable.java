package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x0f: where the table of shared messages is; only in the superblock extension.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>address of the table</td></tr>
 * <tr><td>...</td><td>number of indexes, 1 byte</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
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

    static SharedTable decode(ByteSource body) {
        body.version(0, 0);
        return new SharedTable(body.address(), body.u8());
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).address(address).u8(indexes);
    }
}
