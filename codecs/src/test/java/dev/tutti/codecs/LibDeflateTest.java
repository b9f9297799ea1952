package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.codecs.Pipelines.Asked;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.filter.ZlibCode;
import dev.tutti.format.io.FormatException;
import dev.tutti.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The system's libdeflate beside the JDK's zlib: each reads what the other wrote, and what is wrong is an error of the same kind. */
class LibDeflateTest {
    private final LibDeflate code = new LibDeflate();

    @BeforeEach
    void isInstalled() {
        assumeTrue(code.takes(1), "libdeflate is not installed (Debian: libdeflate0)");
    }

    private static byte[] chunk(Random random) {
        return Pipelines.chunk(random, 8, random.nextInt(random.nextInt(4) == 0 ? 40_000 : 300));
    }

    private static byte[] byJdk(byte[] chunk, int level) {
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(chunk);
            deflater.finish();
            byte[] stream = new byte[chunk.length + chunk.length / 100 + 100];
            return Arrays.copyOf(stream, deflater.deflate(stream));
        } finally {
            deflater.end();
        }
    }

    /** Somewhere in a larger buffer, in the heap or outside. */
    private static ByteBuffer source(Random random, byte[] bytes) {
        int before = random.nextInt(20);
        int room = before + bytes.length + 5;
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
        return buffer.position(before).put(bytes).flip().position(before);
    }

    /** Somewhere in a larger array. */
    private static ByteBuffer placed(Random random, int bytes) {
        int before = random.nextInt(20);
        return ByteBuffer.wrap(new byte[before + bytes + 5], before, bytes);
    }

    private void roundTrip(Random random) throws Exception {
        byte[] chunk = chunk(random);
        int level = random.nextInt(10);
        ByteBuffer source = source(random, chunk);
        ByteBuffer stream = placed(random, chunk.length + chunk.length / 100 + 64);
        int start = stream.position();
        int made = code.deflate(source, stream, level);
        assertThat(source.remaining()).isEqualTo(chunk.length);
        assertThat(stream.position() - start).isEqualTo(made);
        assertThat(new InflaterInputStream(new ByteArrayInputStream(stream.array(), start, made)).readAllBytes())
                .isEqualTo(chunk);

        byte[] theirs = byJdk(chunk, level);
        ByteBuffer back = placed(random, chunk.length + random.nextInt(3));
        int at = back.position();
        ByteBuffer longer = source(random, Arrays.copyOf(theirs, theirs.length + random.nextInt(9)));
        assertThat(code.inflate(longer, back)).isTrue();
        assertThat(Arrays.copyOfRange(back.array(), at, back.position())).isEqualTo(chunk);
    }

    @Test
    void readsWhatTheJdkWritesAndTheOtherWayRound() {
        Seeds.repeat(200, this::roundTrip);
    }

    @Test
    void fromManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Object> done : threads.invokeAll(IntStream.range(0, 200)
                    .<Callable<Object>>mapToObj(seed -> () -> {
                        roundTrip(new Random(seed));
                        return seed;
                    })
                    .toList())) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void doesNotWriteBeyondTheRoomThereIs() {
        Seeds.repeat(50, random -> {
            byte[] noise = new byte[1 + random.nextInt(5000)];
            random.nextBytes(noise);
            assertThat(code.deflate(ByteBuffer.wrap(noise), ByteBuffer.allocate(noise.length - 1), 6))
                    .isEqualTo(ZlibCode.NO_ROOM);
            assertThat(code.inflate(ByteBuffer.wrap(byJdk(noise, 6)), ByteBuffer.allocate(noise.length - 1)))
                    .isFalse();
        });
    }

    @Test
    void aBrokenStreamIsTheSameErrorAsWithoutIt() {
        Seeds.repeat(200, random -> {
            byte[] chunk = Pipelines.chunk(random, 8, 100 + random.nextInt(1000));
            FilterChain chain = Pipelines.chain(new Asked(1, 6), 8, chunk.length / 8, 0);
            byte[] stream = byJdk(chunk, 6);
            byte[] broken = Arrays.copyOf(stream, 1 + random.nextInt(stream.length - 1));
            byte[] target = new byte[chunk.length];
            assertThatThrownBy(() -> chain.decode(ByteBuffer.wrap(broken), 0, target))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("deflated chunk");
            stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                chain.decode(ByteBuffer.wrap(stream), 0, target);
                if (!Arrays.equals(target, chunk)) { // else a bit that says nothing, as the level in the head
                    // Adler-32 does not notice everything, least of all in small numbers: then all codes are wrong
                    // alike.
                    assertThat(target)
                            .isEqualTo(new InflaterInputStream(new ByteArrayInputStream(stream)).readAllBytes());
                }
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("deflated chunk");
            }
        });
    }
}
