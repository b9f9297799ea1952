package dev.tutti.format.live;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a live writer last published: the version number of the file and the extents of the datasets that are growing. It makes a publish
 * over several datasets visible to Tutti's readers all at once (L4): they take a listed dataset's extent from here, not from its object
 * header, which may be one publish ahead.
 *
 * <p>The record stands in the first page of the file, behind the superblock, in slots that no HDF5 structure uses, so that other HDF5
 * software never sees it. There are two slots; a record goes to the slot that does not hold the newest one, so that a kill in mid-write
 * leaves the one before. The newest record whose checksum is right counts. Extents that find no room in the slot stand in a table elsewhere
 * in the file, of which there are two in turn as well.
 *
 * <pre>
 *  0   8  magic "TUTTIPUB"
 *  8   4  bytes of this record, checksum included
 * 12   2  format version, 1            14  2  state: 0 closed, 1 live
 * 16   8  sequence, one more at each write of a record
 * 24   8  version, one more at each publish
 * 32  16  session, random
 * 48   8  time of the publish, nanoseconds since 1970
 * 56   8  first byte behind all space in use
 * 64   8  end of allocation in the superblock, and 72 8 the one before: a superblock with another one was changed by somebody else
 * 80   4  number of extents            84  4  0: they follow; 1: they stand in the table
 * 88      extents, or table: address 8, bytes 4, lookup3 checksum 4
 *  .   4  lookup3 checksum of all before
 * extent: address of the object header 8, rank 8, version since which it is listed 8, negative if it is made for that one, dimensions 8 each,
 *         dimensions before that version 8 each
 * </pre>
 *
 * @param sequence grows by one with each record
 * @param version the published version
 * @param session the writer's session, two random words
 * @param time when it was published, nanoseconds since 1970
 * @param usedEnd first byte behind all space in use at this version
 * @param endOfFile end of allocation that the superblock has, or is about to get
 * @param endBefore end of allocation that the superblock had before
 * @param live whether the writer is at work; false after a clean close
 * @param extents dimensions of the datasets that this or a late publish changed, by object header address; the caller leaves them alone while the record is in use
 * @param table where the extents stand if they are not in the record, else null
 */
