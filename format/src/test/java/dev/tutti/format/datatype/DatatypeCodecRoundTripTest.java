package dev.tutti.format.datatype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.RandomValues;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatatypeCodecRoundTripTest {
    private static byte[] encode(Datatype type) {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        DatatypeCodec.encode(type, sink);
        return sink.toByteArray();
    }

    private static Datatype decode(byte[] bytes) {
        return DatatypeCodec.decode(ByteSource.of("test", Widths.EIGHT, bytes));
    }

    private static Datatype hex(String hex) {
        return decode(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void everyTypeComesBack(int depth) {
        Seeds.repeat(300, random -> {
            RandomValues values = new RandomValues(random);
            Datatype type = values.datatype(depth);
            ByteSource source = ByteSource.of("test", Widths.EIGHT, encode(type));
            assertThat(DatatypeCodec.decode(source)).isEqualTo(type);
            assertThat(source.remaining()).isZero();
        });
    }

    @Test
    void versionsAreTheLowestThatExpressTheType() {
        assertThat(encode(FixedPoint.of(4, Order.LITTLE, true))[0]).isEqualTo((byte) 0x10);
        assertThat(encode(FloatingPoint.ieee(8, Order.BIG))[0]).isEqualTo((byte) 0x11);
        Compound pair = new Compound(1, List.of(new Compound.Member("a", 0, FixedPoint.of(1, Order.LITTLE, false))));
        assertThat(encode(pair)[0]).isEqualTo((byte) 0x36);
        assertThat(encode(VariableLength.sequence(pair))[0]).isEqualTo((byte) 0x39);
        assertThat(encode(VariableLength.string(CharacterSet.UTF8))[0]).isEqualTo((byte) 0x19);
        assertThat(encode(new ArrayType(List.of(2), new Reference(64, Reference.Kind.OBJECT2)))[0])
                .isEqualTo((byte) 0x4a);
        assertThat(encode(new ArrayType(List.of(2), new Complex(FloatingPoint.ieee(4, Order.LITTLE))))[0])
                .isEqualTo((byte) 0x5a);
    }

    @Test
    void version1CompoundMembersMayBeArrays() {
        Datatype type = hex(
                "16 010000 18000000" // version 1, one member, 24 bytes
                        + "6162000000000000 04000000 02000000 00000000 00000000 02000000 03000000 00000000 00000000"
                        + "10 080000 02000000 0000 1000");
        assertThat(type)
                .isEqualTo(new Compound(
                        24,
                        List.of(new Compound.Member(
                                "ab", 4, new ArrayType(List.of(2, 3), FixedPoint.of(2, Order.LITTLE, true))))));
    }

    @Test
    void version2ArraysHaveAPermutationAndNamesArePadded() {
        assertThat(hex("2a 000000 04000000 01 000000 02000000 00000000 10 000000 02000000 0000 1000"))
                .isEqualTo(new ArrayType(List.of(2), FixedPoint.of(2, Order.LITTLE, false)));
        assertThat(hex("28 010000 01000000 10 000000 01000000 0000 0800 6162636465666768 0000000000000000 05"))
                .isEqualTo(new Enumeration(
                        FixedPoint.of(1, Order.LITTLE, false), List.of(new Enumeration.Value("abcdefgh", 5))));
    }

    @Test
    void sizeZeroIsRejected() {
        assertThatThrownBy(() -> hex("10 080000 00000000 0000 2000")).isInstanceOf(FormatException.class);
    }

    @Test
    void deepNestingIsRejected() {
        Datatype type = FixedPoint.of(1, Order.LITTLE, false);
        for (int i = 0; i < DatatypeCodec.MAX_DEPTH - 1; i++) {
            type = VariableLength.sequence(type);
        }
        assertThat(decode(encode(type))).isEqualTo(type);
        byte[] deeper = encode(VariableLength.sequence(type));
        assertThatThrownBy(() -> decode(deeper)).isInstanceOf(FormatException.class);
    }

    @Test
    void membersOutsideOverlappingOrOfOneNameAreRejected() {
        FixedPoint four = FixedPoint.of(4, Order.LITTLE, true);
        assertThatThrownBy(() -> new Compound(7, List.of(new Compound.Member("a", 4, four))))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() ->
                        new Compound(8, List.of(new Compound.Member("a", 0, four), new Compound.Member("b", 3, four))))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() ->
                        new Compound(8, List.of(new Compound.Member("a", 0, four), new Compound.Member("a", 4, four))))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void countsAreCheckedAgainstTheBytesPresent() {
        assertThatThrownBy(() -> hex("36 ffff00 ff000000 61")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> hex("38 ffff00 01000000 10 000000 01000000 0000 0800 61"))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> hex("3a 000000 ffffff7f 20 ffffffff")).isInstanceOf(FormatException.class);
    }
}
