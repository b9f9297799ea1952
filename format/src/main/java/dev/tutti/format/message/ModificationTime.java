package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Types 0x0e and 0x12: when the object was last changed.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>old: year of 4 digits, month, day, hour, minute and second of 2 digits each, 2 reserved bytes; new: version 1, 3 reserved bytes, seconds of 4 bytes</td></tr>
 * </table>
 *
 * <p>Both forms are read and written.
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

    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

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

    static ModificationTime decode(Form form, ByteSource body) {
        if (form == Form.NEW) {
            body.version(1, 1);
            body.skip(3);
            return new ModificationTime(form, body.u32());
        }
        String digits = body.text(14);
        if (!digits.matches("[0-9]{14}")) {
            throw new FormatException(
                    body.structure(), "a date and time of 14 digits", digits.length() + " characters");
        }
        try {
            long seconds = LocalDateTime.parse(digits, DIGITS).toEpochSecond(ZoneOffset.UTC);
            return new ModificationTime(form, seconds);
        } catch (DateTimeException e) {
            throw new FormatException(body.structure(), "a date and time", digits);
        }
    }

    @Override
    public void encode(ByteSink body) {
        if (form == Form.NEW) {
            body.u8(1).zeros(3).u32(seconds);
        } else {
            body.text(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC).format(DIGITS))
                    .zeros(2);
        }
    }
}
