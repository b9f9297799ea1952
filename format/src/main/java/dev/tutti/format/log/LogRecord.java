package dev.tutti.format.log;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One record of the log: what a transaction changed, or what the log says about itself. Header and directory are this value; behind the
 * directory stand the bytes of its patches, in the order of the directory, each at a multiple of 8 bytes from the start of the record.
 *
 * <pre>
 *  0  4 magic 0x54583548    4  2 type    6  2 flags: bit 0 forced before it was published
 *  8  8 LSN: where the record stands in the log; its end is the commit point
 * 16  8 salt of the segment
 * 24  8 number of the transaction, or of the last one before a record of another type
 * 32  8 length of the record, a multiple of 8
 * 40  4 length of the directory    44 4 entries
 * 48  8 durable LSN: records below it are known to survive a power cut
 * 56  8 end of the file after this transaction
 * 64  8 raw durable LSN: so are extents of transactions below it
 * 72  8 writer    80 8 zero
 * 88  4 checksum of the record before    92 4 checksum (CRC-32C) of bytes 0 to 91 and of the directory
 * 96    directory: {@link LogEntry entries}
 *  .    bytes of the patches, zero bytes between them
 * </pre>
 *
 * Little-endian. A record stands in one segment.
 *
 * @param lsn where the record begins, a multiple of 8
 * @param previous checksum of the record before
 */
