package dev.tutti.format.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.RandomValues;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCodecRoundTripTest {
    private static Message hex(int type, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return MessageCodec.decode(type, 0, ByteSource.of("test", Widths.EIGHT, bytes));
    }

    private static byte[] encode(Message message, Widths widths) {
        ByteSink sink = new ByteSink(widths);
        MessageCodec.encode(message, sink);
        return sink.toByteArray();
    }

    @Test
    void everyMessageComesBackInFilesOfAllWidths() {
        Seeds.repeat(100, random -> {
            RandomValues values = new RandomValues(random);
            Widths widths = values.widths();
            RandomMessages messages = new RandomMessages(values, widths);
            for (int kind = 0; kind < RandomMessages.KINDS; kind++) {
                Message message = messages.message(kind);
                ByteSource body = ByteSource.of("test", widths, encode(message, widths));
                assertThat(MessageCodec.decode(message.typeId(), 0, body))
                        .isEqualTo(message)
                        .hasSameHashCodeAs(message);
            }
        });
    }

    @Test
    void sharedMessagesComeOutAsReferences() {
        SharedMessageRef ref = SharedMessageRef.committedDatatype(4711);
        ByteSource body = ByteSource.of("test", Widths.EIGHT, encode(ref, Widths.EIGHT));
        assertThat(MessageCodec.decode(MessageType.DATATYPE, 2, body)).isEqualTo(ref);
        byte[] version1 = HexFormat.of().parseHex("0100000000000000" + "0000000000000000" + "6712000000000000");
        assertThat(MessageCodec.decode(MessageType.DATATYPE, 2, ByteSource.of("test", Widths.EIGHT, version1)))
                .isEqualTo(ref);
        byte[] version3 = HexFormat.of().parseHex("03026712000000000000");
        assertThat(MessageCodec.decode(MessageType.DATATYPE, 2, ByteSource.of("test", Widths.EIGHT, version3)))
                .isEqualTo(ref);
    }

    /** A library that did not know the message has changed the file since; what the form of a time before its release means is not known either. */
    @Test
    void fileSpaceThatAnOldLibraryDidNotLookAfterIsKeptAndNotBelieved() {
        byte[] trial =
                HexFormat.of().parseHex("00010001000000000000000010000000000000" + "0a00ffffffffffffffff" + "000000");
        ByteSource body = ByteSource.of("test", Widths.EIGHT, trial);
        assertThat(MessageCodec.decode(MessageType.FILE_SPACE_INFO, 0x34, body))
                .isEqualTo(new Unknown(MessageType.FILE_SPACE_INFO, trial));
    }

    @Test
    void oldDataspacesHaveAReservedWordAndNoKind() {
        assertThat(hex(MessageType.DATASPACE, "01 01 01 00 00000000 0500000000000000 ffffffffffffffff"))
                .isEqualTo(new Dataspace(Dataspace.Kind.SIMPLE, new long[] {5}, new long[] {-1}));
        assertThat(hex(MessageType.DATASPACE, "01 00 00 00 00000000")).isEqualTo(Dataspace.SCALAR);
    }

    @Test
    void oldFillValues() {
        assertThat(hex(MessageType.FILL_VALUE, "01 02 00 01 02000000 0708"))
                .isEqualTo(new FillValue(
                        FillValue.AllocTime.LATE, FillValue.WriteTime.ALLOC, FillValue.State.VALUE, new byte[] {7, 8}));
        assertThat(hex(MessageType.FILL_VALUE, "02 03 02 00"))
                .isEqualTo(new FillValue(
                        FillValue.AllocTime.INCREMENTAL,
                        FillValue.WriteTime.IF_SET,
                        FillValue.State.UNDEFINED,
                        new byte[0]));
        assertThat(hex(MessageType.FILL_VALUE, "02 01 01 01 00000000"))
                .isEqualTo(new FillValue(
                        FillValue.AllocTime.EARLY, FillValue.WriteTime.NEVER, FillValue.State.DEFAULT, new byte[0]));
    }

    @Test
    void oldLayouts() {
        assertThat(hex(MessageType.DATA_LAYOUT, "01 02 01 0000000000 0010000000000000 03000000 04000000"))
                .isEqualTo(new ContiguousLayout(4096, 12));
        assertThat(hex(MessageType.DATA_LAYOUT, "02 02 02 0000000000 0010000000000000 03000000 04000000"))
                .isEqualTo(new ChunkedLayout(new int[] {3}, 4, 0, new ChunkIndexType.BTree1(), 4096, 2));
        assertThat(hex(MessageType.DATA_LAYOUT, "01 01 00 0000000000 02000000 02000000 0506"))
                .isEqualTo(new CompactLayout(new byte[] {5, 6}));
    }

    @Test
    void chunkSizesTakeAsFewBytesAsTheyNeed() {
        ChunkedLayout small = new ChunkedLayout(new int[] {255}, 8, 0, new ChunkIndexType.Implicit(), 0);
        ChunkedLayout large = new ChunkedLayout(new int[] {256}, 8, 0, new ChunkIndexType.Implicit(), 0);
        assertThat(encode(small, Widths.EIGHT)[4]).isEqualTo((byte) 1);
        assertThat(encode(large, Widths.EIGHT)[4]).isEqualTo((byte) 2);
    }

    @Test
    void oldFilterPipelinesPadNamesAndParameters() {
        assertThat(hex(
                        MessageType.FILTER_PIPELINE,
                        "01 01 000000000000 0100 0800 0100 0100 6465666c61746500 06000000 00000000"))
                .isEqualTo(new FilterPipeline(List.of(new Filter(1, "deflate", 1, new int[] {6}))));
    }

    @Test
    void oldAttributesPadTheirParts() {
        Attribute expected = new Attribute(
                "ab", FixedPoint.of(2, Order.LITTLE, true), Dataspace.SCALAR, new byte[] {1, 2}, CharacterSet.ASCII);
        String type = "10 080000 02000000 0000 1000";
        assertThat(hex(
                        MessageType.ATTRIBUTE,
                        "01 00 0300 0c00 0800 6162000000000000" + type + "00000000" + "0100000000000000" + "0102"))
                .isEqualTo(expected);
        assertThat(hex(MessageType.ATTRIBUTE, "02 00 0300 0c00 0800 616200" + type + "0100000000000000" + "0102"))
                .isEqualTo(expected);
    }

    @Test
    void attributesOfCommittedTypesAreResolvedAndWrittenBack() {
        SharedMessageRef ref = SharedMessageRef.committedDatatype(99);
        UnresolvedAttribute raw =
                new UnresolvedAttribute("a", ref, Dataspace.simple(2), new byte[] {1, 2, 3, 4}, CharacterSet.UTF8);
        Attribute attribute = raw.resolve(FixedPoint.of(2, Order.BIG, true), Dataspace.simple(2));
        assertThat(attribute.sharedType()).isEqualTo(ref);
        assertThat(encode(attribute, Widths.EIGHT)).isEqualTo(encode(raw, Widths.EIGHT));
        assertThatThrownBy(() -> raw.resolve(FixedPoint.of(4, Order.BIG, true), Dataspace.simple(2)))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void hostileAttributeShapesAreRejected() {
        String type = "10 080000 02000000 0000 1000";
        assertThatThrownBy(() -> hex(
                        MessageType.ATTRIBUTE,
                        "03 00 0200 0c00 1400 00 6100" + type + "02020001 ffffffffffffff7f ffffffffffffff7f" + "0102"))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void namesThatAreNotUtf8AreTakenAsLatin1() {
        Link link = (Link) hex(MessageType.LINK, "01 00 02 e97a 0700000000000000");
        assertThat(link.name()).isEqualTo("éz");
    }
}
