package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.codecs.Pipelines.Asked;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged chunks end in declared errors, whatever was damaged, and take no more memory than the chunk is large. */
class FilterFuzzTest {
    private static final int SIZE = 4;

    private static byte[] damaged(Random random, byte[] stored) {
        byte[] bytes = stored.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            // Heads are where lengths stand.
            int at = random.nextInt(random.nextBoolean() ? Math.min(40, bytes.length) : bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ (1 << random.nextInt(8)));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20)) : bytes;
    }

    private static void attempt(FilterChain chain, byte[] stored) {
        try {
            chain.decode(ByteBuffer.wrap(stored), 0, new byte[chain.chunkBytes()]);
        } catch (FormatException | H5UnsupportedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void everyDecoderRefusesOrReads() {
        for (Asked asked : Pipelines.all()) {
            Seeds.repeat(Seeds.scaled(3), random -> {
                int elements = 50 + random.nextInt(2000);
                FilterChain chain = Pipelines.chain(asked, SIZE, elements, 0);
                ByteBuffer encoded =
                        chain.encode(Pipelines.chunk(random, SIZE, elements)).bytes();
                byte[] stored = new byte[encoded.remaining()];
                encoded.get(stored);
                for (int i = 0; i < 40; i++) {
                    attempt(chain, damaged(random, stored));
                }
            });
        }
    }

    @Test
    void noiseIsRefusedOrRead() {
        for (Asked asked : Pipelines.all()) {
            FilterChain chain = Pipelines.chain(asked, SIZE, 100, 0);
            Seeds.repeat(Seeds.scaled(60), random -> attempt(chain, Seeds.bytes(random, random.nextInt(200))));
        }
    }
}
