package dev.tutti.format.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records and nodes of the trees that index chunks: decoding what was encoded gives the same value. */
class ChunkTreesRoundTripTest {
    private static long[] offsets(Random random, int rank) {
        return IntStream.range(0, rank)
                .mapToLong(d -> Seeds.between(random, 0, Long.MAX_VALUE))
                .toArray();
    }

    private static Widths widths(Random random) {
        return new Widths(Seeds.pick(random, List.of(4, 8)), 8);
    }

    private static long address(Random random, Widths widths) {
        return random.nextInt(4) == 0
                ? ByteSource.UNDEFINED
                : Seeds.between(random, 0, widths.offsets() == 8 ? Long.MAX_VALUE : 0xffff_fffeL);
    }

    @Test
    void chunkRecords() {
        Seeds.repeat(300, random -> {
            Widths widths = widths(random);
            int rank = 1 + random.nextInt(32);
            int width = random.nextInt(9);
            ChunkRecord.Codec codec = new ChunkRecord.Codec(rank, width);
            long most = width == 8 ? Long.MAX_VALUE : (1L << 8 * width) - 1;
            ChunkRecord record = new ChunkRecord(
                    address(random, widths),
                    width == 0 ? 0 : Seeds.between(random, 0, most),
                    width == 0 ? 0 : random.nextInt(),
                    offsets(random, rank));
            ByteSink sink = new ByteSink(widths);
            codec.encode(record, sink);
            assertThat(sink.position()).isEqualTo(codec.size(widths));
            assertThat(codec.decode(ByteSource.of("record", widths, sink.toByteArray())))
                    .isEqualTo(record);
        });
    }

    @Test
    void version1Nodes() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            int rank = 1 + random.nextInt(6);
            List<BTree1Node.Entry> entries = IntStream.range(0, random.nextInt(70))
                    .mapToObj(i -> new BTree1Node.Entry(key(random, rank), address(random, widths)))
                    .toList();
            // The key of a node without children means nothing.
            BTree1Node.Key end = entries.isEmpty() ? new BTree1Node.Key(0, 0, new long[rank]) : key(random, rank);
            BTree1Node node =
                    new BTree1Node(random.nextInt(256), address(random, widths), address(random, widths), entries, end);
            BTree1Node.Codec codec = new BTree1Node.Codec(rank);
            ByteSink sink = new ByteSink(widths);
            codec.encode(node, sink);
            byte[] bytes = sink.toByteArray();
            assertThat(codec.length(ByteSource.of("node", widths, bytes))).isEqualTo(bytes.length);
            assertThat(codec.decode(ByteSource.of("node", widths, bytes))).isEqualTo(node);
            ByteSource cut = ByteSource.of("node", widths, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(FormatException.class);
        });
    }

    private static BTree1Node.Key key(Random random, int rank) {
        return new BTree1Node.Key(
                Seeds.between(random, 0, 0xffff_ffffL),
                random.nextInt(),
                offsets(random, rank),
                random.nextBoolean() ? 0 : random.nextInt(1 << 20));
    }
}
