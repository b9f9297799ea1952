package dev.tutti.format.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Decoding what was encoded gives the same value, for random values of every block of both arrays. */
class ArraysRoundTripTest {
    private static final long HEADER = 0x1234;

    private static <T> byte[] encoded(T value, BlockCodec<T> codec, Widths widths) {
        ByteSink sink = new ByteSink(widths);
        codec.encode(value, sink);
        return sink.toByteArray();
    }

    private static <T> void roundTrip(T value, BlockCodec<T> codec, Widths widths, Random random) {
        byte[] bytes = encoded(value, codec, widths);
        ByteSource prefix = ByteSource.of(codec.structure(), widths, bytes);
        assertThat(codec.prefix(widths)).isLessThanOrEqualTo(bytes.length);
        assertThat(codec.length(prefix)).isEqualTo(bytes.length);
        assertThat(codec.decode(ByteSource.of(codec.structure(), widths, bytes)))
                .isEqualTo(value);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        assertThatThrownBy(() -> codec.decode(ByteSource.of(codec.structure(), widths, bytes)))
                .isInstanceOf(FormatException.class);
    }

    private static Widths widths(Random random) {
        return new Widths(Seeds.pick(random, List.of(4, 8)), Seeds.pick(random, List.of(4, 8)));
    }

    private static long address(Random random, Widths widths) {
        return random.nextInt(4) == 0
                ? ByteSource.UNDEFINED
                : Seeds.between(random, 0, widths.offsets() == 8 ? Long.MAX_VALUE : 0xffff_fffeL);
    }

    private static ElementEncoding encoding(Random random) {
        return new ElementEncoding(random.nextInt(9));
    }

    private static ChunkElements elements(ElementEncoding encoding, int count, Random random, Widths widths) {
        ChunkElements elements = ChunkElements.undefined(encoding, widths, count);
        for (int n = Math.min(count, 20); n > 0; n--) {
            int width = encoding.sizeWidth();
            long size = width == 0 ? 0 : Seeds.between(random, 0, width == 8 ? Long.MAX_VALUE : (1L << 8 * width) - 1);
            elements = elements.with(
                    random.nextInt(count), address(random, widths), size, width == 0 ? 0 : random.nextInt());
        }
        return elements;
    }

    private static Addresses addresses(int count, Random random, Widths widths) {
        Addresses addresses = Addresses.undefined(count);
        for (int i = 0; i < count; i++) {
            addresses = random.nextBoolean() ? addresses.with(i, address(random, widths)) : addresses;
        }
        return addresses;
    }

    private static ExtensibleArrayShape shape(Random random) {
        int minPointers = 2 << random.nextInt(3);
        int minElements = 1 << random.nextInt(5);
        int pageBits = Integer.numberOfTrailingZeros(minPointers * minElements) + random.nextInt(3);
        int maxBits = Math.max(
                pageBits,
                Integer.numberOfTrailingZeros(minElements)
                        + 2 * Integer.numberOfTrailingZeros(minPointers)
                        + random.nextInt(8));
        return new ExtensibleArrayShape(
                encoding(random), maxBits, 1 + random.nextInt(8), minElements, minPointers, pageBits);
    }

