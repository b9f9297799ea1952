package dev.tutti.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.Padding;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Comment;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.format.message.UnresolvedAttribute;
import dev.tutti.format.superblock.Superblock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that the C library wrote, through h5py: read, understood, and written back byte for byte. */
class GoldenTest {
    private static final String LATEST = "golden-latest.txt";
    private static final String DEFAULT = "golden-default.txt";

    private static HeaderChunk decode(BlockCodec<HeaderChunk> codec, Golden block) {
        return codec.decode(ByteSource.of("golden", Widths.EIGHT, block.bytes()));
    }

    private static List<HeaderMessage> header(String resource, String name) {
        List<HeaderMessage> messages = new ArrayList<>();
        HeaderPrefix prefix = null;
        for (Golden block : Golden.load(resource)) {
            if (!block.name().equals(name) || block.kind().equals("superblock")) {
                continue;
            }
            HeaderChunk chunk;
            if (block.kind().equals("header")) {
                chunk = decode(HeaderChunk.first(), block);
                prefix = Objects.requireNonNull(chunk.prefix());
            } else {
                chunk = decode(HeaderChunk.continuation(Objects.requireNonNull(prefix), block.bytes().length), block);
            }
            messages.addAll(chunk.messages());
        }
        return messages;
    }

    private static <M extends Message> M first(String resource, String name, Class<M> type) {
        return all(resource, name, type).get(0);
    }

    private static <M extends Message> List<M> all(String resource, String name, Class<M> type) {
        return header(resource, name).stream()
                .map(message -> message.decode(Widths.EIGHT))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {LATEST, DEFAULT})
    void blocksAreWrittenBackByteForByte(String resource) {
        HeaderPrefix prefix = null;
        for (Golden block : Golden.load(resource)) {
            ByteSink sink = new ByteSink(Widths.EIGHT);
            switch (block.kind()) {
                case "superblock" -> {
                    Superblock superblock =
                            Superblock.codec().decode(ByteSource.of("golden", Widths.EIGHT, block.bytes()));
                    Superblock.codec().encode(superblock, sink);
                    byte[] written = sink.toByteArray();
                    assertThat(Arrays.copyOf(block.bytes(), written.length)).isEqualTo(written);
                    continue;
                }
                case "header" -> {
                    HeaderChunk chunk = decode(HeaderChunk.first(), block);
                    prefix = chunk.prefix();
                    HeaderChunk.first().encode(chunk, sink);
                }
                default -> {
                    BlockCodec<HeaderChunk> codec =
                            HeaderChunk.continuation(Objects.requireNonNull(prefix), block.bytes().length);
                    codec.encode(decode(codec, block), sink);
                }
            }
            assertThat(sink.toByteArray()).as(block.name()).isEqualTo(block.bytes());
        }
    }

    @Test
    void messagesOfTheLatestFormatAreWrittenAsTheCLibraryWritesThem() {
        for (Golden block : Golden.load(LATEST)) {
            for (HeaderMessage message :
                    block.kind().equals("superblock") ? List.<HeaderMessage>of() : header(LATEST, block.name())) {
                Message decoded = message.decode(Widths.EIGHT);
                if (decoded.typeId() == 0) {
                    continue;
                }
                HeaderMessage again = HeaderMessage.of(decoded, message.flags(), message.creationOrder(), Widths.EIGHT);
                byte[] expected = message.body().clone();
                if (decoded instanceof CompactLayout || decoded instanceof ContiguousLayout) {
                    assertThat(expected[0]).isEqualTo((byte) 4);
                    expected[0] = 3;
                }
                assertThat(again.body()).as("%s: %s", block.name(), decoded).isEqualTo(expected);
            }
        }
    }

    @Test
    void messagesOfOldFilesAreUnderstood() {
        for (Golden block : Golden.load(DEFAULT)) {
            if (block.kind().equals("header")) {
                for (HeaderMessage message : header(DEFAULT, block.name())) {
                    Message decoded = message.decode(Widths.EIGHT);
                    Message again = HeaderMessage.of(decoded, message.flags(), -1, Widths.EIGHT)
                            .decode(Widths.EIGHT);
                    assertThat(again).as(block.name()).isEqualTo(unnamed(decoded));
                }
            }
        }
        assertThat(first(DEFAULT, "/", SymbolTable.class).btree()).isPositive();
        assertThat(first(DEFAULT, "big/l00", Comment.class).text()).isEqualTo("a remark");
        assertThat(first(DEFAULT, "extensible", ChunkedLayout.class).index()).isEqualTo(new ChunkIndexType.BTree1());
        assertThat(first(DEFAULT, "everything", DatatypeMessage.class))
                .isEqualTo(first(LATEST, "everything", DatatypeMessage.class));
    }

