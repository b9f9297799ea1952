package dev.tutti.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.superblock.TreeSizes;
import dev.tutti.testkit.Seeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random changes of an index against a map. */
class ChunkIndexModelTest {
    private static List<Long> key(long[] scaled) {
        return LongStream.of(scaled).boxed().toList();
    }

    private static Map<List<Long>, ChunkRef> content(ChunkIndex index, MetaView view) {
        Map<List<Long>, ChunkRef> found = new HashMap<>();
        index.forEach(view, (scaled, chunk) -> assertThat(found.put(key(scaled), chunk))
                .isNull());
        return found;
    }

    @ParameterizedTest
    @EnumSource(IndexCase.Kind.class)
    void holdsWhatWasPut(IndexCase.Kind kind) {
        Seeds.repeat(60, random -> {
            IndexCase test = IndexCase.random(kind, random);
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48)
                    .with(new TreeSizes(4, 16, Seeds.pick(random, List.of(2, 3, 5, 32))));
            long before = tx.used();
            ChunkIndex index = test.open();
            Map<List<Long>, ChunkRef> model = new HashMap<>();
            long[] at = test.randomChunk(random);
            for (int step = random.nextInt(400); step >= 0; step--) {
                at = random.nextInt(5) == 0 ? test.randomChunk(random) : test.next(at);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        index = index.remove(tx, at);
                        model.remove(key(at));
                    }
                    case 1 -> tx.commit();
                    case 2 -> index = ChunkIndex.open(index.layout(), test.space(), test.filters());
                    default -> {
                        ChunkRef chunk = test.randomRef(random);
                        index = index.put(tx, at, chunk);
                        model.put(key(at), chunk);
                    }
                }
                long[] other = test.randomChunk(random);
                assertThat(index.find(tx, at)).as("%s", test).isEqualTo(model.get(key(at)));
                assertThat(index.find(tx, other)).as("%s", test).isEqualTo(model.get(key(other)));
            }
            assertThat(content(index, tx)).as("%s", test).isEqualTo(model);
            index.free(tx);
            assertThat(tx.used()).as("space after %s is gone", test).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = IndexCase.Kind.class,
            names = {"FIXED_ARRAY", "EXTENSIBLE_ARRAY", "BTREE2", "BTREE1"})
    void visitsWhatLiesInsideTheShape(IndexCase.Kind kind) {
        Seeds.repeat(50, random -> {
            IndexCase test = IndexCase.random(kind, random);
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48)
                    .with(new TreeSizes(4, 16, Seeds.pick(random, List.of(2, 3, 5, 32))));
            ChunkIndex index = test.open();
            Map<List<Long>, ChunkRef> model = new HashMap<>();
            for (int n = random.nextInt(300); n > 0; n--) {
                long[] at = test.randomChunk(random);
                ChunkRef chunk = test.randomRef(random);
                index = index.put(tx, at, chunk);
                model.put(key(at), chunk);
            }
            Dataspace smaller = smaller(test, random);
            model.keySet()
                    .removeIf(scaled -> !inside(scaled, smaller, test.layout().chunkDims()));
            assertThat(content(index.resized(smaller), tx)).isEqualTo(model);
        });
    }

    private static Dataspace smaller(IndexCase test, Random random) {
        long[] dims = Arrays.stream(test.space().dims())
                .map(dim -> Seeds.between(random, 0, dim))
                .toArray();
        return new Dataspace(Dataspace.Kind.SIMPLE, dims, test.space().maxDims());
    }

    private static boolean inside(List<Long> scaled, Dataspace space, int[] chunkDims) {
        for (int d = 0; d < chunkDims.length; d++) {
            if (scaled.get(d) * chunkDims[d] >= space.dims()[d]) {
                return false;
            }
        }
        return true;
    }
}