public record PublicationRecord(
        long sequence,
        long version,
        Session session,
        long time,
        long usedEnd,
        long endOfFile,
        long endBefore,
        boolean live,
        Map<Long, Extent> extents,
        @Nullable Table table) {
    /** Bytes of one slot. */
    public static final int SLOT_BYTES = 1792;

    private static final int FIRST_SLOT = 512;

    /** Bytes at the start of the file that hold superblock and slots, and between them, in a file that was made live, perhaps the header of a dataset. */
    public static final int PAGE = 4096;

    private static final String STRUCTURE = "publication record";
    private static final byte[] MAGIC = {'T', 'U', 'T', 'T', 'I', 'P', 'U', 'B'};
    private static final int MAX_RANK = 32;

    /** Identity of one writer session. */
    public record Session(long high, long low) {}

    /**
     * Dimensions of one dataset.
     *
     * @param listedSince first version that may have other dimensions than {@code before}
     * @param before dimensions at all versions before that one, back to the last at which the dataset was not listed
     * @param now dimensions at the version of the record
     * @param made whether the dataset was made for that version, and the record is still of the one before
     */
    public record Extent(long listedSince, long[] before, long[] now, boolean made) {
        /** Checks that the ranks agree. */
        public Extent {
            if (before.length != now.length) {
                throw new IllegalArgumentException("ranks " + before.length + " and " + now.length);
            }
        }

        /** The same dataset with these dimensions at the version of the record, which is one that has it. */
        public Extent grown(long[] dimensions) {
            return new Extent(listedSince, before, dimensions, false);
        }
    }

    /** Place and checksum of an extent table. */
    public record Table(long address, int length, int checksum) {}

    /** Checks the record. The extents are not copied: a writer says them again with each publish. */
    public PublicationRecord {
        Objects.requireNonNull(session);
    }

    /** Where the record of a sequence number stands in the file: the two slots in turn. */
    public static long slotPosition(long sequence) {
        return FIRST_SLOT + (sequence & 1) * SLOT_BYTES;
    }

    /** This record with the extents that stand in its table. */
    public PublicationRecord withExtents(Map<Long, Extent> loaded) {
        return new PublicationRecord(
                sequence, version, session, time, usedEnd, endOfFile, endBefore, live, loaded, table);
    }

    /** This record with its extents in a table. */
    public PublicationRecord withTable(Table written) {
        return new PublicationRecord(
                sequence, version, session, time, usedEnd, endOfFile, endBefore, live, extents, written);
    }

    /** Writes the record; the extents go in only if there is no table. */
    public void encode(ByteSink sink) {
        int start = sink.position();
        sink.bytes(MAGIC).u32(0).u16(1).u16(live ? 1 : 0);
        sink.i64(sequence)
                .i64(version)
                .i64(session.high)
                .i64(session.low)
                .i64(time)
                .i64(usedEnd)
                .i64(endOfFile)
                .i64(endBefore);
        if (table == null) {
            sink.u32(extents.size()).u32(0);
            encodeExtents(extents, sink);
        } else {
            sink.u32(0).u32(1).i64(table.address).u32(table.length).u32(table.checksum);
        }
        sink.patch32(start + 8, sink.position() - start + 4L);
        sink.checksum(start);
    }

    /** Writes extents as they stand in a record or a table. */
    public static void encodeExtents(Map<Long, Extent> extents, ByteSink sink) {
        for (Map.Entry<Long, Extent> extent : extents.entrySet()) {
            Extent dimensions = extent.getValue();
            sink.i64(extent.getKey())
                    .i64(dimensions.now.length)
                    .i64(dimensions.made ? -dimensions.listedSince : dimensions.listedSince);
            for (long dimension : dimensions.now) {
                sink.i64(dimension);
            }
            for (long dimension : dimensions.before) {
                sink.i64(dimension);
            }
        }
    }

    /** The extents of a table, whose bytes are checked against its checksum. */
    public static Map<Long, Extent> decodeTable(Table table, ByteBuffer bytes) {
        int found = Lookup3.hash(bytes, bytes.position(), bytes.remaining());
        if (bytes.remaining() != table.length || found != table.checksum) {
            throw new FormatException(
                    "publication table",
                    String.format(Locale.ROOT, "checksum 0x%08x", table.checksum),
                    String.format(Locale.ROOT, "0x%08x", found));
        }
        ByteSource source = ByteSource.of("publication table", Widths.EIGHT, bytes);
        Map<Long, Extent> extents = new LinkedHashMap<>();
        while (source.remaining() > 0) {
            decodeExtent(source, extents);
        }
        return extents;
    }

    /**
     * The newest whole record in the first page of a file, or null if there is none.
     *
     * @param page the first bytes of the file, up to {@link #PAGE}
     */
    public static @Nullable PublicationRecord newest(ByteBuffer page) {
        PublicationRecord newest = null;
        for (int i = 0; i < 2; i++) {
            int slot = (int) slotPosition(i);
            if (page.remaining() >= slot + 96) {
                int length = Math.min(SLOT_BYTES, page.remaining() - slot);
                PublicationRecord record = decodeOrNull(page.slice(page.position() + slot, length));
                if (record != null && (newest == null || record.sequence > newest.sequence)) {
                    newest = record;
                }
            }
        }
        return newest;
    }

    private static @Nullable PublicationRecord decodeOrNull(ByteBuffer slot) {
        try {
            return decode(ByteSource.of(STRUCTURE, Widths.EIGHT, slot));
        } catch (FormatException e) {
            return null; // never written, or torn: the other slot counts
        }
    }

    /** Reads one record. */
    public static PublicationRecord decode(ByteSource source) {
        source.require(Arrays.equals(source.bytes(8), MAGIC), "magic TUTTIPUB", "other bytes");
        long length = source.u32();
        if (!(length >= 92 && length <= SLOT_BYTES)) {
            throw new FormatException(source.structure(), "a length up to " + SLOT_BYTES, String.valueOf(length));
        }
        source.position(0);
        ByteSource record = source.slice(STRUCTURE, (int) length);
        record.position((int) length - 4);
        record.checksum();
        record.position(12);
        record.version(1, 1);
        record.skip(1);
        boolean live = record.u16() == 1;
        long sequence = record.i64();
        long version = record.i64();
        Session session = new Session(record.i64(), record.i64());
        long time = record.i64();
        long usedEnd = record.i64();
        long endOfFile = record.i64();
        long endBefore = record.i64();
        long count = record.u32();
        Map<Long, Extent> extents = new LinkedHashMap<>();
        Table table = null;
        if (record.u32() == 1) {
            table = new Table(record.i64(), record.i32(), record.i32());
            record.require(table.length >= 0 && table.address >= 0, "a table inside the file", table);
        } else {
            for (long i = 0; i < count; i++) {
                decodeExtent(record, extents);
            }
        }
        return new PublicationRecord(
                sequence, version, session, time, usedEnd, endOfFile, endBefore, live, extents, table);
    }

    private static void decodeExtent(ByteSource source, Map<Long, Extent> extents) {
        long address = source.i64();
        long rank = source.i64();
        if (!(rank >= 0 && rank <= MAX_RANK)) {
            throw new FormatException(source.structure(), "a rank up to " + MAX_RANK, String.valueOf(rank));
        }
        long listedSince = source.i64();
        long[] now = dimensions(source, (int) rank);
        long[] before = dimensions(source, (int) rank);
        extents.put(address, new Extent(Math.abs(listedSince), before, now, listedSince < 0));
    }

    private static long[] dimensions(ByteSource source, int rank) {
        long[] dimensions = new long[rank];
        for (int i = 0; i < rank; i++) {
            dimensions[i] = source.i64();
            source.require(dimensions[i] >= 0, "a dimension of 0 or more", dimensions[i]);
        }
        return dimensions;
    }
}