    @Test
    void extensibleArrayHeader() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            long most = widths.lengths() == 8 ? Long.MAX_VALUE : 0xffff_ffffL;
            ExtensibleArrayHeader header = new ExtensibleArrayHeader(
                    shape(random),
                    Seeds.between(random, 0, most),
                    Seeds.between(random, 0, most),
                    Seeds.between(random, 0, most),
                    Seeds.between(random, 0, most),
                    Seeds.between(random, 0, most),
                    Seeds.between(random, 0, most),
                    address(random, widths));
            roundTrip(header, ExtensibleArrayHeader.CODEC, widths, random);
        });
    }

    @Test
    void extensibleArrayBlocks() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            ExtensibleArrayShape shape = shape(random);
            roundTrip(
                    new ExtensibleArrayIndexBlock(
                            HEADER,
                            elements(shape.encoding(), shape.indexElements(), random, widths),
                            addresses(shape.indexDataBlocks(), random, widths),
                            addresses(shape.indexSuperBlocks(), random, widths)),
                    new ExtensibleArrayIndexBlock.Codec(HEADER, shape),
                    widths,
                    random);
            int s = random.nextInt(shape.superBlocks());
            if (s >= shape.firstSuperBlock()) {
                int blocks = (int) shape.dataBlocks(s);
                PageBits pages = PageBits.clear((int) (blocks * shape.pageBitBytes(s)));
                for (long i = 0; i < blocks * shape.pages(s); i++) {
                    pages = random.nextBoolean() ? pages.with(i) : pages;
                }
                roundTrip(
                        new ExtensibleArraySuperBlock(HEADER, pages, addresses(blocks, random, widths)),
                        new ExtensibleArraySuperBlock.Codec(HEADER, shape, s),
                        widths,
                        random);
            }
            int count = shape.pages(s) > 0 ? 0 : (int) shape.dataBlockElements(s);
            roundTrip(
                    new ExtensibleArrayDataBlock(HEADER, elements(shape.encoding(), count, random, widths)),
                    new ExtensibleArrayDataBlock.Codec(HEADER, shape, s, random.nextInt((int) shape.dataBlocks(s))),
                    widths,
                    random);
            roundTrip(
                    new ArrayPage(elements(shape.encoding(), shape.pageElements(), random, widths)),
                    new ArrayPage.Codec("page", shape.encoding(), shape.pageElements()),
                    widths,
                    random);
        });
    }

    @Test
    void fixedArrayBlocks() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            FixedArrayShape shape =
                    new FixedArrayShape(encoding(random), 1 + random.nextInt(8), 1 + random.nextInt(2000));
            roundTrip(new FixedArrayHeader(shape, address(random, widths)), FixedArrayHeader.CODEC, widths, random);
            int count = shape.pages() > 0 ? 0 : (int) shape.elements();
            PageBits pages = PageBits.clear((int) shape.pageBitBytes());
            for (long i = 0; i < shape.pages(); i++) {
                pages = random.nextBoolean() ? pages.with(i) : pages;
            }
            roundTrip(
                    new FixedArrayDataBlock(HEADER, pages, elements(shape.encoding(), count, random, widths)),
                    new FixedArrayDataBlock.Codec(HEADER, shape),
                    widths,
                    random);
            long placed = shape.dataBlockPrefixLength(widths);
            for (long page = 0; page < shape.pages(); page++) {
                placed += ArrayPage.length(shape.encoding(), shape.elementsOf(page), widths);
            }
            assertThat(shape.dataBlockLength(widths)).isEqualTo(placed);
        });
    }

    @Test
    void superBlocksCoverTheArrayWithoutGaps() {
        Seeds.repeat(100, random -> {
            ExtensibleArrayShape shape = shape(random);
            long next = 0;
            long nextBlock = 0;
            for (int s = 0; s < shape.superBlocks(); s++) {
                assertThat(shape.firstElement(s)).isEqualTo(next);
                assertThat(shape.firstDataBlock(s)).isEqualTo(nextBlock);
                assertThat(shape.superBlockOf(next)).isEqualTo(s);
                next += shape.dataBlocks(s) * shape.dataBlockElements(s);
                nextBlock += shape.dataBlocks(s);
                assertThat(shape.superBlockOf(next - 1)).isEqualTo(s);
                if (s + 1 == shape.firstSuperBlock()) {
                    assertThat(shape.indexDataBlocks()).isEqualTo((int) nextBlock);
                }
            }
        });
    }

    @Test
    void sizeWidthIsThatOfTheCLibrary() {
        assertThat(ElementEncoding.sizeWidthFor(1)).isEqualTo(2);
        assertThat(ElementEncoding.sizeWidthFor(255)).isEqualTo(2);
        assertThat(ElementEncoding.sizeWidthFor(256)).isEqualTo(3);
        assertThat(ElementEncoding.sizeWidthFor(1 << 20)).isEqualTo(4);
        assertThat(ElementEncoding.sizeWidthFor(Long.MAX_VALUE)).isEqualTo(8);
    }

    @Test
    void hostileParametersAreFormatErrors() {
        ElementEncoding encoding = ElementEncoding.UNFILTERED;
        for (int[] p : new int[][] {
            {0, 4, 16, 4, 10}, {62, 4, 16, 4, 10}, {32, 4, 0, 4, 10}, {32, 4, 15, 4, 10}, {32, 4, 16, 1, 10},
            {32, 4, 16, 3, 10}, {32, 4, 16, 4, 0}, {32, 4, 16, 4, 33}, {8, 4, 16, 128, 8}, {32, 4, 16, 4, 4}
        }) {
            assertThatThrownBy(() -> new ExtensibleArrayShape(encoding, p[0], p[1], p[2], p[3], p[4]))
                    .isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> new FixedArrayShape(encoding, 0, 1)).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> new FixedArrayShape(encoding, 10, 0)).isInstanceOf(FormatException.class);
        ExtensibleArrayShape huge = new ExtensibleArrayShape(encoding, 61, 4, 16, 4, 10);
        assertThatThrownBy(() -> new ExtensibleArraySuperBlock.Codec(0, huge, huge.superBlocks() - 1)
                        .length(ByteSource.of("block", Widths.EIGHT, new byte[6])))
                .isInstanceOf(FormatException.class);
    }
}
