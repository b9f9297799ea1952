package dev.tutti.format.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.live.PublicationRecord.Session;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublicationRecordRoundTripTest {
    @Test
    void recordsComeBackAsTheyWere() {
        Seeds.repeat(200, random -> {
            PublicationRecord record = record(random, random.nextLong() >>> 1);
            PublicationRecord back = PublicationRecord.decode(ByteSource.of("record", Widths.EIGHT, bytes(record)));
            assertThat(back).usingRecursiveComparison().isEqualTo(record);
        });
    }

    @Test
    void theNewestWholeRecordCounts() {
        Seeds.repeat(200, random -> {
            ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
            PublicationRecord old = record(random, 6);
            PublicationRecord young = record(random, 7);
            page.put((int) PublicationRecord.slotPosition(6), bytes(old));
            page.put((int) PublicationRecord.slotPosition(7), bytes(young));
            assertThat(PublicationRecord.newest(page))
                    .usingRecursiveComparison()
                    .isEqualTo(young);
            int torn = (int) PublicationRecord.slotPosition(7) + random.nextInt(bytes(young).length);
            page.put(torn, (byte) (page.get(torn) + 1));
            assertThat(PublicationRecord.newest(page))
                    .usingRecursiveComparison()
                    .isEqualTo(old);
        });
    }

    private static byte[] bytes(PublicationRecord record) {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        record.encode(sink);
        return sink.toByteArray();
    }

    private static PublicationRecord record(Random random, long sequence) {
        Map<Long, PublicationRecord.Extent> extents = new LinkedHashMap<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            int rank = random.nextInt(4);
            extents.put(
                    random.nextLong() >>> 1,
                    new PublicationRecord.Extent(
                            1 + (random.nextLong() >>> 2),
                            random.longs(rank, 0, Long.MAX_VALUE).toArray(),
                            random.longs(rank, 0, Long.MAX_VALUE).toArray(),
                            random.nextBoolean()));
        }
        return new PublicationRecord(
                sequence,
                random.nextLong() >>> 1,
                new Session(random.nextLong(), random.nextLong()),
                random.nextLong() >>> 1,
                random.nextLong() >>> 1,
                random.nextLong() >>> 1,
                random.nextLong() >>> 1,
                random.nextBoolean(),
                extents,
                null);
    }
}
