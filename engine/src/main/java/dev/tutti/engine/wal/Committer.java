package dev.tutti.engine.wal;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.space.SharedFree;
import dev.tutti.engine.wal.CommitTurn.Request;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Brings transactions into the log, one after the other, each all or nothing (G1, G3). Threads of one process that commit at the same time go in one
 * batch: who comes to its turn first writes the records of all who wait, secures them with one barrier, and publishes them with one word.
 *
 * <p>Published records are whole (L3), were chained and placed by the one holder of WRITE (L1, L4), and, where a durable commit is among
 * them, are secured before anybody can read them (L6).
 */
final class Committer {
    private static final long LEAST_RESERVED = 64 * 1024;
    private static final long MOST_RESERVED = 16L << 20;

    /** For a block that is as long nothing is reserved beside it: what is left of a free range shall hold the next one. */
    private static final long LONG = 4L << 20;

    /** Who has the turn commits so many batches before another thread, or another process, is to have it. */
    private static final int MOST_BATCHES = 8;

    /** What a session does around a commit. */
    interface Surroundings {
        /** Makes the file ready for changes: there is a log, and the file is sealed. Called without WRITE. */
        void prepareToWrite() throws IOException;

        /** Whether the file is ready for changes. Called with WRITE. */
        boolean isReadyToWrite() throws IOException;

        /** Nothing may be written any more, for this reason. */
        IOException poison(String reason, @Nullable Throwable cause);

        void checkUsable() throws IOException;

        /** The commit point up to which free space may be used again (V5). Called with WRITE held. */
        long reusableUpTo() throws IOException;

        /** Whether the process with this slot and epoch is gone. Called with WRITE held. */
        boolean isGone(long writer) throws IOException;

        /** Makes a new segment the current one. Called with WRITE held. */
        void roll(long lsn) throws IOException;
    }

    private final SessionLocks locks;
    private final SessionWords words;
    private final LogReader reader;
    private final Surroundings session;
    private final StoreFile data;
    private final long writer;
    private final long segmentBytes;
    private final Replaced replaced;
    private final CommitTurn turn = new CommitTurn();
    private long reservation = LEAST_RESERVED;

    Committer(
            SessionLocks locks,
            SessionWords words,
            LogReader reader,
            Surroundings session,
            StoreFile data,
            long writer,
            long segmentBytes) {
        this.locks = locks;
        this.words = words;
        this.reader = reader;
        this.session = session;
        this.data = data;
        this.writer = writer;
        this.segmentBytes = segmentBytes;
        this.replaced = new Replaced(data, reader, words);
    }

    /**
     * Commits. When this returns, every snapshot that begins from now on has the change.
     *
     * @throws ConflictException if what the transaction read was changed meanwhile; nothing was committed
     * @throws dev.tutti.errors.H5BusyException if other writers kept the log for longer than {@code timeout}; nothing was committed
     * @return the commit point
     */
    long commit(Change change, Duration timeout) throws IOException {
        if (!change.draft().direct().isEmpty() && change.durability() == Durability.DURABLE) {
            forceData(); // before the record that says that it is there; outside all locks, as the checksums are made
        }
        Request request = new Request(change);
        turn.bring(request, requests -> writing(timeout, () -> drain(requests)));
        return request.outcome();
    }

    private void forceData() throws IOException {
        try {
            data.force();
        } catch (IOException e) {
            throw session.poison("securing data failed", e);
        }
    }

    /** Runs with WRITE held, in a session that is ready for changes and knows the log to its end. Nobody else commits meanwhile. */
    @SuppressWarnings("try") // the lock is held, not used
    <T> T writing(Duration timeout, Exclusively<T> work) throws IOException {
        turn.take();
        try {
            while (true) {
                session.checkUsable();
                session.prepareToWrite();
                try (SessionLocks.Held held = locks.acquire(SessionLocks.Kind.WRITE, timeout)) {
                    session.checkUsable();
                    if (session.isReadyToWrite()) {
                        reader.log().writing(words.writer() == writer);
                        words.writer(writer);
                        catchUp();
                        return work.run();
                    }
                }
            }
        } finally {
            turn.give();
        }
    }

    /** Without a snapshot, a checkpointer may delete segments before they are read; what they say is in the file then (V4). */
    private void catchUp() throws IOException {
        while (true) {
            long base = words.checkpointed();
            try {
                reader.catchUp(words.commit(), base);
                return;
            } catch (SegmentGoneException e) {
                if (words.checkpointed() == base) {
                    throw e;
                }
            }
        }
    }

    /** Records that are published together. Whoever may append adds to it. */
    private static final class Batch {
        final long start;
        final List<Request> requests = new ArrayList<>();
        long end;

        Batch(long start) {
            this.start = start;
            this.end = start;
        }

        boolean isDurable() {
            return requests.stream().anyMatch(Request::isDurable);
        }
    }

