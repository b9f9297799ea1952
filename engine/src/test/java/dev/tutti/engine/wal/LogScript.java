package dev.tutti.engine.wal;

import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/** A writer of a log, and of the file beside it, that does random things and remembers what it wrote. */
final class LogScript {
    /** The commit point is {@code end} now. */
    record Written(long end) {}

    /** A power cut cannot take anything away before {@code end} from now on. */
    record Durable(long end) {}

    static final Path FILE = Path.of("/data/x.h5");
    static final UUID BOOT = new UUID(1, 1);
    static final UUID NEXT_BOOT = new UUID(2, 2);
    static final UUID SESSION = new UUID(7, 7);
    static final int SEGMENT_LIMIT = 20_000;

    /** Set by tests that want shorter segments. */
    int limit = SEGMENT_LIMIT;

    final Storage storage;
    final Random random;
    final SegmentHeader.Level level;
    final StoreFile main;
    final LogFiles log;

    /** What was appended by LSN, with the bytes of its patches. */
    final Map<Long, LogRecord> records = new HashMap<>();

    final Map<Long, List<ByteBuffer>> images = new HashMap<>();
    long commit = SegmentHeader.FIRST_LSN;
    long durable;
    long rawDurable;

    /** The first transaction whose extents were not forced. */
    long unforced = Long.MAX_VALUE;

    /** Told of what has happened. */
    Consumer<Object> marks = mark -> {};

    long transaction;
    long endOfFile = 8192;

    LogScript(Storage storage, Random random, SegmentHeader.Level level) throws IOException {
        this.storage = storage;
        this.random = random;
        this.level = level;
        this.main = openMain(storage);
        this.log = LogFiles.create(storage, FILE, header(level));
    }

    private static StoreFile openMain(Storage storage) throws IOException {
        try {
            return storage.open(FILE, Storage.Mode.WRITE);
        } catch (NoSuchFileException e) {
            return storage.open(FILE, Storage.Mode.CREATE_NEW);
        }
    }

    static SegmentHeader header(SegmentHeader.Level level) {
        return new SegmentHeader(
                1,
                SegmentHeader.FIRST_LSN,
                SESSION,
                99,
                SegmentHeader.EXTENT_CHECKSUMS,
                3,
                3,
                0,
                8192,
                new byte[48],
                BOOT,
                0,
                0,
                0,
                0,
                level,
                0,
                0);
    }

    /** A draft of this type after the state of {@code this}. */
    LogRecord.Draft draft(LogRecord.Type type, int flags, List<LogEntry> entries) {
        return new LogRecord.Draft(type, flags, transaction, durable, endOfFile, rawDurable, 5, entries);
    }

    /** Commits a few random patches and perhaps an extent. */
    void commit() throws IOException {
        transaction++;
        List<LogEntry> entries = new ArrayList<>();
        List<ByteBuffer> bytes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            int length = (int) Seeds.between(random, 1, random.nextInt(4) == 0 ? 4096 : 200);
            entries.add(LogEntry.Patch.of(random.nextInt(100), random.nextInt(4097 - length), length));
            bytes.add(ByteBuffer.wrap(Seeds.bytes(random, length)));
        }
        boolean direct = random.nextInt(3) == 0;
        if (direct) {
            ByteBuffer data = ByteBuffer.wrap(Seeds.bytes(random, 4096 * (1 + random.nextInt(2))));
            entries.add(new LogEntry.Extent(endOfFile, data.remaining(), LogEntry.checksum(data)));
            main.write(endOfFile, data.duplicate());
            endOfFile += data.remaining();
        }
        boolean forced = level == SegmentHeader.Level.DURABLE;
        if (forced && direct) {
            forceMain();
        }
        if (!forced && direct) {
            unforced = Math.min(unforced, commit);
        }
        append(draft(LogRecord.Type.TRANSACTION, forced ? LogRecord.FORCED : 0, entries), bytes);
        if (forced) {
            log.force();
            secured();
        }
    }

    private void forceMain() throws IOException {
        main.force();
        unforced = Long.MAX_VALUE;
    }

    /** All records are forced. */
    private void secured() {
        durable = commit;
        marks.accept(new Durable(Math.min(durable, unforced)));
    }

    /** Appends, in a new segment if it is time. */
    void append(LogRecord.Draft draft, List<ByteBuffer> bytes) throws IOException {
        LogRecord.Draft next = draft;
        if (log.needsRoll(commit, limit)) {
            roll();
        }
        Position position = log.append(next, bytes, commit);
        published(position, next, bytes);
    }

    void roll() throws IOException {
        if (level != SegmentHeader.Level.PROCESS) {
            log.forceAll(); // a later barrier on the new segment alone must not leave a hole before it
        }
        LogRecord.Draft state = draft(LogRecord.Type.STATE, 0, List.of(new LogEntry.FreeRange(64, 8, 0)));
        published(log.roll(commit, state), state, List.of());
        if (level == SegmentHeader.Level.DURABLE) {
            log.force();
            secured();
        }
    }

    void published(Position position, LogRecord.Draft draft, List<ByteBuffer> bytes) {
        int previous = commit == SegmentHeader.FIRST_LSN ? 0 : checksum(commit);
        LogRecord record = draft.at(commit, log.newest().salt(), previous, bytes);
        records.put(record.lsn(), record);
        images.put(record.lsn(), bytes);
        commit = position.end();
        marks.accept(new Written(commit));
    }

    private int checksum(long end) {
        for (LogRecord record : records.values()) {
            if (record.end() == end) {
                return record.encode(ByteBuffer.allocate(record.headLength()));
            }
        }
        throw new AssertionError("no record ends at " + end);
    }

    /** What a checkpoint does to the log. Returns the commit point that the file holds then. */
    long checkpoint() throws IOException {
        long upTo = commit;
        forceMain();
        rawDurable = upTo;
        append(draft(LogRecord.Type.SYNC, 0, List.of()), List.of());
        log.forceAll();
        secured();
        append(draft(LogRecord.Type.CHECKPOINT, 0, List.of(new LogEntry.Checkpointed(upTo))), List.of());
        return upTo;
    }

    /** One random step. */
    void step() throws IOException {
        int what = random.nextInt(12);
        if (what == 0) {
            log.deleteBelow(checkpoint());
        } else if (what == 1) {
            log.forceAll();
            secured();
        } else {
            commit();
        }
    }
}
