package dev.tutti.format.log;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * The first 4096 bytes of a log segment, which is one file. Its records follow; the one at LSN x stands at byte 4096 + (x − base).
 *
 * <pre>
 *   0  8 magic "H5JWAL01"     8 4 format version, 1     12 4 length of the header, 4096
 *  16  8 number of the segment, 1 for the first
 *  24  8 base: LSN of the first record
 *  32 16 session, random, the same in all segments
 *  48  8 salt, random, different in each segment
 *  56  4 bytes of a page, 4096     60 4 flags: bit 0 extents carry checksums
 *  64 40 zero
 * 104  4 version of the superblock     108 4 value of its flags while the file is sealed
 * 112  8 address of the superblock     120 8 end of the file, when the session began
 * 128 96 superblock before it was sealed, zero padded
 * 224 16 boot id of the host, zero if it has none
 * 240  8 made at, milliseconds since 1970     248 8 process id of the maker
 * 256  8 device and 264 8 inode of the file
 * 272  4 durability     276 4 features that a reader must know
 * 280  8 checksum of the last record before the base
 * 288    zero
 * 4092 4 CRC-32C of all bytes before
 * </pre>
 *
 * Little-endian. Version 1 is read and written. Device, inode, time and process are for people.
 *
 * @param superblock as it was before the seal, up to {@value #SUPERBLOCK_BYTES} bytes; behind them are zeros
 * @param previous checksum of the last record before the base, 0 if there is none
 */
public record SegmentHeader(
        long number,
        long base,
        UUID session,
        long salt,
        int flags,
        int superblockVersion,
        int sealValue,
        long superblockAddress,
        long endOfFile,
        byte[] superblock,
        UUID boot,
        long created,
        long process,
        long device,
        long inode,
        Level level,
        int features,
        int previous) {
    /** Bytes of the header. */
    public static final int BYTES = 4096;

    /** LSN of the first record of a session. */
    public static final long FIRST_LSN = 4096;

    /** Bytes of the superblock that are kept. */
    public static final int SUPERBLOCK_BYTES = 96;

    /** Flag: extents carry checksums of their bytes. */
    public static final int EXTENT_CHECKSUMS = 1;

    /** Boot id of a host that has none. */
    public static final UUID UNKNOWN_BOOT = new UUID(0, 0);

    private static final String STRUCTURE = "log segment header";
    private static final long MAGIC = 0x31304c41574a3548L; // "H5JWAL01"
    private static final int VERSION = 1;
    private static final int CHECKSUM = BYTES - Integer.BYTES;
    private static final int AFTER_FLAGS = 104;
    private static final int SUPERBLOCK = 128;
    private static final int AFTER_SUPERBLOCK = SUPERBLOCK + SUPERBLOCK_BYTES;

    /** What a commit has to survive. */
    public enum Level {
        /** The death of the process. */
        PROCESS(0),
        /** That, and a power cut leaves a consistent file, perhaps without the last commits. */
        CONSISTENT(1),
        /** A power cut. */
        DURABLE(2);

        private final int code;

        Level(int code) {
            this.code = code;
        }

        private static Level of(int code) {
            for (Level level : values()) {
                if (level.code == code) {
                    return level;
                }
            }
            throw new FormatException(STRUCTURE, "a known durability", Integer.toString(code));
        }
    }

    /** Checks the numbers, and pads the superblock. */
    public SegmentHeader {
        require(number > 0, "a segment number", number);
        require(base >= FIRST_LSN && base % LogRecord.ALIGNMENT == 0, "a base", base);
        require(superblockAddress >= 0, "an address of the superblock", superblockAddress);
        require(endOfFile >= 0, "an end of file", endOfFile);
        require(superblock.length <= SUPERBLOCK_BYTES, "up to 96 bytes of superblock", superblock.length);
        superblock = Arrays.copyOf(superblock, SUPERBLOCK_BYTES);
        Objects.requireNonNull(session);
        Objects.requireNonNull(boot);
        Objects.requireNonNull(level);
    }

    /** The header of another segment of the same session. */
    public SegmentHeader next(long nextNumber, long nextBase, long nextSalt, int nextPrevious) {
        return new SegmentHeader(
                nextNumber,
                nextBase,
                session,
                nextSalt,
                flags,
                superblockVersion,
                sealValue,
                superblockAddress,
                endOfFile,
                superblock,
                boot,
                created,
                process,
                device,
                inode,
                level,
                features,
                nextPrevious);
    }

    /** The same header of another maker. */
    public SegmentHeader madeBy(UUID makerBoot, long makerProcess, long time) {
        return new SegmentHeader(
                number,
                base,
                session,
                salt,
                flags,
                superblockVersion,
                sealValue,
                superblockAddress,
                endOfFile,
                superblock,
                makerBoot,
                time,
                makerProcess,
                device,
                inode,
                level,
                features,
                previous);
    }

    /** Where in the segment's file the log's byte {@code lsn} stands. */
    public long positionOf(long lsn) {
        return BYTES + (lsn - base);
    }

    /** Writes the header at the position of {@code target}, makes it little-endian and moves it on. */
    public void encode(ByteBuffer target) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(BYTES).putLong(number).putLong(base);
        put(bytes, session).putLong(salt).putInt(LogEntry.PAGE_BYTES).putInt(flags);
        bytes.position(AFTER_FLAGS);
        bytes.putInt(superblockVersion)
                .putInt(sealValue)
                .putLong(superblockAddress)
                .putLong(endOfFile);
        bytes.put(superblock);
        put(bytes, boot).putLong(created).putLong(process).putLong(device).putLong(inode);
        bytes.putInt(level.code).putInt(features).putLong(previous & 0xffff_ffffL);
        bytes.putInt(CHECKSUM, LogEntry.checksum(bytes.slice(0, CHECKSUM)));
        target.order(ByteOrder.LITTLE_ENDIAN).put(bytes.rewind());
    }

    /** Whether all bytes of a header, of this or of a later version, stand at the position of {@code source} as they were written. */
    public static boolean isWhole(ByteBuffer source) {
        if (source.remaining() < BYTES) {
            return false;
        }
        ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.getLong(0) == MAGIC && bytes.getInt(CHECKSUM) == LogEntry.checksum(bytes.slice(0, CHECKSUM));
    }

    /** Reads the header at the position of {@code source} and moves it on. */
    public static SegmentHeader decode(ByteBuffer source) {
        require(source.remaining() >= BYTES, BYTES + " bytes", source.remaining());
        ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
        require(bytes.getLong() == MAGIC, "magic H5JWAL01", "other bytes");
        int computed = LogEntry.checksum(bytes.slice(0, CHECKSUM));
        require(computed == bytes.getInt(CHECKSUM), "checksum " + hex(computed), hex(bytes.getInt(CHECKSUM)));
        int version = bytes.getInt();
        require(version == VERSION, "version " + VERSION, version);
        int length = bytes.getInt();
        require(length == BYTES, "a header of " + BYTES + " bytes", length);
        long number = bytes.getLong();
        long base = bytes.getLong();
        UUID session = uuid(bytes);
        long salt = bytes.getLong();
        int page = bytes.getInt();
        require(page == LogEntry.PAGE_BYTES, "pages of " + LogEntry.PAGE_BYTES + " bytes", page);
        int flags = bytes.getInt();
        bytes.position(AFTER_FLAGS);
        int superblockVersion = bytes.getInt();
        int sealValue = bytes.getInt();
        long superblockAddress = bytes.getLong();
        long endOfFile = bytes.getLong();
        byte[] superblock = new byte[SUPERBLOCK_BYTES];
        bytes.get(superblock);
        bytes.position(AFTER_SUPERBLOCK);
        UUID boot = uuid(bytes);
        long created = bytes.getLong();
        long process = bytes.getLong();
        long device = bytes.getLong();
        long inode = bytes.getLong();
        Level level = Level.of(bytes.getInt());
        int features = bytes.getInt();
        long previous = bytes.getLong();
        require(previous >>> 32 == 0, "a checksum of 4 bytes", previous);
        source.position(source.position() + BYTES);
        return new SegmentHeader(
                number,
                base,
                session,
                salt,
                flags,
                superblockVersion,
                sealValue,
                superblockAddress,
                endOfFile,
                superblock,
                boot,
                created,
                process,
                device,
                inode,
                level,
                features,
                (int) previous);
    }

    private static ByteBuffer put(ByteBuffer bytes, UUID id) {
        return bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "0x%08x", value);
    }

    private static void require(boolean holds, String expected, Object found) {
        FormatException.unless(holds, STRUCTURE, expected, found);
    }
}