    /** Commits what stands in the queue, and what comes to it while this is at a barrier, for a bounded time; returns how many batches it were. */
    private int drain(Queue<Request> queue) throws IOException {
        if (reader.log().needsRoll(words.commit(), segmentBytes)) {
            session.roll(words.commit());
        }
        Batch batch = new Batch(words.commit());
        Batch next = batch;
        int count = 0;
        boolean done = false;
        try {
            append(queue, next);
            while (!next.requests.isEmpty()) {
                batch = next;
                Batch following = new Batch(batch.end);
                next = following;
                boolean last = ++count == MOST_BATCHES || turn.isWanted();
                publish(batch, () -> {
                    if (!last) {
                        append(queue, following);
                    }
                });
                Request.succeeded(batch.requests);
                if (!next.requests.isEmpty()) {
                    append(queue, next); // of those who found somebody at it
                }
            }
            done = true;
            return count;
        } finally {
            if (!done) { // Nobody may take a record for committed that nobody can see, and nobody may wait for ever.
                IOException broken = session.poison("a commit was broken off", null);
                batch.requests.forEach(request -> request.failed(broken));
                next.requests.forEach(request -> request.failed(broken));
            }
        }
    }

    /** Appends what waits to a batch, one record behind the other, while there is room in it and in the segment. */
    private void append(Queue<Request> queue, Batch batch) {
        while (batch.requests.size() < CommitTurn.BATCH && reader.log().hasRoom(batch.end, segmentBytes)) {
            Request request = queue.poll();
            if (request == null) {
                return;
            }
            try {
                batch.end = append(request.change, batch.end);
                request.end = batch.end;
                batch.requests.add(request);
            } catch (IOException | RuntimeException e) {
                request.failed(e instanceof IOException io ? io : new IOException(e));
            } catch (Error e) {
                request.failed(new IOException(e)); // it stands in no batch: its thread would wait for ever
                throw e;
            }
        }
    }

    /** Publishes a batch; if it has to be secured first, others may {@code append} what comes behind it meanwhile. */
    private void publish(Batch batch, Runnable append) throws IOException {
        if (batch.isDurable()) {
            if (reader.hasUnsecuredData()) {
                forceData(); // of earlier commits that did not ask for it: without them this one could not be kept
                reader.dataSecured(batch.end);
            }
            try {
                reader.log().makeRoom();
                turn.open(append);
                try {
                    reader.log().forceAppended();
                } finally {
                    turn.close();
                }
                reader.logSecured(batch.end);
            } catch (IOException e) {
                throw session.poison("securing the log failed; whether the last commits are there is unknown", e);
            }
        }
        publish(batch.start, batch.end);
    }

    private void publish(long start, long end) throws IOException {
        if (!words.publish(start, end)) {
            throw session.poison("another process wrote to the log though this one held its lock", null);
        }
        words.transactions(reader.transactions());
    }

    private long append(Change change, long at) throws IOException {
        check(change, at);
        List<LogEntry> entries = new ArrayList<>();
        List<ByteBuffer> images = new ArrayList<>();
        for (DirectExtents.Extent direct : change.draft().direct()) {
            entries.add(new LogEntry.Extent(direct.position(), direct.length(), direct.crc())); // below its patches
        }
        for (BlockImage image : change.draft().patches()) {
            patches(image, change.used(), at, entries, images);
        }
        long[] end = {reader.endOfFile()};
        change.used().forEach((position, length) -> {
            entries.add(new LogEntry.Allocated(position, length));
            end[0] = Math.max(end[0], position + length);
        });
        for (Change.Range range : change.freed()) {
            entries.add(new LogEntry.Free(range.position(), range.length()));
        }
        for (long object : change.deleted()) {
            entries.add(new LogEntry.ObjectDeleted(object));
        }
        return append(
                LogRecord.Type.TRANSACTION,
                change.durability() == Durability.DURABLE ? LogRecord.FORCED : 0,
                reader.transactions() + 1,
                end[0],
                entries,
                images,
                at);
    }

    private void check(Change change, long at) throws ConflictException {
        if (change.snapshot() >= at) {
            return;
        }
        long[] conflict = {-1};
        change.reads().forEach((position, length) -> {
            if (conflict[0] < 0 && reader.versions().changed(position, length, change.snapshot(), at)) {
                conflict[0] = position;
            }
        });
        if (conflict[0] >= 0) {
            throw new ConflictException(conflict[0], at);
        }
    }

