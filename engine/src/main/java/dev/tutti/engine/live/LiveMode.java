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
import dev.tutti.format.live.PublicationRecord.Extent;
import dev.tutti.format.live.PublicationRecord.Session;
import dev.tutti.format.live.PublicationRecord.Table;
import dev.tutti.format.superblock.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mode of a live writer: a commit is a publish.
 *
 * <p>Order of one publish (L7): the end of use in the session file, if it must move; the superblock, if the end of allocation must move ahead; the publication record of the version before,
 * if datasets grow that it does not list, so that a reader of that version keeps their old extents; fresh blocks; blocks in place, children
 * before parents; the publication record of the new version, whose one write makes it visible. Guarded by the write lock of the file.
 */
final class LiveMode implements OpenFile.Mode {
    /** The end of allocation in the superblock runs this far ahead of use, so that readers that are open already see new objects (L2). */
    private static final long HEADROOM = 4L << 20;

    /** Most datasets whose extents the record lists; those that have not grown for the longest time leave it. */
    private static final int MOST_EXTENTS = 4096;

    private final SessionFile sessionFile;
    private final Session session;
    private final long position;
    private final LinkedHashMap<Long, Extent> extents = new LinkedHashMap<>(64, 0.75f, true);
    /** For the two tables, in turn. */
    private final @Nullable Room[] rooms = new @Nullable Room[2];

    /** For the two slots, in turn: one publish writes two records at the most. */
    private final ByteSink[] slots = {new ByteSink(Widths.EIGHT, 256), new ByteSink(Widths.EIGHT, 256)};

    /** What was listed of the datasets that the publish under way changes, for the case that it fails. */
    private final Map<Long, Optional<Extent>> listedBefore = new HashMap<>();

    private final boolean recordFits;
    private final boolean forced;
    private long sequence;
    private volatile long version;
    private long endBefore;
    private boolean unsure;

    /** Space for a table: its address, and the bytes that were allocated there, however few of them a list takes. */
    private record Room(long address, int length) {}

