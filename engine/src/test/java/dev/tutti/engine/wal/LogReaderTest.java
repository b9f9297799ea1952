package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.space.SharedFree;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a process makes of the log: space that is free, space that is reserved, the end of the file. */
class LogReaderTest {
    @Test
    void spaceIsReservedUsedAndGivenBack() {
        Seeds.once(random -> {
            LogScript script = new LogScript(new SimStorage(), random, SegmentHeader.Level.CONSISTENT);
            script.roll();
            script.endOfFile = 100_000;
            append(script, new LogEntry.Reserved(50_000, 100, 3), new LogEntry.Reserved(60_000, 10, 4));
            append(script, new LogEntry.Allocated(50_000, 40), new LogEntry.Free(1000, 100));
            long freed = script.commit;
            append(script, new LogEntry.FreeRange(60_000, 10, 0));
            LogReader reader = read(script);
            assertThat(reader.endOfFile()).isEqualTo(100_000);
            assertThat(ranges(reader.free().reservedBy(3))).containsExactly(List.of(50_040L, 60L));
            assertThat(reader.free().reservedBy(4).isEmpty()).isTrue();
            List<SharedFree.Freed> free = new ArrayList<>();
            reader.free().forEachFree(free::add);
            assertThat(free).contains(new SharedFree.Freed(1000, 100, freed), new SharedFree.Freed(60_000, 10, 0));
            assertThat(reader.free().reusable(at -> 50, 1000)).isNull();
            reader.free().settle(freed - 1);
            assertThat(reader.free().reusable(at -> 50, 1000)).isNull();
            reader.free().settle(freed);
            assertThat(reader.free().reusable(at -> 50, 60)).isEqualTo(new SharedFree.Freed(1000, 60, 0));
        });
    }

    private static LogReader read(LogScript script) throws IOException {
        LogReader reader = new LogReader();
        LogFiles log = LogFiles.open(script.storage, LogScript.FILE);
        reader.attach(log, log.oldest().base(), 0);
        reader.catchUp(script.commit, 0);
        return reader;
    }

    private static List<List<Long>> ranges(dev.tutti.engine.space.RangeSet set) {
        List<List<Long>> found = new ArrayList<>();
        set.forEach((address, length) -> found.add(List.of(address, length)));
        return found;
    }

    private static void append(LogScript script, LogEntry... entries) throws IOException {
        script.append(script.draft(LogRecord.Type.TRANSACTION, 0, List.of(entries)), List.of());
    }
}
