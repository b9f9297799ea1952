package dev.tutti.format.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.FormatException;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SegmentHeaderRoundTripTest {
    @Test
    void anyHeaderComesBack() {
        Seeds.repeat(200, random -> {
            SegmentHeader header = RandomLog.header(random);
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES + 2);
            header.encode(bytes.position(1));
            assertThat(bytes.position()).isEqualTo(SegmentHeader.BYTES + 1);
            bytes.position(1);
            assertThat(SegmentHeader.isWhole(bytes)).isTrue();
            assertThat(SegmentHeader.decode(bytes)).usingRecursiveComparison().isEqualTo(header);
            assertThat(bytes.position()).isEqualTo(SegmentHeader.BYTES + 1);
        });
    }

    @Test
    void fieldsStandWhereTheTableSays() {
        Seeds.once(random -> {
            SegmentHeader header = RandomLog.header(random);
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.encode(bytes);
            assertThat(StandardCharsets.ISO_8859_1.decode(bytes.slice(0, 8)).toString())
                    .isEqualTo("H5JWAL01");
            assertThat(bytes.getLong(16)).isEqualTo(header.number());
            assertThat(bytes.getLong(24)).isEqualTo(header.base());
            assertThat(bytes.getLong(48)).isEqualTo(header.salt());
            assertThat(bytes.getInt(108)).isEqualTo(header.sealValue());
            assertThat(bytes.slice(128, 96)).isEqualTo(ByteBuffer.wrap(header.superblock()));
            assertThat(bytes.getLong(224)).isEqualTo(header.boot().getMostSignificantBits());
            assertThat(bytes.getLong(264)).isEqualTo(header.inode());
            assertThat(bytes.getInt(272)).isEqualTo(header.level().ordinal());
            assertThat(bytes.getInt(280)).isEqualTo(header.previous());
        });
    }

    @Test
    void everyFlippedBitIsFound() {
        Seeds.once(random -> {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            RandomLog.header(random).encode(bytes);
            bytes.flip();
            for (int bit = 0; bit < 8 * SegmentHeader.BYTES; bit++) {
                bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
                assertThat(SegmentHeader.isWhole(bytes)).isFalse();
                bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
            }
            bytes.put(500, (byte) 1);
            assertThatThrownBy(() -> SegmentHeader.decode(bytes)).isInstanceOf(FormatException.class);
        });
    }

    @Test
    void aLaterVersionIsWholeButNotRead() {
        Seeds.once(random -> {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            RandomLog.header(random).encode(bytes);
            bytes.putInt(8, 2);
            bytes.putInt(4092, LogEntry.checksum(bytes.slice(0, 4092)));
            assertThat(SegmentHeader.isWhole(bytes.flip())).isTrue();
            assertThatThrownBy(() -> SegmentHeader.decode(bytes))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("version 1");
        });
    }
}
