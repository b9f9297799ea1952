package dev.tutti.engine.wal;

import dev.tutti.format.io.FormatException;
import dev.tutti.format.log.LogRecord;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Reads a segment from front to back through a window, so that many small records cost one read. Not thread-safe. */
final class RecordReader {
    private final ByteBuffer window;
    private @Nullable StoreFile file;
    private long start;
    private long limit;

    /** Reads {@code windowBytes} at a time. */
    RecordReader(int windowBytes) {
        this.window =
                ByteBuffer.allocate(windowBytes).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    /** Reads from {@code segment} from now on, and never behind {@code end} (a position in it). */
    void open(StoreFile segment, long end) {
        file = segment;
        limit = end;
        window.limit(0);
    }

    /**
     * Header and directory of the record {@code lsn} of a segment with {@code salt}, at {@code position}, or null if they do not stand there as they
     * were written, or if the record reaches behind the end. Valid until the next call.
     */
    @Nullable
    ByteBuffer head(long position, long lsn, long salt) throws IOException {
        LogRecord.Outline outline = outline(position, lsn, salt);
        if (outline == null || outline.length() > limit - position) {
            return null;
        }
        return head(position, outline);
    }

    /** Header and directory of the record that {@code outline} is of, or null if they are not all there as they were written. */
    @Nullable
    ByteBuffer head(long position, LogRecord.Outline outline) throws IOException {
        ByteBuffer head = bytes(position, outline.headLength());
        return head != null && LogRecord.isWhole(head) ? head : null;
    }

    /** What at {@code position} looks like record {@code lsn}, not yet checked by its checksum; null if nothing does. */
    LogRecord.@Nullable Outline outline(long position, long lsn, long salt) throws IOException {
        ByteBuffer header = bytes(position, LogRecord.HEADER_BYTES);
        if (header == null || header.getInt(header.position()) != LogRecord.MAGIC) {
            return null;
        }
        try {
            LogRecord.Outline outline = LogRecord.outline(header);
            return outline.lsn() == lsn && outline.salt() == salt ? outline : null;
        } catch (FormatException e) {
            return null;
        }
    }

    /** {@code length} bytes at {@code position}, little-endian, or null if the file ends before. Valid until the next call. */
    @Nullable
    ByteBuffer bytes(long position, int length) throws IOException {
        if (length > limit - position) {
            return null;
        }
        if (length > window.capacity()) {
            return large(position, length);
        }
        if (position < start || position + length > start + window.limit()) {
            StoreFile from = opened();
            window.clear().limit((int) Math.min(window.capacity(), limit - position));
            start = position;
            from.read(position, window);
            window.flip();
            if (window.limit() < length) {
                return null;
            }
        }
        int offset = (int) (position - start);
        return window.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private @Nullable ByteBuffer large(long position, int length) throws IOException {
        StoreFile from = opened();
        if (from.size() - position < length) {
            return null; // before room is made for what a header merely claims
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        from.read(position, bytes);
        return bytes.hasRemaining() ? null : bytes.flip();
    }

    private StoreFile opened() {
        StoreFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("no segment is open");
        }
        return opened;
    }
}
