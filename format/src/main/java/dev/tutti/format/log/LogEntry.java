package dev.tutti.format.log;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One thing that a log record did to the file: an entry of its directory.
 *
 * <pre>
 *  0 1 kind   1 1 zero   2 2 at   4 4 crc   8 8 a   16 8 b   24 8 c        (little-endian; fields that a kind does not name are zero)
 *
 *  kind 1 patch           a page number   b offset of the bytes from the start of the record, a multiple of 8   c length
 *                         at first byte in the page   crc of the bytes
 *  kind 2 extent          a address   b length   crc of the bytes, which were written to the file directly
 *  kind 3 free            a address   b length
 *  kind 4 reserved        a address   b length   c writer
 *  kind 5 note            a, b token of a client   c kind
 *  kind 6 free range      a address   b length   c commit point at which it was freed
 *  kind 7 object deleted  a address of the object header
 *  kind 8 allocated       a address   b length
 *  kind 9 checkpointed    a commit point
 *  kind 10 before         a address   b length   crc of the bytes that stood there until this transaction
 * </pre>
 *
 * The checksums are CRC-32C. Addresses count from the first byte of the file, user block included.
 */
public sealed interface LogEntry {
    /** Bytes of one entry. */
    int BYTES = 32;

    /** Bytes of one page of the file. A patch never leaves its page. */
    int PAGE_BYTES = 4096;

    /** Writes the entry at the position of {@code target}, which must be little-endian, and moves it on. */
    void encode(ByteBuffer target);

    /**
     * Bytes [at, at + length) of one page are new.
     *
     * @param page address of the page divided by {@link #PAGE_BYTES}
     * @param bytesAt where the bytes stand, from the start of the record; a draft has 0 here
     * @param crc checksum of the bytes; a draft has 0 here
     */
    record Patch(long page, int at, int length, int crc, long bytesAt) implements LogEntry {
        private static final int KIND = 1;

        /** Checks that the patch stays in its page. */
        public Patch {
            require(page >= 0 && page <= Long.MAX_VALUE / PAGE_BYTES - 1, "a page number", page);
            require(length > 0 && length <= PAGE_BYTES, "bytes of one page", length);
            require(at >= 0 && at <= PAGE_BYTES - length, "a patch that ends in its page", at);
            require(bytesAt >= 0 && bytesAt % 8 == 0, "an offset that is a multiple of 8", bytesAt);
        }

        /** A patch of a draft: the record knows checksum and offset of the bytes once it is written. */
        public static Patch of(long page, int at, int length) {
            return new Patch(page, at, length, 0, 0);
        }

        /** First byte of the file that is new. */
        public long address() {
            return page * PAGE_BYTES + at;
        }

        /** Whether {@code bytes} (its remaining ones, which stay) are those of the patch. */
        public boolean matches(ByteBuffer bytes) {
            return bytes.remaining() == length && checksum(bytes) == crc;
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, at, crc, page, bytesAt, length);
        }