    /** Since version 2 the filters that come with the C library have no names in the file. */
    private static Message unnamed(Message message) {
        if (message instanceof FilterPipeline pipeline) {
            return new FilterPipeline(pipeline.filters().stream()
                    .map(filter -> new Filter(filter.id(), null, filter.flags(), filter.clientData()))
                    .toList());
        }
        return message;
    }

    @Test
    void superblocks() {
        byte[] latest = Golden.find(LATEST, "superblock", "/").bytes();
        Superblock three = Superblock.codec().decode(ByteSource.of("golden", Widths.EIGHT, latest));
        assertThat(three.version()).isEqualTo(3);
        assertThat(three.rootAddress()).isEqualTo(48);
        byte[] old = Golden.find(DEFAULT, "superblock", "/").bytes();
        Superblock zero = Superblock.codec().decode(ByteSource.of("golden", Widths.EIGHT, old));
        assertThat(zero.version()).isZero();
        assertThat(zero.rootAddress()).isEqualTo(96);
    }

    @Test
    void layoutsFiltersAndFillValues() {
        ChunkedLayout extensible = first(LATEST, "extensible", ChunkedLayout.class);
        assertThat(extensible.chunkDims()).containsExactly(4);
        assertThat(extensible.elementSize()).isEqualTo(8);
        assertThat(extensible.index()).isEqualTo(new ChunkIndexType.ExtensibleArray(32, 4, 4, 16, 10));
        assertThat(first(LATEST, "tree", ChunkedLayout.class).index())
                .isEqualTo(new ChunkIndexType.BTree2(2048, 100, 40));
        assertThat(first(LATEST, "fixedarray", ChunkedLayout.class).index())
                .isEqualTo(new ChunkIndexType.FixedArray(10));
        assertThat(first(LATEST, "single", ChunkedLayout.class).index())
                .isInstanceOfSatisfying(ChunkIndexType.SingleChunk.class, single -> assertThat(single.filteredSize())
                        .isPositive());
        assertThat(first(LATEST, "implicit", ChunkedLayout.class).index()).isEqualTo(new ChunkIndexType.Implicit());
        assertThat(first(LATEST, "extensible", FilterPipeline.class).filters())
                .extracting(Filter::id)
                .containsExactly(2, 1, 3);
        assertThat(first(LATEST, "fixedarray", FillValue.class).value()).containsExactly(7, 0, 0, 0, 0, 0, 0, 0);
        assertThat(first(LATEST, "extensible", Dataspace.class))
                .isEqualTo(new Dataspace(Dataspace.Kind.SIMPLE, new long[] {10}, new long[] {-1}));
    }

    @Test
    void typesLinksAndAttributes() {
        Compound all =
                (Compound) first(LATEST, "everything", DatatypeMessage.class).type();
        FixedPoint i1 = FixedPoint.of(1, Order.LITTLE, true);
        assertThat(all.members().stream().map(Compound.Member::type).limit(6))
                .containsExactly(
                        FloatingPoint.ieee(8, Order.LITTLE),
                        new FixedString(7, Padding.NULL_PADDED, CharacterSet.ASCII),
                        new Enumeration(
                                i1,
                                List.of(
                                        new Enumeration.Value("BLUE", 127),
                                        new Enumeration.Value("GREEN", -1),
                                        new Enumeration.Value("RED", 0))),
                        new ArrayType(List.of(2, 3), FixedPoint.of(2, Order.BIG, true)),
                        VariableLength.string(CharacterSet.UTF8),
                        VariableLength.sequence(FixedPoint.of(4, Order.LITTLE, true)));
        assertThat(all.members().get(7).type()).isEqualTo(FloatingPoint.ieee(2, Order.LITTLE));
        assertThat(all.members().get(10).type()).isEqualTo(new Reference(8, Reference.Kind.OBJECT));
        assertThat(header(LATEST, "committed"))
                .anySatisfy(message -> assertThat(message.decode(Widths.EIGHT)).isInstanceOf(SharedMessageRef.class));
        assertThat(all(LATEST, "big/l00", UnresolvedAttribute.class))
                .extracting(UnresolvedAttribute::name)
                .containsExactly("shared");
        List<Link> links = all(LATEST, "group", Link.class);
        assertThat(links).extracting(Link::name).containsExactly("soft", "ext", "hard", "ünï");
        assertThat(links.get(1).target()).isEqualTo(new Link.External("other.h5", "/x/y"));
        Attribute title = all(LATEST, "/", Attribute.class).get(0);
        assertThat(title.name()).isEqualTo("title");
        assertThat(title.type()).isEqualTo(VariableLength.string(CharacterSet.UTF8));
        Attribute empty = all(LATEST, "/", Attribute.class).get(4);
        assertThat(empty.space()).isEqualTo(Dataspace.NULL);
        assertThat(empty.data()).isEmpty();
    }
}