public record LogRecord(
        Type type,
        int flags,
        long lsn,
        long salt,
        long transaction,
        long durableLsn,
        long endOfFile,
        long rawDurableLsn,
        long writer,
        int previous,
        List<LogEntry> entries) {
    /** Bytes before the directory. */
    public static final int HEADER_BYTES = 96;

    /** The first four bytes, as a little-endian number. */
    public static final int MAGIC = 0x54583548;

    /** Records begin, end and have their patches at multiples of this. */
    public static final int ALIGNMENT = 8;

    /** Longest record. */
    public static final int MAX_BYTES = 1 << 30;

    /** Flag: the record was forced before it was published. */
    public static final int FORCED = 1;

    private static final String STRUCTURE = "log record";
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int LSN = 8;
    private static final int SALT = 16;
    private static final int TRANSACTION = 24;
    private static final int LENGTH = 32;
    private static final int DIRECTORY_LENGTH = 40;
    private static final int ENTRIES = 44;
    private static final int DURABLE = 48;
    private static final int END_OF_FILE = 56;
    private static final int RAW_DURABLE = 64;
    private static final int WRITER = 72;
    private static final int ZERO = 80;
    private static final int PREVIOUS = 88;
    private static final int CHECKSUM = 92;

    /** What a record is about. */
    public enum Type {
        /** A transaction. */
        TRANSACTION(1),
        /** First of a segment: all free ranges and all reservations. */
        STATE(2),
        /** Everything up to the durable marks that it holds has been forced. */
        SYNC(3),
        /** The file holds everything up to a commit point. */
        CHECKPOINT(4),
        /** Last of a log: the file holds everything, and whoever comes needs no log. */
        CLOSE(5);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type of(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new FormatException(STRUCTURE, "a known type", Integer.toString(code));
        }
    }

    /** Checks the numbers, and that each patch has its bytes where the one before it ends. */
    public LogRecord {
        require(lsn >= 0 && lsn % ALIGNMENT == 0 && lsn < Long.MAX_VALUE - MAX_BYTES, "an LSN", lsn);
        require(flags >= 0 && flags <= 0xffff, "16 flags", flags);
        require(transaction >= 0, "a transaction number", transaction);
        require(durableLsn >= 0 && durableLsn <= lsn, "a durable LSN up to its own", durableLsn);
        require(rawDurableLsn >= 0 && rawDurableLsn <= lsn, "a raw durable LSN up to its own", rawDurableLsn);
        require(endOfFile >= 0, "an end of file", endOfFile);
        entries = List.copyOf(entries);
        long next = headLength(entries);
        int checkpoints = 0;
        for (LogEntry entry : entries) {
            if (entry instanceof LogEntry.Patch patch) {
                require(patch.bytesAt() == next, "bytes of a patch behind those of the one before", patch.bytesAt());
                next = afterImage(next, patch.length());
            } else if (entry instanceof LogEntry.Checkpointed checkpointed) {
                require(checkpointed.lsn() <= lsn, "a commit point up to its own LSN", checkpointed.lsn());
                checkpoints++;
            }
        }
        require(checkpoints == (type == Type.CHECKPOINT ? 1 : 0), "one commit point in a checkpoint", checkpoints);
        requireLength(next);
    }

    /** Bytes of header and directory. */
    public int headLength() {
        return (int) headLength(entries);
    }

    /** Bytes of the record, with those of the patches. */
    public int length() {
        return (int) lengthOf(entries);
    }

    /** The commit point: where the record ends and the next one begins. */
    public long end() {
        return lsn + length();
    }

    /** The commit point that a checkpoint speaks of. */
    public long checkpoint() {
        for (LogEntry entry : entries) {
            if (entry instanceof LogEntry.Checkpointed checkpointed) {
                return checkpointed.lsn();
            }
        }
        throw new IllegalStateException(type + " is no checkpoint");
    }

    private static long headLength(List<LogEntry> entries) {
        return HEADER_BYTES + (long) LogEntry.BYTES * entries.size();
    }

    private static long afterImage(long start, int length) {
        return start + (length + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
    }

    private static long lengthOf(List<LogEntry> entries) {
        long next = headLength(entries);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof LogEntry.Patch patch) {
                next = afterImage(next, patch.length());
            }
        }
        return next;
    }

    /** Writes header and directory at the position of {@code target}, makes it little-endian and moves it on. Returns the checksum of the record. */
    public int encode(ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        int start = target.position();
        target.position(start + HEADER_BYTES);
        for (LogEntry entry : entries) {
            entry.encode(target);
        }
        Draft draft = new Draft(type, flags, transaction, durableLsn, endOfFile, rawDurableLsn, writer, entries);
        return draft.encodeHeader(target, start, length(), lsn, salt, previous);
    }

    /** What the first {@link #HEADER_BYTES} bytes say about the size of a record; not yet checked by the checksum. */
    public record Outline(long lsn, long salt, int headLength, int length) {}

    /** Reads the outline at the position of {@code header}, which stays, and is made little-endian. */
    public static Outline outline(ByteBuffer header) {
        header.order(ByteOrder.LITTLE_ENDIAN);
        require(header.remaining() >= HEADER_BYTES, "the bytes of a header", header.remaining());
        int start = header.position();
        require(header.getInt(start) == MAGIC, "magic 0x54583548", header.getInt(start));
        long length = header.getLong(start + LENGTH);
        requireLength(length);
        long entries = header.getInt(start + ENTRIES) & 0xffff_ffffL;
        long directory = header.getInt(start + DIRECTORY_LENGTH) & 0xffff_ffffL;
        require(directory == entries * LogEntry.BYTES, "a directory as long as its entries", directory);
        require(directory <= length - HEADER_BYTES, "a directory inside the record", directory);
        return new Outline(
                header.getLong(start + LSN), header.getLong(start + SALT), (int) (HEADER_BYTES + directory), (int)
                        length);
    }

    /** The checksum that a record carries whose header and directory stand at the position of {@code head}. */
    public static int checksum(ByteBuffer head) {
        return head.order(ByteOrder.LITTLE_ENDIAN).getInt(head.position() + CHECKSUM);
    }

    /** Whether header and directory at the position of {@code head} are all there and as they were written, by the checksum. */
    public static boolean isWhole(ByteBuffer head) {
        try {
            Outline outline = outline(head);
            return outline.headLength <= head.remaining()
                    && checksum(head) == computeChecksum(head, head.position(), outline.headLength);
        } catch (FormatException e) {
            return false;
        }
    }

    /** Reads header and directory at the position of {@code head}, checks the checksum, and moves on to the bytes of the patches. */
    public static LogRecord decode(ByteBuffer head) {
        Outline outline = outline(head);
        require(head.remaining() >= outline.headLength, "all entries of the directory", head.remaining());
        int start = head.position();
        int computed = computeChecksum(head, start, outline.headLength);
        if (computed != checksum(head)) {
            throw new FormatException(
                    STRUCTURE,
                    String.format(Locale.ROOT, "checksum 0x%08x", computed),
                    String.format(Locale.ROOT, "0x%08x", checksum(head)));
        }
        require(head.getLong(start + ZERO) == 0, "zeros in unused fields", head.getLong(start + ZERO));
        head.position(start + HEADER_BYTES);
        int count = (outline.headLength - HEADER_BYTES) / LogEntry.BYTES;
        List<LogEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(LogEntry.decode(head));
        }
        LogRecord record = new LogRecord(
                Type.of(head.getShort(start + TYPE)),
                head.getShort(start + FLAGS) & 0xffff,
                outline.lsn,
                outline.salt,
                head.getLong(start + TRANSACTION),
                head.getLong(start + DURABLE),
                head.getLong(start + END_OF_FILE),
                head.getLong(start + RAW_DURABLE),
                head.getLong(start + WRITER),
                head.getInt(start + PREVIOUS),
                entries);
        require(record.length() == outline.length, "the length of header, directory and patches", outline.length);
        return record;
    }

    private static int computeChecksum(ByteBuffer buffer, int start, int headLength) {
        int position = buffer.position();
        int limit = buffer.limit();
        CRC32C crc = new CRC32C();
        buffer.limit(start + CHECKSUM).position(start);
        crc.update(buffer);
        buffer.limit(start + headLength).position(start + HEADER_BYTES);
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }

    private static void requireLength(long length) {
        require(
                length >= HEADER_BYTES && length <= MAX_BYTES && length % ALIGNMENT == 0,
                "a length up to 2^30 that is a multiple of 8",
                length);
    }

    private static void require(boolean holds, String expected, long found) {
        if (!holds) {
            throw new FormatException(STRUCTURE, expected, Long.toString(found));
        }
    }

    /**
     * A record before it has its place in the log. Its patches have neither checksum nor offset ({@link LogEntry.Patch#of}); their bytes are given
     * beside it, in the same order.
     */
    public record Draft(
            Type type,
            int flags,
            long transaction,
            long durableLsn,
            long endOfFile,
            long rawDurableLsn,
            long writer,
            List<LogEntry> entries) {

        /** Bytes of the record, with those of the patches. Longer than {@link LogRecord#MAX_BYTES}: it cannot be written. */
        public long length() {
            return lengthOf(entries);
        }

        /**
         * Writes the whole record at the position of {@code target}, makes it little-endian and moves it to the record's end. The positions of
         * {@code images} stay. Returns the checksum of the record.
         */
        public int encode(ByteBuffer target, long lsn, long salt, int previous, List<ByteBuffer> images) {
            target.order(ByteOrder.LITTLE_ENDIAN);
            int start = target.position();
            long headLength = headLength(entries);
            long next = headLength;
            int patches = 0;
            target.position(start + HEADER_BYTES);
            for (int i = 0; i < entries.size(); i++) {
                LogEntry entry = entries.get(i);
                if (entry instanceof LogEntry.Patch patch) {
                    ByteBuffer image = image(images, patches++, patch);
                    long end = afterImage(next, patch.length());
                    target.putLong(start + (int) end - ALIGNMENT, 0); // the gap to the next image, if there is one
                    target.put(start + (int) next, image, image.position(), patch.length());
                    patch.encode(target, LogEntry.checksum(image), next);
                    next = end;
                } else {
                    entry.encode(target);
                }
            }
            if (patches != images.size()) {
                throw new IllegalArgumentException(patches + " patches, " + images.size() + " images");
            }
            int crc = encodeHeader(target, start, next, lsn, salt, previous);
            target.position(start + (int) next);
            return crc;
        }

        /** The record that {@link #encode} writes. */
        public LogRecord at(long lsn, long salt, int previous, List<ByteBuffer> images) {
            List<LogEntry> placed = new ArrayList<>(entries.size());
            long next = headLength(entries);
            int patches = 0;
            for (LogEntry entry : entries) {
                if (entry instanceof LogEntry.Patch patch) {
                    ByteBuffer image = image(images, patches++, patch);
                    int crc = LogEntry.checksum(image);
                    placed.add(new LogEntry.Patch(patch.page(), patch.at(), patch.length(), crc, next));
                    next = afterImage(next, patch.length());
                } else {
                    placed.add(entry);
                }
            }
            return new LogRecord(
                    type,
                    flags,
                    lsn,
                    salt,
                    transaction,
                    durableLsn,
                    endOfFile,
                    rawDurableLsn,
                    writer,
                    previous,
                    placed);
        }

        private static ByteBuffer image(List<ByteBuffer> images, int index, LogEntry.Patch patch) {
            int length = index < images.size() ? images.get(index).remaining() : 0;
            if (length != patch.length()) {
                throw new IllegalArgumentException("an image of " + length + " bytes for a patch of " + patch.length());
            }
            return images.get(index);
        }

        /** Writes the header in front of a directory that stands already. Returns the checksum. */
        private int encodeHeader(ByteBuffer target, int start, long length, long lsn, long salt, int previous) {
            int headLength = (int) headLength(entries);
            target.putInt(start, MAGIC);
            target.putShort(start + TYPE, (short) type.code);
            target.putShort(start + FLAGS, (short) flags);
            target.putLong(start + LSN, lsn);
            target.putLong(start + SALT, salt);
            target.putLong(start + TRANSACTION, transaction);
            target.putLong(start + LENGTH, length);
            target.putInt(start + DIRECTORY_LENGTH, headLength - HEADER_BYTES);
            target.putInt(start + ENTRIES, entries.size());
            target.putLong(start + DURABLE, durableLsn);
            target.putLong(start + END_OF_FILE, endOfFile);
            target.putLong(start + RAW_DURABLE, rawDurableLsn);
            target.putLong(start + WRITER, writer);
            target.putLong(start + ZERO, 0);
            target.putInt(start + PREVIOUS, previous);
            int crc = computeChecksum(target, start, headLength);
            target.putInt(start + CHECKSUM, crc);
            return crc;
        }
    }
}