        /** The entry of a patch whose bytes are known only now. */
        void encode(ByteBuffer target, int checksum, long offset) {
            put(target, KIND, at, checksum, page, offset, length);
        }
    }

    /** Bytes that were written to the file directly and can be reached from this transaction on. */
    record Extent(long address, long length, int crc) implements LogEntry {
        private static final int KIND = 2;

        /** Checks the range. */
        public Extent {
            requireRange(address, length);
        }

        /** Whether {@code bytes} (its remaining ones, which stay) are those of the extent. */
        public boolean matches(ByteBuffer bytes) {
            return bytes.remaining() == length && checksum(bytes) == crc;
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, crc, address, length, 0);
        }
    }

    /** Bytes that nothing uses from this transaction on. */
    record Free(long address, long length) implements LogEntry {
        private static final int KIND = 3;

        /** Checks the range. */
        public Free {
            requireRange(address, length);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, address, length, 0);
        }
    }

    /** Bytes that belong to {@code writer} from this record on, until they are allocated or given back; a state record lists all of them. */
    record Reserved(long address, long length, long writer) implements LogEntry {
        private static final int KIND = 4;

        /** Checks the range. */
        public Reserved {
            requireRange(address, length);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, address, length, writer);
        }
    }

    /** What a client wants to find again after a crash, to know whether its transaction was committed. */
    record Note(long tokenHigh, long tokenLow, long kind) implements LogEntry {
        private static final int KIND = 5;

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, tokenHigh, tokenLow, kind);
        }
    }

    /** Free space: a range of the complete list, which a state record holds, or what a process that died had reserved. */
    record FreeRange(long address, long length, long freedLsn) implements LogEntry {
        private static final int KIND = 6;

        /** Checks the range. */
        public FreeRange {
            requireRange(address, length);
            require(freedLsn >= 0, "a commit point", freedLsn);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, address, length, freedLsn);
        }
    }

    /** An object is gone: handles to it end, whatever comes to stand at its address. */
    record ObjectDeleted(long address) implements LogEntry {
        private static final int KIND = 7;

        /** Checks the address. */
        public ObjectDeleted {
            require(address >= 0, "an address", address);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, address, 0, 0);
        }
    }

    /** Free or reserved bytes that are in use from this transaction on, whether or not it wrote them. */
    record Allocated(long address, long length) implements LogEntry {
        private static final int KIND = 8;

        /** Checks the range. */
        public Allocated {
            requireRange(address, length);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, address, length, 0);
        }
    }

    /** The file holds everything up to this commit point. */
    record Checkpointed(long lsn) implements LogEntry {
        private static final int KIND = 9;

        /** Checks the commit point. */
        public Checkpointed {
            require(lsn >= 0, "a commit point", lsn);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, 0, lsn, 0, 0);
        }
    }

    /** What a transaction's patches replace, so that one can tell later whether a file is still the one that the log was made for. */
    record Before(long address, long length, int crc) implements LogEntry {
        private static final int KIND = 10;

        /** Checks the range. */
        public Before {
            requireRange(address, length);
            require(length <= PAGE_BYTES - address % PAGE_BYTES, "bytes of one page", length);
        }

        @Override
        public void encode(ByteBuffer target) {
            put(target, KIND, 0, crc, address, length, 0);
        }
    }

    /** Reads the entry at the position of {@code source}, which must be little-endian, and moves it on. */
    static LogEntry decode(ByteBuffer source) {
        require(source.remaining() >= BYTES, "the bytes of an entry", source.remaining());
        int kind = source.get() & 0xff;
        int zero = source.get();
        int at = source.getShort() & 0xffff;
        int crc = source.getInt();
        long a = source.getLong();
        long b = source.getLong();
        long c = source.getLong();
        boolean narrow = zero == 0 && (kind == Patch.KIND || at == 0);
        boolean checked = kind == Patch.KIND || kind == Extent.KIND || kind == Before.KIND;
        require(narrow && (crc == 0 || checked), "zeros in unused fields", kind);
        return switch (kind) {
            case Patch.KIND -> new Patch(a, at, inPage(c), crc, b);
            case Extent.KIND -> new Extent(a, b, unused(c, crc));
            case Free.KIND -> new Free(a, unused(c, b));
            case Reserved.KIND -> new Reserved(a, b, c);
            case Note.KIND -> new Note(a, b, c);
            case FreeRange.KIND -> new FreeRange(a, b, c);
            case ObjectDeleted.KIND -> new ObjectDeleted(unused(b | c, a));
            case Allocated.KIND -> new Allocated(a, unused(c, b));
            case Checkpointed.KIND -> new Checkpointed(unused(b | c, a));
            case Before.KIND -> new Before(a, b, unused(c, crc));
            default -> throw new FormatException("log entry", "a known kind", Integer.toString(kind));
        };
    }

    private static void put(ByteBuffer target, int kind, int at, int crc, long a, long b, long c) {
        int start = target.position();
        target.putInt(start, kind | at << 16);
        target.putInt(start + 4, crc);
        target.putLong(start + 8, a);
        target.putLong(start + 16, b);
        target.putLong(start + 24, c);
        target.position(start + BYTES);
    }

    /** CRC-32C of the remaining bytes, which stay. */
    static int checksum(ByteBuffer bytes) {
        int position = bytes.position();
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        bytes.position(position);
        return (int) crc.getValue();
    }

    private static int inPage(long length) {
        require(length > 0 && length <= PAGE_BYTES, "bytes of one page", length);
        return (int) length;
    }

    private static long unused(long field, long value) {
        require(field == 0, "zeros in unused fields", field);
        return value;
    }

    private static int unused(long field, int value) {
        return (int) unused(field, (long) value);
    }

    private static void requireRange(long address, long length) {
        if (address < 0 || length <= 0 || address > Long.MAX_VALUE - length) {
            throw new FormatException(
                    "log entry", "a range of the file", String.format(Locale.ROOT, "%d bytes at %d", length, address));
        }
    }

    private static void require(boolean holds, String expected, long found) {
        if (!holds) {
            throw new FormatException("log entry", expected, Long.toString(found));
        }
    }
}
