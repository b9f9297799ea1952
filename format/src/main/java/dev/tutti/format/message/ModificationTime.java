package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Types 0x0e and 0x12: when the object was last changed.
 *
 * @param form how it is written
 * @param seconds seconds since 1970 in UTC
 */
public record ModificationTime(ModificationTime.Form form, long seconds) implements Message {
    /** How the time is written. */
    public enum Form {
        /** Type 0x0e: as digits of year, month, day, hour, minute and second. */
        OLD,
        /** Type 0x12: as 32-bit seconds. */
        NEW
    }

    /** Checks the range of the form. */
    public ModificationTime {
        FormatException.unless(
                form == Form.OLD ? seconds > -62_167_219_201L && seconds < 253_402_300_800L : seconds >>> 32 == 0,
                "object modification time message",
                "a time that the form can express",
                seconds);
    }

    @Override
    public int typeId() {
        return form == Form.OLD ? MessageType.MODIFICATION_TIME_OLD : MessageType.MODIFICATION_TIME;
    }
}
