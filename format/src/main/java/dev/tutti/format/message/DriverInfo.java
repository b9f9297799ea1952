package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x14: what a file driver keeps for itself; only in the superblock extension.
 *
 * @param driver eight characters that name the driver
 * @param info what it keeps
 */
public record DriverInfo(String driver, byte[] info) implements Message {
    /** Checks the lengths. */
    public DriverInfo {
        FormatException.unless(
                driver.length() == 8 && driver.chars().allMatch(c -> c < 256),
                "driver info message",
                "a driver name of 8 bytes",
                driver.length() + " characters");
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
}
