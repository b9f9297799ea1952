package dev.tutti.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.MemoryTransaction.Write;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks with wrong fields and right checksums: the declared errors, soon, or some answer; nothing else. */
class ChunkIndexFuzzTest {
    @ParameterizedTest
    @EnumSource(
            value = IndexCase.Kind.class,
            names = {"FIXED_ARRAY", "EXTENSIBLE_ARRAY", "BTREE2"})
    void survivesWrongFields(IndexCase.Kind kind) {
        Seeds.repeat(300, random -> {
            IndexCase test = IndexCase.random(kind, random);
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            ChunkIndex index = test.open();
            long[] at = test.randomChunk(random);
            for (int n = random.nextInt(200); n >= 0; n--) {
                at = test.next(at);
                index = index.put(tx, at, test.randomRef(random));
            }
            if (tx.writes().isEmpty()) {
                return; // a single chunk has no blocks
            }
            byte[] bytes = tx.content();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                Write block = Seeds.pick(random, List.copyOf(tx.writes()));
                ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                int start = (int) block.address();
                int end = start + block.length() - 4;
                int field = start + random.nextInt(Math.min(64, end - start));
                bytes[field] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? 0 : -1);
                view.putInt(end, Lookup3.hash(view, start, end - start));
            }
            ChunkIndex damaged = index;
            long[] last = at;
            assertThat(Duration.ofNanos(time(() -> use(damaged, bytes, test, last))))
                    .isLessThan(Duration.ofSeconds(2));
        });
    }

    private static long time(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return System.nanoTime() - start;
    }

    private static void use(ChunkIndex index, byte[] bytes, IndexCase test, long[] at) {
        MemoryTransaction view = new MemoryTransaction(Widths.EIGHT, bytes);
        declared(() -> index.forEach(view, (scaled, chunk) -> assertThat(chunk).isNotNull()));
        declared(() -> index.find(view, at));
        declared(() -> index.find(view, new long[at.length]));
    }

    private static void declared(Runnable call) {
        Throwable thrown = Assertions.catchThrowable(call::run);
        if (thrown != null) {
            assertThat(thrown).isInstanceOfAny(H5CorruptException.class, H5UnsupportedException.class);
        }
    }
}