    private void patches(BlockImage image, RangeSet fresh, long lsn, List<LogEntry> entries, List<ByteBuffer> images)
            throws IOException {
        ByteBuffer bytes = image.bytes().duplicate();
        long position = image.position();
        while (bytes.hasRemaining()) {
            int at = (int) (position % LogEntry.PAGE_BYTES);
            int length = Math.min(bytes.remaining(), LogEntry.PAGE_BYTES - at);
            replaced.note(position, length, fresh, lsn, entries);
            entries.add(LogEntry.Patch.of(position / LogEntry.PAGE_BYTES, at, length));
            images.add(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            position += length;
        }
    }

    private long append(
            LogRecord.Type type,
            int flags,
            long transaction,
            long endOfFile,
            List<LogEntry> entries,
            List<ByteBuffer> images,
            long at)
            throws IOException {
        LogRecord.Draft draft = new LogRecord.Draft(
                type, flags, transaction, reader.durable(), endOfFile, reader.rawDurable(), writer, entries);
        return append(draft, images, at);
    }

    private long append(LogRecord.Draft draft, List<ByteBuffer> images, long at) throws IOException {
        boolean written = false;
        boolean known = false;
        try {
            Position position = reader.log().append(draft, images, at);
            written = true;
            reader.appended(draft.at(position.lsn(), 0, 0, images));
            known = true;
            return position.end();
        } finally {
            if (!known) {
                reader.log().forget();
                if (written) {
                    session.poison("a commit was broken off", null);
                }
            }
        }
    }

    /** Appends a record of the log about itself and publishes it. Called inside {@link #writing}. */
    long note(LogRecord.Type type, long durable, long rawDurable, List<LogEntry> entries) throws IOException {
        if (reader.log().needsRoll(words.commit(), segmentBytes)) {
            session.roll(words.commit());
        }
        long start = words.commit();
        LogRecord.Draft draft = new LogRecord.Draft(
                type, 0, reader.transactions(), durable, reader.endOfFile(), rawDurable, writer, entries);
        long end = append(draft, List.of(), start);
        publish(start, end);
        return end;
    }

    /** Reserves space for this process: what was given back, if there is enough in one piece and snapshots allow it, else at least {@code length} bytes behind the end. */
    Reserved reserve(long length, RangeSet.Need need, Duration timeout) throws IOException {
        return writing(timeout, () -> {
            long most = Math.max(length, reservation);
            reservation = Math.min(MOST_RESERVED, reservation * 2);
            long settled = session.reusableUpTo();
            List<LogEntry> entries = new ArrayList<>();
            long from;
            long size;
            synchronized (reader) {
                giveBackOfTheDead(entries);
                SharedFree free = reader.free();
                free.settle(settled);
                SharedFree.Freed range = free.reusable(need, length < LONG ? reservation : 0);
                from = range == null ? alignUp(free.end()) : range.address();
                size = range == null ? alignUp(most) : range.length();
                if (from > free.end()) {
                    entries.add(new LogEntry.FreeRange(free.end(), from - free.end(), 0));
                }
            }
            entries.add(new LogEntry.Reserved(from, size, writer));
            note(LogRecord.Type.SYNC, reader.durable(), reader.rawDurable(), entries);
            return new Reserved(from, size);
        });
    }

    private void giveBackOfTheDead(List<LogEntry> entries) throws IOException {
        List<Long> gone = new ArrayList<>();
        for (long owner : reader.free().reservers()) {
            if (owner != writer && session.isGone(owner)) {
                gone.add(owner);
            }
        }
        for (long owner : gone) {
            reader.free()
                    .reservedBy(owner)
                    .forEach((address, length) -> entries.add(new LogEntry.FreeRange(address, length, 0)));
        }
    }

    /** What is free in the newest version, by position. Called with WRITE held. */
    RangeSet free() {
        RangeSet ranges = new RangeSet();
        synchronized (reader) {
            reader.free().forEachFree(range -> ranges.add(range.address(), range.length()));
        }
        return ranges;
    }

    /** The complete account of free and reserved space, for the first record of a segment. */
    List<LogEntry> account() {
        List<LogEntry> entries = new ArrayList<>();
        synchronized (reader) {
            addFree(reader.free(), entries);
            reader.free()
                    .forEachReserved((owner, ranges) -> ranges.forEach(
                            (address, length) -> entries.add(new LogEntry.Reserved(address, length, owner))));
        }
        return entries;
    }

    /** The account when nobody is there any more: what was reserved is free, for nobody ever saw it. */
    static List<LogEntry> accountOfTheLiving(LogReader reader) {
        List<LogEntry> entries = new ArrayList<>();
        synchronized (reader) {
            addFree(reader.free(), entries);
            reader.free()
                    .forEachReserved((owner, ranges) -> ranges.forEach(
                            (address, length) -> entries.add(new LogEntry.FreeRange(address, length, 0))));
        }
        return entries;
    }

    private static void addFree(SharedFree free, List<LogEntry> entries) {
        free.forEachFree(range -> entries.add(new LogEntry.FreeRange(range.address(), range.length(), range.lsn())));
    }

    private static long alignUp(long value) {
        return (value + LogEntry.PAGE_BYTES - 1) / LogEntry.PAGE_BYTES * LogEntry.PAGE_BYTES;
    }
}