    /**
     * A mode that goes on from a record's numbers.
     *
     * @param position of the superblock in the file
     * @param published the extents that the record lists, where the writer before died and this one takes over
     * @param recordFits whether the first page has room for the record: true for files that Tutti made
     * @param forced whether closing waits for the disk
     */
    LiveMode(
            SessionFile sessionFile,
            Session session,
            long position,
            boolean recordFits,
            boolean forced,
            long sequence,
            long version,
            Map<Long, Extent> published) {
        this.sessionFile = sessionFile;
        this.session = session;
        this.position = position;
        this.recordFits = recordFits;
        this.forced = forced;
        this.sequence = sequence;
        this.version = version;
        this.extents.putAll(published);
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

    private void publish(OpenFile file, boolean live) {
        Map<Long, OpenFile.Extent> changed = file.takeExtents();
        listedBefore.clear();
        for (Long address : changed.keySet()) {
            listedBefore.put(address, Optional.ofNullable(extents.get(address)));
        }
        long versionBefore = version;
        boolean done = false;
        try {
            publish(file, live, changed);
            done = true;
        } finally {
            if (!done) {
                // The next publish says again what this one wanted to say.
                changed.forEach(file::noteExtent);
                listedBefore.forEach((address, extent) ->
                        extent.ifPresentOrElse(e -> extents.put(address, e), () -> extents.remove(address)));
                version = versionBefore;
                unsure = true;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by the write lock; volatile for those who only look
    private void publish(OpenFile file, boolean live, Map<Long, OpenFile.Extent> changed) {
        List<BlockImage> before = new ArrayList<>(2);
        List<BlockImage> after = new ArrayList<>(2);
        if (unsure) {
            findOut(file);
        }
        Superblock superblock = file.superblock();
        long used = file.space().end() + position;
        boolean moves = used + HEADROOM / 2 > superblock.endOfFile();
        endBefore = superblock.endOfFile();
        if (moves) {
            superblock = superblock.withEndOfFile(alignUp(used + headroom(used)));
            sessionFile.announceEnd(endBefore, superblock.endOfFile());
            file.superblock(superblock);
        }
        if (recordFits) {
            announce(file, changed, moves, before);
            changed.forEach(
                    (address, extent) -> extents.computeIfPresent(address, (a, listed) -> listed.grown(extent.now())));
            forgetOldest();
        }
        if (moves) {
            before.add(SuperblockFile.image(superblock, position));
        }
        version++;
        if (recordFits) {
            record(file, live, after);
        }
        sessionFile.announceUse(file.space().end() + position);
        file.transaction().commit(superblock.endOfFile(), before, after);
        unsure = false;
    }

    /** After a publish that failed: the superblock is written again, and the record in the file decides which slot and table come next. */
    private void findOut(OpenFile file) {
        ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
        try {
            if (file.store().size() < file.superblock().endOfFile()) {
                file.store().resize(file.superblock().endOfFile());
            }
            file.store()
                    .write(
                            position,
                            SuperblockFile.image(file.superblock(), position).bytes());
            file.store().read(0, page);
        } catch (IOException e) {
            throw file.reader().writeFailed(e);
        }
        PublicationRecord newest = recordFits ? PublicationRecord.newest(page.flip()) : null;
        if (newest != null) {
            sequence = newest.sequence();
            version = Math.max(version, newest.version());
        }
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
            long[] old = entry.getValue().before();
            Extent listed = new Extent(version + 1, old, old, entry.getValue().made());
            news |= extents.putIfAbsent(entry.getKey(), listed) == null;
        }
        if (news) {
            record(file, true, before);
        }
    }

    private void forgetOldest() {
        var oldest = extents.entrySet().iterator();
        for (int surplus = extents.size() - MOST_EXTENTS; surplus > 0; surplus--) {
            Map.Entry<Long, Extent> forgotten = oldest.next();
            listedBefore.putIfAbsent(forgotten.getKey(), Optional.of(forgotten.getValue()));
            oldest.remove();
        }
    }

    private void record(OpenFile file, boolean live, List<BlockImage> images) {
        sequence++;
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
                null);
        ByteSink slot = slots[(int) (sequence & 1)].clear();
        record.encode(slot);
        if (slot.position() > PublicationRecord.SLOT_BYTES) {
            ByteSink list = slot.clear();
            PublicationRecord.encodeExtents(extents, list);
            Table table = table(file, list.toByteArray(), images);
            record.withTable(table).encode(slot.clear());
        }
        images.add(new BlockImage(PublicationRecord.slotPosition(sequence), slot.toBuffer()));
    }

    /** Puts the list into the table whose turn it is: the other one belongs to the record before, which still counts. */
    private Table table(OpenFile file, byte[] list, List<BlockImage> images) {
        int turn = (int) (sequence & 1);
        Room room = rooms[turn];
        if (room == null || room.length() < list.length) {
            int length = 2 * list.length;
            room = new Room(file.transaction().allocate(length, Placement.RAW), length);
            rooms[turn] = room;
        }
        images.add(new BlockImage(room.address() + position, ByteBuffer.wrap(list)));
        return new Table(room.address(), list.length, Lookup3.hash(list, 0, list.length));
    }

    @Override
    public void close(OpenFile file) {
        boolean done = false;
        try {
            publish(file, false);
            long used = file.space().end() + position;
            Superblock closed = file.superblock().withFlags(0).withEndOfFile(used);
            sessionFile.announceEnd(file.superblock().endOfFile(), used);
            file.store().write(position, SuperblockFile.image(closed, position).bytes());
            file.superblock(closed);
            file.store().resize(used);
            if (forced) {
                file.store().force();
            }
            done = true;
        } catch (IOException e) {
            throw file.reader().writeFailed(e);
        } finally {
            // After a failure the session file stays: it says to the next writer that it may go on.
            try {
                if (done) {
                    sessionFile.remove();
                } else {
                    sessionFile.abandon();
                }
            } finally {
                FileOpener.closeStore(file);
            }
        }
    }
}
