package dev.tutti.format.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.selection.StoredSelection.Blocks;
import dev.tutti.format.selection.StoredSelection.Points;
import dev.tutti.format.selection.StoredSelection.Regular;
import dev.tutti.format.selection.VirtualMappings.Mapping;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionRoundTripTest {
    private static StoredSelection selection(Random random) {
        int rank = 1 + random.nextInt(4);
        int items = 2 + random.nextInt(5);
        switch (random.nextInt(5)) {
            case 0:
                return new StoredSelection.None();
            case 1:
                return new StoredSelection.All();
            case 2:
                return new Points(
                        rank,
                        random.longs((long) items * rank, 0, 1L << (random.nextBoolean() ? 32 : 40))
                                .toArray());
            case 3:
                long[] corners = new long[2 * items * rank];
                long far = random.nextBoolean() ? 1000 : 1L << 40;
                for (int i = 0; i < corners.length; i++) {
                    corners[i] = i / rank % 2 == 0 ? random.nextLong(far) : corners[i - rank] + random.nextInt(10);
                }
                return new Blocks(rank, corners);
            default:
                return regular(random, rank);
        }
    }

    private static Regular regular(Random random, int rank) {
        long[][] fields = new long[4][rank];
        int unlimited = random.nextInt(2 * rank);
        for (int d = 0; d < rank; d++) {
            fields[0][d] = random.nextLong(1L << 40);
            fields[3][d] = 1 + random.nextInt(100);
            fields[1][d] = fields[3][d] + random.nextInt(100);
            fields[2][d] = d == unlimited ? StoredSelection.UNLIMITED : random.nextInt(100);
        }
        return new Regular(fields[0], fields[1], fields[2], fields[3]);
    }

    private static byte[] bytes(StoredSelection selection) {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        selection.encode(sink);
        return sink.toByteArray();
    }

    private static StoredSelection decode(byte[] bytes) {
        return StoredSelection.decode(ByteSource.of("test", Widths.EIGHT, bytes));
    }

    @Test
    void selectionsComeBack() {
        Seeds.repeat(300, random -> {
            StoredSelection selection = selection(random);
            byte[] bytes = bytes(selection);
            assertThat(decode(bytes)).isEqualTo(selection).hasSameHashCodeAs(selection);
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(decode(damaged)).isNotNull();
            } catch (FormatException e) {
                assertThat(e.expected()).isNotEmpty();
            }
        });
    }

    @Test
    void newerVersionsSayTheSame() {
        ByteSink regular = new ByteSink(Widths.EIGHT);
        regular.u32(2).u32(3).u8(1).u8(2).u32(1).u16(5).u16(7).u16(0xffff).u16(3);
        assertThat(decode(regular.toByteArray()))
                .isEqualTo(new Regular(new long[] {5}, new long[] {7}, new long[] {-1}, new long[] {3}));
        ByteSink blocks = new ByteSink(Widths.EIGHT);
        blocks.u32(2).u32(3).u8(0).u8(4).u32(1).u32(2).u32(1).u32(2).u32(5).u32(9);
        assertThat(decode(blocks.toByteArray())).isEqualTo(new Blocks(1, new long[] {1, 2, 5, 9}));
        ByteSink points = new ByteSink(Widths.EIGHT);
        points.u32(1).u32(2).u8(8).u32(2).i64(1).i64(3).i64(4);
        assertThat(decode(points.toByteArray())).isEqualTo(new Points(2, new long[] {3, 4}));
    }

    @Test
    void oneBoxIsRegular() {
        byte[] box = bytes(new Blocks(2, new long[] {1, 2, 4, 2}));
        assertThat(decode(box))
                .isEqualTo(new Regular(new long[] {1, 2}, new long[] {1, 1}, new long[] {1, 1}, new long[] {4, 1}));
    }

    @Test
    void hostileCountsAreRefusedBeforeMemoryIsTaken() {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        sink.u32(1).u32(2).u8(8).u32(32).i64(Long.MAX_VALUE);
        assertThatThrownBy(() -> decode(sink.toByteArray())).isInstanceOf(FormatException.class);
    }

    @Test
    void mappingsComeBack() {
        Seeds.repeat(100, random -> {
            List<Mapping> mappings = new ArrayList<>();
            for (int i = 0; i < random.nextInt(6); i++) {
                mappings.add(new Mapping("f" + i + "%b.h5", "/d/\u00e9" + i, selection(random), selection(random)));
            }
            VirtualMappings all = new VirtualMappings(mappings);
            byte[] bytes = all.encode(Widths.EIGHT);
            assertThat(VirtualMappings.decode(bytes, Widths.EIGHT)).isEqualTo(all);
            bytes[random.nextInt(bytes.length)] ^= 1;
            assertThatThrownBy(() -> VirtualMappings.decode(bytes, Widths.EIGHT))
                    .isInstanceOf(FormatException.class);
        });
    }

    @Test
    void namesOfEarlierMappingsAreFound() {
        Widths widths = new Widths(8, 4);
        ByteSink sink = new ByteSink(widths);
        sink.u8(1).length(3);
        StoredSelection all = new StoredSelection.All();
        sink.u8(0).bytes(new byte[] {'f', 0}).bytes(new byte[] {'d', 0});
        all.encode(sink);
        all.encode(sink);
        sink.u8(3).length(0).length(0);
        all.encode(sink);
        all.encode(sink);
        sink.u8(4).bytes(new byte[] {'e', 0});
        all.encode(sink);
        all.encode(sink);
        sink.checksum(0);
        assertThat(VirtualMappings.decode(sink.toByteArray(), widths).mappings())
                .containsExactly(
                        new Mapping("f", "d", all, all),
                        new Mapping("f", "d", all, all),
                        new Mapping(".", "e", all, all));
    }
}
