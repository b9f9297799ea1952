package dev.tutti.engine.live;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.live.PublicationRecord.Session;
import dev.tutti.format.live.PublicationRecord.Table;
import dev.tutti.format.superblock.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mode of a live writer: a commit is a publish.
 *
 * <p>Order of one publish (L7): the superblock, if the end of allocation must move ahead; the publication record of the version before,
 * if datasets grow that it does not list, so that a reader of that version keeps their old extents; fresh blocks; blocks in place, children
 * before parents; the publication record of the new version, whose one write makes it visible. Guarded by the write lock of the file.
 */
final class LiveMode implements OpenFile.Mode {
    /** The end of allocation in the superblock runs this far ahead of use, so that readers that are open already see new objects (L2). */
    private static final long HEADROOM = 4L << 20;

    /** Most datasets whose extents the record lists; those that have not grown for the longest time leave it. */
    private static final int MOST_EXTENTS = 4096;

    private static final int INLINE_BYTES = PublicationRecord.SLOT_BYTES - 112;

    private final SessionFile sessionFile;
    private final Session session;
    private final long position;
    private final LinkedHashMap<Long, long[]> extents = new LinkedHashMap<>(64, 0.75f, true);
    private final Table[] tables = new Table[2];
    private final boolean recordFits;
    private long sequence;
    private volatile long version;
    private long endBefore;

    /**
     * A mode that goes on from a record's numbers.
     *
     * @param position of the superblock in the file
     * @param recordFits whether the first page has room for the record: true for files that Tutti made
     */
    LiveMode(SessionFile sessionFile, Session session, long position, boolean recordFits, long sequence, long version) {
        this.sessionFile = sessionFile;
        this.session = session;
        this.position = position;
        this.recordFits = recordFits;
        this.sequence = sequence;
        this.version = version;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public void commit(OpenFile file) {
        publish(file, true);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by the write lock; volatile for those who only look
    private void publish(OpenFile file, boolean live) {
        List<BlockImage> before = new ArrayList<>();
        List<BlockImage> after = new ArrayList<>();
        Map<Long, OpenFile.Extent> changed = file.takeExtents();
        Superblock superblock = file.superblock();
        long used = file.space().end() + position;
        boolean moves = used + HEADROOM / 2 > superblock.endOfFile();
        endBefore = superblock.endOfFile();
        if (moves) {
            superblock = superblock.withEndOfFile(alignUp(used + headroom(used)));
            file.superblock(superblock);
        }
        if (recordFits) {
            announce(file, changed, moves, before);
            changed.forEach((address, extent) -> extents.put(address, extent.now()));
            forgetOldest();
        }
        if (moves) {
            before.add(SuperblockFile.image(superblock, position));
        }
        version++;
        if (recordFits) {
            record(file, live, after);
        }
        file.transaction().commit(superblock.endOfFile(), before, after);
    }

    /** Large files get more, so that the superblock moves seldom. */
    private static long headroom(long used) {
        return Math.max(HEADROOM, Math.min(used / 8, 64 * HEADROOM));
    }

    private static long alignUp(long end) {
        return (end + PublicationRecord.PAGE - 1) / PublicationRecord.PAGE * PublicationRecord.PAGE;
    }

    /** Lists datasets that begin to grow with the extents that the version before gives them, and where the end of allocation will be. */
    private void announce(OpenFile file, Map<Long, OpenFile.Extent> changed, boolean moves, List<BlockImage> before) {
        boolean news = moves;
        for (Map.Entry<Long, OpenFile.Extent> entry : changed.entrySet()) {
            news |= extents.putIfAbsent(entry.getKey(), entry.getValue().before()) == null;
        }
        if (news) {
            record(file, true, before);
        }
    }

    private void forgetOldest() {
        var oldest = extents.keySet().iterator();
        for (int surplus = extents.size() - MOST_EXTENTS; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    private void record(OpenFile file, boolean live, List<BlockImage> images) {
        sequence++;
        ByteSink list = new ByteSink(Widths.EIGHT, 256);
        PublicationRecord.encodeExtents(extents, list);
        Table table = list.position() <= INLINE_BYTES ? null : table(file, list.toByteArray(), images);
        Instant now = file.storage().now();
        long time = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        PublicationRecord record = new PublicationRecord(
                sequence,
                version,
                session,
                time,
                file.space().end(),
                file.superblock().endOfFile(),
                endBefore,
                live,
                extents,
                table);
        ByteSink slot = new ByteSink(Widths.EIGHT, 256);
        record.encode(slot);
        images.add(new BlockImage(PublicationRecord.slotPosition(sequence), slot.toBuffer()));
    }

    /** Puts the list into the table whose turn it is: the other one belongs to the record before, which still counts. */
    private Table table(OpenFile file, byte[] list, List<BlockImage> images) {
        int turn = (int) (sequence & 1);
        Table old = tables[turn];
        int room = old == null ? 0 : capacity(old);
        long address = old == null ? 0 : old.address();
        if (room < list.length) {
            address = file.transaction().allocate(2L * list.length, Placement.RAW);
        }
        int hash = Lookup3.hash(ByteBuffer.wrap(list), 0, list.length);
        tables[turn] = new Table(address, Math.max(room, 2 * list.length), hash);
        images.add(new BlockImage(address + position, ByteBuffer.wrap(list)));
        return new Table(address, list.length, hash);
    }

    private static int capacity(Table table) {
        return table.length();
    }

    @Override
    public void close(OpenFile file) {
        boolean closed = false;
        try {
            publish(file, false);
            long used = file.space().end() + position;
            Superblock unmarked = file.superblock().withFlags(0).withEndOfFile(used);
            file.store()
                    .write(position, SuperblockFile.image(unmarked, position).bytes());
            file.superblock(unmarked);
            file.store().resize(used);
            file.store().force();
            closed = true;
            sessionFile.remove();
        } catch (IOException e) {
            throw file.reader().writeFailed(e);
        } finally {
            if (!closed) {
                sessionFile.abandon(); // it stays, and tells the next writer to clean up
            }
            FileOpener.closeStore(file);
        }
    }
}
