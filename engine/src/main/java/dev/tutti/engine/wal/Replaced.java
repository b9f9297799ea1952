package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.format.log.LogEntry;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Notes with a transaction what its patches replace, by checksum. A file that lost its seal can so be compared with its log: what the log is about to
 * change must still be what it was ({@link Agreement}).
 *
 * <p>Only the first patch of a range after a checkpoint needs this: what later ones replace stands in the log itself. So a range that is
 * changed again and again is read once for each checkpoint. Called with WRITE held.
 */
final class Replaced {
    private final StoreFile data;
    private final LogReader reader;
    private final SessionWords words;

    Replaced(StoreFile data, LogReader reader, SessionWords words) {
        this.data = data;
        this.reader = reader;
        this.words = words;
    }

    /**
     * Adds what has to be known of a range of one page.
     *
     * @param fresh what the transaction takes into use: nothing stood there before
     * @param at the commit point that the transaction follows
     */
    void note(long position, int length, RangeSet fresh, long at, List<LogEntry> entries) throws IOException {
        // Behind the horizon, not only behind what is checkpointed: patches before it may go from the log while this
        // record stays (L7).
        if (fresh.covers(position, length) || reader.versions().covers(position, length, words.horizon())) {
            return;
        }
        entries.add(new LogEntry.Before(position, length, LogEntry.checksum(bytes(position, length, at))));
    }

    private ByteBuffer bytes(long position, int length, long at) throws IOException {
        while (true) {
            long base = words.checkpointed();
            ByteBuffer bytes = ByteBuffer.allocate(length);
            int count = 1;
            while (bytes.hasRemaining() && count > 0) {
                count = data.read(position + bytes.position(), bytes);
            }
            bytes.rewind().limit(length); // behind the end of the file there are zeros
            reader.overlay(position, bytes.duplicate(), new Snapshot(at, base, reader.endOfFile()));
            if (words.checkpointed() == base) { // else patches may have been forgotten after the file was read
                return bytes;
            }
        }
    }
}
