package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogScanTest {
    private static final ExtentCheck ALL_THERE = extent -> true;

    private SimStorage sim = new SimStorage();
    private LogScript script;

    @BeforeEach
    void write() throws IOException {
        script = new LogScript(sim, new Random(11), SegmentHeader.Level.CONSISTENT);
        script.commit();
    }

    private ScannedLog scan(UUID boot, ExtentCheck extents) throws IOException {
        ScannedLog scanned = LogScan.run(sim, LogScript.FILE, boot, extents);
        assertThat(scanned).isNotNull();
        return scanned;
    }

    private ScannedLog scan() throws IOException {
        return scan(LogScript.BOOT, ALL_THERE);
    }

    private StoreFile segment(long number) throws IOException {
        return sim.open(SegmentList.path(LogScript.FILE, number), Storage.Mode.WRITE);
    }

    private void flip(long lsn) throws IOException {
        SegmentHeader header = script.log.newest();
        for (SegmentList.Segment segment : LogFiles.list(sim, LogScript.FILE).live()) {
            header = segment.header().base() <= lsn ? segment.header() : header;
        }
        try (StoreFile file = segment(header.number())) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(header.positionOf(lsn), one);
            file.write(header.positionOf(lsn), one.flip().put(0, (byte) ~one.get(0)));
        }
    }

    private LogRecord last() {
        return script.records.values().stream()
                .max(Comparator.comparingLong(LogRecord::lsn))
                .orElseThrow();
    }

    private void append(LogRecord.Type type, LogEntry... entries) throws IOException {
        script.append(script.draft(type, 0, List.of(entries)), List.of());
    }

    @Test
    void noLogIsNothing() throws IOException {
        LogFiles.deleteAll(sim, LogScript.FILE);
        assertThat(LogScan.run(sim, LogScript.FILE, LogScript.BOOT, ALL_THERE)).isNull();
        sim.open(SegmentList.path(LogScript.FILE, 1), Storage.Mode.CREATE_NEW);
        assertThat(LogScan.run(sim, LogScript.FILE, LogScript.BOOT, ALL_THERE)).isNull();
        assertThat(LogFiles.list(sim, LogScript.FILE).voids()).hasSize(1);
        sim.open(LogScript.FILE.resolveSibling("x.h5-wal.1"), Storage.Mode.CREATE_NEW); // no segment by its name
        LogFiles.deleteAll(sim, LogScript.FILE);
        assertThat(sim.list(Path.of("/data"))).hasSize(2);
    }

    @Test
    void whatTheRecordsAddUpTo() throws IOException {
        script.endOfFile = 100_000;
        append(
                LogRecord.Type.TRANSACTION,
                new LogEntry.Free(1000, 100),
                new LogEntry.Free(2000, 100),
                new LogEntry.Reserved(50_000, 10, 3),
                new LogEntry.Reserved(60_000, 10, 3));
        long freed = script.commit;
        List<LogEntry> entries = List.of(
                new LogEntry.Allocated(1000, 10),
                new LogEntry.Extent(2050, 50, 0),
                LogEntry.Patch.of(0, 1095, 5),
                new LogEntry.Reserved(60_000, 10, 3));
        script.append(script.draft(LogRecord.Type.TRANSACTION, 0, entries), List.of(ByteBuffer.wrap(new byte[5])));
        append(LogRecord.Type.CHECKPOINT, new LogEntry.Checkpointed(freed));
        ScannedLog scanned = scan();
        assertThat(scanned.changes()).isTrue();
        assertThat(scanned.checkpoint()).isEqualTo(freed);
        assertThat(scanned.endOfFile()).isEqualTo(100_000);
        assertThat(scanned.transaction()).isEqualTo(1);
        assertThat(scanned.end()).isEqualTo(script.commit);
        assertThat(scanned.isClosed()).isFalse();
        append(LogRecord.Type.CLOSE);
        assertThat(scan().isClosed()).isTrue();
    }

    @Test
    void aTornTailIsCutOff() throws IOException {
        LogRecord torn = last();
        for (int i = 0; i < 5; i++) {
            script.commit();
        }
        flip(torn.lsn() + 90);
        assertThat(scan().end()).isEqualTo(torn.lsn());
    }

    @Test
    void garbageBehindTheEndIsPassedOver() {
        Seeds.repeat(30, random -> {
            sim = new SimStorage();
            write();
            SegmentHeader header = script.log.newest();
            ByteBuffer garbage = ByteBuffer.wrap(Seeds.bytes(random, 3000)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 3000 - 8 && random.nextBoolean(); i += 8) {
                garbage.putLong(i, LogRecord.MAGIC);
            }
            try (StoreFile file = segment(1)) {
                file.write(header.positionOf(script.commit), garbage);
            }
            assertThat(scan().end()).isEqualTo(script.commit);
            long end = script.commit;
            script.commit();
            assertThat(scan().end()).isEqualTo(script.commit).isGreaterThan(end);
        });
    }

    @Test
    void damageBeforeWhatWasForcedIsNoTornTail() throws IOException {
        LogRecord damaged = last();
        script.commit();
        script.checkpoint();
        flip(damaged.lsn() + 20);
        assertThatThrownBy(this::scan)
                .isInstanceOfSatisfying(H5CorruptException.class, e -> {
                    assertThat(e.path()).endsWith("x.h5-wal.000000000001");
                    assertThat(e.address()).isEqualTo(script.log.newest().positionOf(damaged.lsn()));
                })
                .hasMessageContaining("forced up to");
        flip(damaged.lsn() + 20);
        assertThat(scan().end()).isEqualTo(script.commit);
    }

    @Test
    void everyByteOfAForcedLogCounts() throws IOException {
        for (int i = 0; i < 6; i++) {
            script.commit();
        }
        script.roll();
        long forced = script.commit;
        script.checkpoint();
        for (LogRecord record : List.copyOf(script.records.values())) {
            for (int i = 0; i < record.length() && record.end() <= forced; i += 13) {
                if (i >= record.headLength()) {
                    continue; // gaps between images are not covered
                }
                flip(record.lsn() + i);
                assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class);
                flip(record.lsn() + i);
            }
            for (LogEntry entry : record.entries()) {
                if (entry instanceof LogEntry.Patch patch && record.end() <= forced) {
                    flip(record.lsn() + patch.bytesAt() + patch.length() - 1);
                    assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class);
                    flip(record.lsn() + patch.bytesAt() + patch.length() - 1);
                }
            }
        }
        assertThat(scan().end()).isEqualTo(script.commit);
    }

    @Test
    void aMissingSegmentIsNoticedWhileTheHostRuns() throws IOException {
        script.roll();
        script.roll();
        sim.delete(SegmentList.path(LogScript.FILE, 2));
        assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class).hasMessageContaining("segment 3");
        // A power cut can take it away if nothing was forced.
        long end = LogFiles.list(sim, LogScript.FILE).live().get(0).header().base();
        assertThat(scan(LogScript.NEXT_BOOT, ALL_THERE).end()).isGreaterThan(end);
    }

    @Test
    void aSegmentThatFollowsAnotherRecordIsNoticedWhileTheHostRuns() throws IOException {
        script.roll();
        SegmentHeader header = script.log.newest();
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
        header.next(2, header.base(), header.salt(), header.previous() + 1).encode(bytes);
        try (StoreFile file = segment(2)) {
            file.write(0, bytes.flip());
        }
        assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class).hasMessageContaining("segment 2");
        assertThat(scan(LogScript.NEXT_BOOT, ALL_THERE).end()).isEqualTo(header.base());
    }

    @Test
    void aHeaderBehindWhichThereAreRecordsIsDamagedAndNotVoid() throws IOException {
        script.roll();
        try (StoreFile file = segment(1)) {
            file.write(77, ByteBuffer.allocate(1).put(0, (byte) 3));
        }
        SegmentList list = LogFiles.list(sim, LogScript.FILE);
        assertThat(list.damaged()).containsExactly(SegmentList.path(LogScript.FILE, 1));
        assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class).hasMessageContaining("segment header");
    }

    @Test
    void theOldestSegmentHasItsFirstRecordForSure() throws IOException {
        script.roll();
        long base = script.log.newest().base();
        sim.delete(SegmentList.path(LogScript.FILE, 1));
        assertThat(scan().end()).isEqualTo(script.commit);
        flip(base);
        assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class).hasMessageContaining("a state record");
    }

    @Test
    void segmentsOfTwoSessionsAreNotOneLog() throws IOException {
        SegmentHeader header = script.log.newest();
        SimStorage other = new SimStorage();
        other.open(LogScript.FILE, Storage.Mode.CREATE_NEW);
        script.roll();
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
        new SegmentHeader(
                        3,
                        script.commit,
                        new UUID(5, 5),
                        1,
                        0,
                        3,
                        3,
                        0,
                        0,
                        new byte[0],
                        header.boot(),
                        0,
                        0,
                        0,
                        0,
                        header.level(),
                        0,
                        0)
                .encode(bytes);
        sim.open(SegmentList.path(LogScript.FILE, 3), Storage.Mode.CREATE_NEW).write(0, bytes.flip());
        assertThatThrownBy(this::scan).isInstanceOf(H5CorruptException.class).hasMessageContaining("session");
    }

    @Test
    void aLogOfALaterVersionIsLeftAlone() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
        script.log.newest().encode(bytes);
        bytes.putInt(8, 2);
        bytes.putInt(4092, LogEntry.checksum(bytes.slice(0, 4092)));
        try (StoreFile file = segment(1)) {
            file.write(0, bytes.rewind());
        }
        assertThatThrownBy(this::scan).isInstanceOf(H5UnsupportedException.class);
    }

    @Test
    void afterAPowerCutALostExtentIsTheEnd() throws IOException {
        ByteBuffer data = ByteBuffer.wrap(Seeds.bytes(script.random, 5000));
        LogEntry.Extent extent = new LogEntry.Extent(40_960, 5000, LogEntry.checksum(data));
        script.main.write(extent.address(), data.duplicate());
        long before = script.commit;
        append(LogRecord.Type.TRANSACTION, extent);
        append(LogRecord.Type.TRANSACTION, new LogEntry.Free(8, 8));
        ExtentCheck reads = ExtentCheck.in(script.main);
        assertThat(scan(LogScript.NEXT_BOOT, reads).end()).isEqualTo(script.commit);
        script.main.write(extent.address() + 4999, ByteBuffer.allocate(1).put(0, (byte) ~data.get(4999)));
        ScannedLog cut = scan(LogScript.NEXT_BOOT, reads);
        assertThat(cut.end()).isEqualTo(before);
        assertThat(cut.powerCycle()).isTrue();
        assertThat(scan(SegmentHeader.UNKNOWN_BOOT, reads).end()).isEqualTo(before);
        assertThat(scan(LogScript.BOOT, reads).end()).isEqualTo(script.commit);
        script.main.resize(extent.address() + 10);
        assertThat(scan(LogScript.NEXT_BOOT, reads).end()).isEqualTo(before);
        script.checkpoint(); // says that the extents were forced
        assertThat(scan(LogScript.NEXT_BOOT, extents -> false).end()).isEqualTo(script.commit);
        // Its own extents are there for sure; whether those of transactions before it are is another question.
        script.append(script.draft(LogRecord.Type.TRANSACTION, LogRecord.FORCED, List.of(extent)), List.of());
        assertThat(scan(LogScript.NEXT_BOOT, extents -> false).end()).isEqualTo(script.commit);
        long lost = script.commit;
        append(LogRecord.Type.TRANSACTION, extent);
        script.append(script.draft(LogRecord.Type.TRANSACTION, LogRecord.FORCED, List.of(extent)), List.of());
        assertThat(scan(LogScript.NEXT_BOOT, extents -> false).end()).isEqualTo(lost);
        append(LogRecord.Type.CHECKPOINT, new LogEntry.Checkpointed(script.commit));
        assertThat(scan(LogScript.NEXT_BOOT, extents -> false).end()).isEqualTo(script.commit);
    }

    @Test
    void aSessionMayBeginAnywhere() throws IOException {
        LogFiles.deleteAll(sim, LogScript.FILE);
        SegmentHeader first = script.log.newest().next(1, 80_000, 5, 0);
        LogFiles.create(sim, LogScript.FILE, first);
        assertThat(scan()).returns(80_000L, ScannedLog::end).returns(null, ScannedLog::last);
    }
}
