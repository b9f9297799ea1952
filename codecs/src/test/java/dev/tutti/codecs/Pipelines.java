package dev.tutti.codecs;

import dev.tutti.engine.filter.Buffers;
import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.filter.Filters;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Filters as a dataset uses them, and chunks for them. */
final class Pipelines {
    private static final Filters ALL = Filters.load(new Buffers(1 << 24));

    private Pipelines() {}

    /** A filter with the parameters of a user. */
    record Asked(int id, int... parameters) {}

    /** Every filter of this module in its options. */
    static List<Asked> all() {
        List<Asked> all = new ArrayList<>(List.of(
                new Asked(LzfFilter.ID),
                new Asked(ZstdFilter.ID),
                new Asked(ZstdFilter.ID, 1),
                new Asked(ZstdFilter.ID, 12),
                new Asked(Bzip2Filter.ID),
                new Asked(Bzip2Filter.ID, 1),
                new Asked(SnappyFilter.ID),
                new Asked(Lz4Filter.ID),
                new Asked(Lz4Filter.ID, 1000),
                new Asked(Lz4Filter.ID, 0, 9),
                new Asked(BitshuffleFilter.ID),
                new Asked(BitshuffleFilter.ID, 0, 0),
                new Asked(BitshuffleFilter.ID, 64, 2),
                new Asked(BitshuffleFilter.ID, 0, 2),
                new Asked(BitshuffleFilter.ID, 0, 3, 4)));
        for (int codec = 0; codec <= 5; codec++) {
            for (int shuffle = 0; shuffle <= 2; shuffle++) {
                int level = 1 + (codec + 3 * shuffle) % 9;
                all.add(new Asked(BloscFilter.ID, 0, 0, 0, 0, level, shuffle, codec));
                if (codec != 3) {
                    all.add(new Asked(Blosc2Filter.ID, 0, 0, 0, 0, level, shuffle + (codec == 1 ? 4 : 0), codec));
                }
            }
        }
        all.add(new Asked(BloscFilter.ID, 0, 0, 0, 0, 0, 1, 0));
        all.add(new Asked(BloscFilter.ID));
        all.add(new Asked(Blosc2Filter.ID));
        return all;
    }

    /** A pipeline of one filter for chunks of {@code elements} elements of {@code size} bytes. */
    static FilterChain chain(Asked asked, int size, int elements, int flags) {
        Datatype type = FixedPoint.of(size, Order.LITTLE, true);
        Filter filter = Filters.complete(
                new Filter(asked.id(), null, flags, asked.parameters()),
                new ChunkFilter.Tile(type, new int[] {elements}, new byte[0]));
        return ALL.chain(new FilterPipeline(List.of(filter)), size, (long) size * elements);
    }

    /** Noise, numbers that grow slowly, few values, or one. */
    static byte[] chunk(Random random, int size, int elements) {
        ByteBuffer chunk = ByteBuffer.allocate(size * elements);
        int kind = random.nextInt(5);
        long value = random.nextInt(1000);
        for (int i = 0; i < elements; i++) {
            value = switch (kind) {
                case 0 -> random.nextLong();
                case 1 -> value + random.nextInt(3);
                case 2 -> random.nextInt(4);
                case 3 -> value;
                default -> i % 100 < 50 ? value : random.nextLong();
            };
            for (int j = 0; j < size; j++) {
                chunk.put((byte) (j < 8 ? value >>> (8 * j) : 0));
            }
        }
        return chunk.array();
    }
}
