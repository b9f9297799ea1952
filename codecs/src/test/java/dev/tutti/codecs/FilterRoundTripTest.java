package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.codecs.Pipelines.Asked;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Filter;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FilterRoundTripTest {
    private static byte[] encoded(FilterChain chain, byte[] chunk) {
        byte[] before = chunk.clone();
        FilterChain.Encoded encoded = chain.encode(chunk);
        assertThat(chunk).isEqualTo(before);
        byte[] stored = new byte[encoded.bytes().remaining()];
        encoded.bytes().duplicate().get(stored);
        assertThat(stored.length).isLessThanOrEqualTo(chain.storedBound());
        chain.recycle(encoded, chunk);
        return stored;
    }

    private static void roundTrip(Random random, Asked asked) {
        int size = Seeds.pick(random, List.of(1, 2, 3, 4, 7, 8, 16, 300));
        int elements = 1 + random.nextInt(random.nextInt(4) == 0 ? 60_000 / size : 300);
        byte[] chunk = Pipelines.chunk(random, size, elements);
        boolean optional = random.nextBoolean();
        FilterChain chain = Pipelines.chain(asked, size, elements, optional ? Filter.OPTIONAL : 0);
        FilterChain.Encoded encoded = chain.encode(chunk);
        ByteBuffer stored = random.nextBoolean()
                ? encoded.bytes()
                : ByteBuffer.allocateDirect(encoded.bytes().remaining())
                        .put(encoded.bytes().duplicate())
                        .flip();
        byte[] target = new byte[chunk.length + random.nextInt(3)];
        chain.check(stored.remaining(), encoded.mask());
        chain.decode(stored, encoded.mask(), target);
        assertThat(Arrays.copyOf(target, chunk.length))
                .as("%s of %s elements of %s bytes, optional %s", asked, elements, size, optional)
                .isEqualTo(chunk);
        assertThat(encoded.mask()).isIn(0, optional ? 1 : 0);
        chain.recycle(encoded, chunk);
    }

    @Test
    void whatIsEncodedIsDecoded() {
        for (Asked asked : Pipelines.all()) {
            Seeds.repeat(6, random -> roundTrip(random, asked));
        }
    }

    @Test
    void fromManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (Asked asked : Pipelines.all()) {
                for (int i = 0; i < 4; i++) {
                    int seed = i;
                    done.add(threads.submit(() -> roundTrip(new Random(seed), asked)));
                }
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void compressibleBytesBecomeFewer() {
        byte[] chunk = new byte[40_000];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = (byte) (i % 4 == 0 ? i / 400 : 0);
        }
        for (Asked asked : Pipelines.all()) {
            boolean code =
                    asked.id() != BitshuffleFilter.ID || (asked.parameters().length > 1 && asked.parameters()[1] > 0);
            boolean copy = asked.id() == BloscFilter.ID && asked.parameters().length > 4 && asked.parameters()[4] == 0;
            if (code && !copy) {
                FilterChain chain = Pipelines.chain(asked, 4, 10_000, Filter.OPTIONAL);
                assertThat(encoded(chain, chunk).length).as(asked.toString()).isLessThan(chunk.length / 4);
            }
        }
    }

    @Test
    void aChunkThatMakesMoreThanItMayIsRefused() {
        byte[] zeros = new byte[1 << 18];
        for (Asked asked : Pipelines.all()) {
            byte[] stored = encoded(Pipelines.chain(asked, 1, zeros.length, 0), zeros);
            FilterChain small = Pipelines.chain(asked, 1, 1000, 0);
            assertThatThrownBy(() -> small.decode(ByteBuffer.wrap(stored), 0, new byte[1000]))
                    .as(asked.toString())
                    .isInstanceOf(FormatException.class);
        }
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Pipelines.chain(new Asked(BitshuffleFilter.ID, 7, 2), 4, 100, 0))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("multiple of 8");
        assertThatThrownBy(() -> Pipelines.chain(new Asked(BitshuffleFilter.ID, 8, 1), 4, 100, 0))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("Zstandard");
        assertThatThrownBy(() -> Pipelines.chain(new Asked(BloscFilter.ID, 0, 0, 0, 0, 5, 1, 9), 4, 100, 0))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("zstd");
    }
}
