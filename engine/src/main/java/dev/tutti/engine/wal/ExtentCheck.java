package dev.tutti.engine.wal;

import dev.tutti.format.log.LogEntry;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Says after a power cut whether bytes that were written to the file directly, beside the log, have reached it. */
@FunctionalInterface
public interface ExtentCheck {
    /** Whether the file holds the bytes of {@code extent}. */
    boolean isThere(LogEntry.Extent extent) throws IOException;

    /** Reads {@code file} and compares checksums. */
    static ExtentCheck in(StoreFile file) {
        return extent -> {
            CRC32C crc = new CRC32C();
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(64 * 1024, extent.length()));
            long at = extent.address();
            long end = at + extent.length();
            while (at < end) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                int read = file.read(at, buffer);
                if (buffer.hasRemaining()) {
                    return false; // the file ends before
                }
                crc.update(buffer.flip());
                at += read;
            }
            return (int) crc.getValue() == extent.crc();
        };
    }
}
