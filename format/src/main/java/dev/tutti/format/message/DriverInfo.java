package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x14: what a file driver keeps for itself; only in the superblock extension.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>name of the driver, 8 bytes</td></tr>
 * <tr><td>9</td><td>bytes of the information, 2 bytes</td></tr>
 * <tr><td>11</td><td>the information</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param driver eight characters that name the driver
 * @param info what it keeps
 */
public record DriverInfo(String driver, byte[] info) implements Message {
    /** Checks the lengths. */
    public DriverInfo {
        if (!(driver.length() == 8 && driver.chars().allMatch(c -> c < 256))) {
            throw new FormatException(
                    "driver info message", "a driver name of 8 bytes", driver.length() + " characters");
        }
        FormatException.unless(info.length <= 0xffff, "driver info message", "at most 65535 bytes", info.length);
    }

    @Override
    public int typeId() {
        return MessageType.DRIVER_INFO;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DriverInfo that && driver.equals(that.driver) && Arrays.equals(info, that.info);
    }

    @Override
    public int hashCode() {
        return 31 * driver.hashCode() + Arrays.hashCode(info);
    }

    static DriverInfo decode(ByteSource body) {
        body.version(0, 0);
        String driver = new String(body.bytes(8), StandardCharsets.ISO_8859_1);
        return new DriverInfo(driver, body.bytes(body.u16()));
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0)
                .bytes(driver.getBytes(StandardCharsets.ISO_8859_1))
                .u16(info.length)
                .bytes(info);
    }
}
