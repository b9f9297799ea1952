package dev.tutti.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What readers of a live file see while a transaction reaches it block by block: for each chunk the old place or the new one, in every
 * intermediate state, and also when the state moves on while they follow the pointers.
 */
class ChunkIndexLiveTest {
    private static List<Long> key(long[] scaled) {
        return LongStream.of(scaled).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = IndexCase.Kind.class,
            names = {"FIXED_ARRAY", "EXTENSIBLE_ARRAY", "BTREE2"})
    void everyIntermediateStateIsOldOrNew(IndexCase.Kind kind) {
        Seeds.repeat(25, random -> {
            IndexCase test = IndexCase.random(kind, random);
            LiveMemory file = new LiveMemory(Widths.EIGHT);
            Map<List<Long>, ChunkRef> after = new HashMap<>();
            ChunkIndex index = test.open();
            long[] at = test.randomChunk(random);
            for (int commit = 0; commit < 12; commit++) {
                Map<List<Long>, ChunkRef> before = new HashMap<>(after);
                ChunkIndex old = index;
                for (int n = random.nextInt(commit % 3 == 0 ? 200 : 12); n >= 0; n--) {
                    at = random.nextInt(10) == 0 ? test.randomChunk(random) : test.next(at);
                    if (random.nextInt(10) == 0) {
                        index = index.remove(file, at);
                        after.remove(key(at));
                    } else {
                        ChunkRef chunk = test.randomRef(random);
                        index = index.put(file, at, chunk);
                        after.put(key(at), chunk);
                    }
                }
                List<MetaView> states = file.commit(random);
                look(test, old, states, before, after, random);
                look(test, index, states.subList(states.size() - 1, states.size()), after, after, random);
            }
        });
    }

    private static void look(
            IndexCase test,
            ChunkIndex index,
            List<MetaView> states,
            Map<List<Long>, ChunkRef> before,
            Map<List<Long>, ChunkRef> after,
            Random random) {
        for (int from = 0; from < states.size(); from++) {
            for (int n = 0; n < 12; n++) {
                long[] at = n < 8 && !after.isEmpty()
                        ? Seeds.pick(random, List.copyOf(after.keySet())).stream()
                                .mapToLong(x -> x)
                                .toArray()
                        : test.randomChunk(random);
                MetaView view = n % 2 == 0 ? states.get(from) : new MovingView(states, from, random);
                assertThat(index.find(view, at))
                        .as("%s chunk %s in state %s of %s", test, Arrays.toString(at), from, states.size())
                        .isIn(before.get(key(at)), after.get(key(at)));
            }
            index.forEach(states.get(from), (scaled, chunk) -> assertThat(chunk)
                    .isIn(before.get(key(scaled)), after.get(key(scaled))));
        }
    }

    /** Loads from later and later states. */
    private static final class MovingView implements MetaView {
        private final List<MetaView> states;
        private final Random random;
        private int now;

        MovingView(List<MetaView> states, int from, Random random) {
            this.states = states;
            this.random = random;
            this.now = from;
        }

        private MetaView state() {
            now = random.nextBoolean() ? now : now + random.nextInt(states.size() - now);
            return states.get(now);
        }

        @Override
        public Widths widths() {
            return states.get(now).widths();
        }

        @Override
        public String path() {
            return states.get(now).path();
        }

        @Override
        public <T> T load(long address, BlockCodec<T> codec) {
            return state().load(address, codec);
        }

        @Override
        public void read(long address, ByteBuffer target) {
            state().read(address, target);
        }

        @Override
        public long endOfAllocation() {
            return states.get(now).endOfAllocation();
        }
    }
}
