package dev.tutti.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterChainTest {
    private final Buffers buffers = new Buffers(1 << 20);
    private final Filters filters = Filters.load(buffers);

    private FilterChain chain(int elementSize, int bytes, Filter... pipeline) {
        return filters.chain(new FilterPipeline(List.of(pipeline)), elementSize, bytes);
    }

    private static byte[] decode(FilterChain chain, byte[] stored, int mask) {
        byte[] target = new byte[chain.chunkBytes() + 3];
        chain.decode(ByteBuffer.wrap(stored), mask, target);
        ByteBuffer direct = ByteBuffer.allocateDirect(stored.length).put(stored).flip();
        byte[] again = new byte[chain.chunkBytes()];
        chain.decode(direct, mask, again);
        byte[] result = Arrays.copyOf(target, chain.chunkBytes());
        assertThat(again).isEqualTo(result);
        return result;
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Test
    void checksumOfAnOddNumberOfBytesAsThatOfTheLibrary() {
        FilterChain chain = chain(1, 7, Filters.fletcher32());
        byte[] expected = new byte[7];
        for (int i = 0; i < 7; i++) {
            expected[i] = (byte) (i * 41);
        }
        byte[] stored = bytes("AClSe6TN9nLtsjc=");
        assertThat(decode(chain, stored, 0)).isEqualTo(expected);
        assertThat(chain.encode(expected).bytes()).isEqualTo(ByteBuffer.wrap(stored));
        stored[2] ^= 1;
        assertThatThrownBy(() -> decode(chain, stored, 0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void allThreeAsTheLibraryWritesThem() {
        FilterChain chain = chain(4, 100, Filters.shuffle(4), Filters.deflate(6), Filters.fletcher32());
        ByteBuffer expected = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 25; i++) {
            expected.putInt(i * 3700);
        }
        byte[] stored = bytes(
                "eJxjKHkRc8Flh84CkY4/BU8izjhs0Zgj0PIj5wEDn4y2pUdYanHThHlrd5+68fwri5Civq1PFAMGYIQATAkoAADQeRbbf6tqOw==");
        assertThat(decode(chain, stored, 0)).isEqualTo(expected.array());
    }

    @Test
    void chunksThatDeflationMadeLongerAreRead() {
        byte[] stored = bytes("eF5b/6FD+MgTIyvJQyuOf9NcEeg8zbrg8oWcXwCjKA0+ilHCDA==");
        assertThat(decode(chain(1, 24, Filters.deflate(4), Filters.fletcher32()), stored, 0))
                .hasSize(24);
    }

    @Test
    void onesAllOver() {
        byte[] expected = new byte[3001];
        Arrays.fill(expected, (byte) 0xff);
        assertThat(decode(
                        chain(1, 3001, Filters.deflate(4), Filters.fletcher32()),
                        bytes("eF7twTEBAAAAwqD+qWcND6AAAIB7Awg5re0DwVSt"),
                        0))
                .isEqualTo(expected);
    }

    @Test
    void whatIsEncodedIsDecoded() {
        Seeds.repeat(300, random -> {
            int size = 1 + random.nextInt(9);
            int length = 1 + random.nextInt(5000);
            List<Filter> pipeline = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                pipeline.add(
                        switch (random.nextInt(3)) {
                            case 0 -> Filters.shuffle(size);
                            case 1 -> Filters.deflate(random.nextInt(10));
                            default -> Filters.fletcher32();
                        });
            }
            FilterChain chain = chain(size, length, pipeline.toArray(new Filter[0]));
            byte[] chunk = Seeds.bytes(random, length + random.nextInt(9));
            if (random.nextBoolean()) {
                Arrays.fill(chunk, random.nextInt(length), length, (byte) 7);
            }
            byte[] before = chunk.clone();
            FilterChain.Encoded encoded = chain.encode(chunk);
            assertThat(chunk).isEqualTo(before);
            byte[] stored = new byte[encoded.bytes().remaining()];
            encoded.bytes().duplicate().get(stored);
            assertThat(stored.length).isLessThanOrEqualTo(chain.storedBound());
            chain.recycle(encoded, chunk);
            assertThat(decode(chain, stored, encoded.mask())).isEqualTo(Arrays.copyOf(before, length));
        });
    }

    @Test
    void optionalFilterThatGainsNothingIsLeftOut() {
        Seeds.once(random -> {
            byte[] noise = Seeds.bytes(random, 500);
            FilterChain optional = chain(1, 500, Filters.deflate(9));
            FilterChain.Encoded encoded = optional.encode(noise);
            assertThat(encoded.mask()).isEqualTo(1);
            assertThat(encoded.bytes().remaining()).isEqualTo(500);
            FilterChain mandatory = chain(1, 500, new Filter(1, "deflate", 0, new int[] {9}));
            assertThat(mandatory.encode(noise).mask()).isZero();
        });
    }

    @Test
    void bombIsRefused() {
        byte[] zeros = new byte[1 << 20];
        FilterChain large = chain(1, zeros.length, Filters.deflate(9));
        ByteBuffer stored = large.encode(zeros).bytes();
        FilterChain small = chain(1, 1000, Filters.deflate(9));
        assertThatThrownBy(() -> small.decode(stored, 0, new byte[1000]))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("1000");
    }

    /** Lengths are numbers without a sign, of eight bytes in some chunk indexes; the filters say nothing of how much they make of a chunk. */
    @Test
    void aLengthBeyondAllMeasureIsRefused() {
        FilterChain chain = chain(4, 4000, Filters.shuffle(4));
        assertThatThrownBy(() -> chain.check(-20_234, 0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(Long.toUnsignedString(-20_234));
    }

    @Test
    void damagedStreamsEndInFormatErrors() {
        FilterChain chain = chain(4, 4000, Filters.shuffle(4), Filters.deflate(1));
        Seeds.repeat(300, random -> {
            byte[] chunk = new byte[4000];
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = (byte) random.nextInt(3);
            }
            ByteBuffer encoded = chain.encode(chunk).bytes();
            byte[] stored = new byte[encoded.remaining()];
            encoded.get(stored);
            byte[] cut = Arrays.copyOf(stored, random.nextInt(stored.length));
            assertThatThrownBy(() -> chain.decode(ByteBuffer.wrap(cut), 0, new byte[4000]))
                    .isInstanceOf(FormatException.class);
            stored[random.nextInt(stored.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                chain.decode(ByteBuffer.wrap(stored), 0, new byte[4000]);
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("chunk");
            }
        });
    }

    @Test
    void missingFilterIsNamed() {
        FilterChain chain = chain(4, 400, new Filter(32015, "zstd", 0, new int[0]));
        assertThatThrownBy(() -> chain.decode(ByteBuffer.allocate(10), 0, new byte[400]))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("32015")
                .hasMessageContaining("zstd")
                .hasMessageContaining("dev.tutti:tutti-codecs");
        byte[] target = new byte[400];
        chain.decode(ByteBuffer.wrap(new byte[400]), 1, target);
    }

    @Test
    void keptMemoryIsBounded() {
        Buffers small = new Buffers(10_000);
        for (int i = 0; i < 10; i++) {
            small.give(new byte[4096]);
        }
        assertThat(small.kept()).isEqualTo(8192);
        assertThat(small.take(4000)).hasSize(4096);
        assertThat(small.kept()).isEqualTo(4096);
    }
}
