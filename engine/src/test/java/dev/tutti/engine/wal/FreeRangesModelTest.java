package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.log.LogEntry;
import dev.tutti.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FreeRangesModelTest {
    @Test
    void likeAnArrayOfBytes() {
        Seeds.repeat(300, random -> {
            long[] freed = new long[100]; // 0 in use
            FreeRanges ranges = new FreeRanges();
            for (int step = 0; step < 60; step++) {
                int from = random.nextInt(100);
                int length = 1 + random.nextInt(Math.min(20, 100 - from));
                long lsn = random.nextInt(3);
                if (lsn == 0) {
                    ranges.remove(from, length);
                } else {
                    ranges.add(from, length, lsn);
                }
                for (int i = from; i < from + length; i++) {
                    freed[i] = lsn;
                }
                long[] found = new long[100];
                List<LogEntry.FreeRange> list = ranges.toList();
                long end = -1;
                long last = 0;
                for (LogEntry.FreeRange range : list) {
                    assertThat(range.address()).isGreaterThanOrEqualTo(end);
                    assertThat(range.address() == end && range.freedLsn() == last)
                            .isFalse();
                    end = range.address() + range.length();
                    last = range.freedLsn();
                    for (int i = (int) range.address(); i < end; i++) {
                        found[i] = last;
                    }
                }
                assertThat(found).isEqualTo(freed);
            }
        });
    }
}
