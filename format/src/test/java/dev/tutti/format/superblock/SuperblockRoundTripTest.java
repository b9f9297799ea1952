package dev.tutti.format.superblock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.RandomValues;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuperblockRoundTripTest {
    private static byte[] encode(Superblock superblock) {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        Superblock.codec().encode(superblock, sink);
        return sink.toByteArray();
    }

    private static Superblock decode(byte[] bytes) {
        return Superblock.codec().decode(ByteSource.of("test", Widths.EIGHT, bytes));
    }

    @Test
    void everyVersionComesBackWithItsOwnWidths() {
        Seeds.repeat(500, random -> {
            RandomValues values = new RandomValues(random);
            Widths widths = values.widths();
            int version = values.below(4);
            OldFields old = version > 1
                    ? null
                    : new OldFields(
                            1 + values.below(99),
                            1 + values.below(99),
                            version == 0 ? 32 : 1 + values.below(99),
                            values.addressOrNone(widths),
                            values.addressOrNone(widths),
                            values.number(widths.lengths()),
                            values.below(3),
                            values.bytes(16));
            Superblock superblock = new Superblock(
                    version,
                    widths,
                    version > 1 ? values.below(8) : values.random().nextInt(),
                    values.address(widths),
                    version > 1 ? values.addressOrNone(widths) : ByteSource.UNDEFINED,
                    values.address(widths),
                    values.address(widths),
                    old);
            byte[] bytes = encode(superblock);
            assertThat(decode(bytes)).isEqualTo(superblock);
            assertThat(Superblock.codec().length(ByteSource.of("test", Widths.EIGHT, bytes)))
                    .isEqualTo(bytes.length)
                    .isEqualTo(superblock.length());
        });
    }

    @Test
    void flippedBitsAndOtherFilesAreRejected() {
        byte[] bytes = encode(Superblock.create(3, 2048, 48));
        assertThat(bytes).hasSize(48);
        bytes[20] ^= 1;
        assertThatThrownBy(() -> decode(bytes)).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> decode(new byte[100])).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> decode(new byte[3])).isInstanceOf(FormatException.class);
    }

    @Test
    void flagsOfOldFilesAreNoSeal() {
        Superblock newest = Superblock.create(3, 2048, 48);
        Superblock older = Superblock.create(2, 2048, 48);
        assertThat(newest.withFlags(0x03).isSealed()).isTrue();
        assertThat(newest.withFlags(0x02).isSealed()).isFalse();
        assertThat(newest.withFlags(0x05).isSealed()).isFalse();
        assertThat(older.withFlags(0x03).isSealed()).isFalse(); // as files of the 1.4 library have it
        assertThat(older.withFlags(0x82).isSealed()).isTrue();
    }

    @Test
    void imagesOfTheMetadataCacheComeBack() {
        Seeds.repeat(50, random -> {
            List<CacheImage.Block> blocks = new ArrayList<>();
            int size = 4 + 2 + 8 + 4 + 4;
            for (int i = 0; i < random.nextInt(6); i++) {
                byte[] kind = Seeds.bytes(random, 14);
                kind[8] = (byte) random.nextInt(3);
                kind[9] = 0;
                List<Long> parents = random.longs(kind[8], 0, 1L << 40).boxed().toList();
                byte[] bytes = Seeds.bytes(random, 1 + random.nextInt(100));
                blocks.add(new CacheImage.Block(kind, random.nextLong(1L << 40), parents, bytes));
                size += 14 + 8 + 8 + 8 * parents.size() + bytes.length;
            }
            CacheImage image = new CacheImage(blocks);
            ByteSink sink = new ByteSink(Widths.EIGHT);
            CacheImage.codec(size).encode(image, sink);
            byte[] bytes = sink.toByteArray();
            CacheImage decoded = CacheImage.codec(size).decode(ByteSource.of("test", Widths.EIGHT, bytes));
            assertThat(decoded).isEqualTo(image).hasSameHashCodeAs(image);
            bytes[random.nextInt(bytes.length)] ^= 1;
            int length = size;
            assertThatThrownBy(() -> CacheImage.codec(length).decode(ByteSource.of("test", Widths.EIGHT, bytes)))
                    .isInstanceOf(FormatException.class);
        });
    }
}
