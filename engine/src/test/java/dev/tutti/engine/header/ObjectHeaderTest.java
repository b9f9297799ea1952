package dev.tutti.engine.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Comment;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.message.Unknown;
import dev.tutti.format.message.UnresolvedAttribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectHeaderTest {
    private static final FixedPoint I4 = FixedPoint.of(4, Order.LITTLE, true);

    private final MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);

    private static Link link(int number) {
        return new Link("link" + number, new Link.Hard(4096), -1, CharacterSet.ASCII);
    }

    private static Attribute attribute(String name) {
        return new Attribute(name, I4, Dataspace.SCALAR, new byte[4], CharacterSet.ASCII);
    }

    @Test
    void createsAndLoads() {
        List<Message> messages = List.of(Dataspace.simple(5), new DatatypeMessage(I4), attribute("a"));
        ObjectHeader header = ObjectHeader.create(
                tx,
                HeaderSpec.of(messages)
                        .withTimes(new HeaderPrefix.Times(1, 2, 3, 4))
                        .withPhaseChange(65535, 0)
                        .withSpareBytes(100));
        ObjectHeader loaded = ObjectHeader.load(tx, header.address());
        assertThat(loaded.all(Message.class)).isEqualTo(messages);
        assertThat(loaded.first(Dataspace.class)).isEqualTo(messages.get(0));
        assertThat(loaded.first(Link.class)).isNull();
        assertThat(loaded.prefix().phaseChange()).isEqualTo(new HeaderPrefix.PhaseChange(65535, 0));
        assertThat(loaded.messages().get(1).flags()).isEqualTo(HeaderMessage.CONSTANT);
        assertThat(loaded.extents()).hasSize(1);
    }

    @Test
    void longHeadersAreMadeOfChunksWithinPages() {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            messages.add(link(i));
        }
        messages.add(500, new CompactLayout(new byte[20_000]));
        ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(messages).withSpareBytes(1 << 20));
        assertThat(header.all(Message.class)).containsExactlyInAnyOrderElementsOf(messages);
        assertThat(header.extents())
                .allMatch(extent -> extent.length() > 4096
                        || extent.address() / 4096 == (extent.address() + extent.length() - 1) / 4096);
        assertThat(header.extents())
                .filteredOn(extent -> extent.length() > 4096)
                .hasSize(1);
    }

    @Test
    void replacingByTheSameLengthRewritesOneChunk() {
        Dataspace before = new Dataspace(Dataspace.Kind.SIMPLE, new long[] {5}, new long[] {-1});
        Dataspace after = new Dataspace(Dataspace.Kind.SIMPLE, new long[] {6}, new long[] {-1});
        ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(List.of(before, new DatatypeMessage(I4))));
        tx.commit();
        ObjectHeader changed = header.replace(tx, before, after);
        assertThat(tx.writes()).hasSize(1);
        assertThat(tx.writes().get(0).rank()).isEqualTo(Rank.OBJECT_HEADER);
        assertThat(changed.first(Dataspace.class)).isEqualTo(after);
        assertThat(header.first(Dataspace.class)).isEqualTo(before);
    }

    @Test
    void freeGivesBackEverything() {
        long before = tx.used();
        ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(List.of(Dataspace.SCALAR)));
        for (int i = 0; i < 500; i++) {
            header = header.add(tx, link(i));
        }
        for (int i = 0; i < 400; i++) {
            header = header.remove(tx, link(i));
        }
        header.free(tx);
        assertThat(tx.used()).isEqualTo(before);
    }

    @Test
    void attributesAreNumberedWhereTheirOrderIsKept() {
        AttributeInfo info = new AttributeInfo(1, -1, -1, -1, false);
        ObjectHeader header = ObjectHeader.create(
                tx,
                HeaderSpec.of(List.of(info, attribute("first"))).withAttributeOrder(HeaderSpec.AttributeOrder.TRACKED));
        header = header.add(tx, attribute("second")).add(tx, attribute("third"));
        assertThat(header.messages())
                .filteredOn(message -> message.typeId() == 0x0c)
                .extracting(HeaderMessage::creationOrder)
                .containsExactly(0, 1, 2);
        AttributeInfo now = header.first(AttributeInfo.class);
        assertThat(now).isNotNull();
        assertThat(now.maxCreationIndex()).isEqualTo(3);
    }

    @Test
    void committedTypesAreFollowed() {
        ObjectHeader type = ObjectHeader.create(tx, HeaderSpec.of(List.of(new DatatypeMessage(I4))));
        SharedMessageRef ref = SharedMessageRef.committedDatatype(type.address());
        UnresolvedAttribute attribute =
                new UnresolvedAttribute("a", ref, Dataspace.SCALAR, new byte[4], CharacterSet.ASCII);
        ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(List.of(Dataspace.SCALAR, ref, attribute)));
        assertThat(header.first(DatatypeMessage.class)).isEqualTo(new DatatypeMessage(I4));
        assertThat(header.first(SharedMessageRef.class)).isEqualTo(ref);
        Attribute resolved = header.all(Attribute.class).get(0);
        assertThat(resolved.type()).isEqualTo(I4);
        assertThat(header.remove(tx, resolved).all(Attribute.class)).isEmpty();
    }

    @Test
    void aReferenceToNoTypeIsDamage() {
        ObjectHeader other = ObjectHeader.create(tx, HeaderSpec.of(List.of(Dataspace.SCALAR)));
        ObjectHeader header =
                ObjectHeader.create(tx, HeaderSpec.of(List.of(SharedMessageRef.committedDatatype(other.address()))));
        assertThatThrownBy(() -> header.first(DatatypeMessage.class)).isInstanceOf(H5CorruptException.class);
        assertThatThrownBy(() -> ObjectHeader.load(tx, 1 << 20)).isInstanceOf(H5CorruptException.class);
    }

    @Test
    void messagesThatAreTooLongAreRefusedBeforeAnythingChanges() {
        ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(List.of(new Comment("x"))));
        tx.commit();
        Attribute large = new Attribute("large", I4, Dataspace.simple(16_384), new byte[65_536], CharacterSet.ASCII);
        assertThatThrownBy(() -> header.add(tx, large))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("attribute message");
        assertThatThrownBy(() -> header.replace(tx, new Comment("x"), large))
                .isInstanceOf(H5UnsupportedException.class);
        assertThat(tx.writes()).isEmpty();
    }

    @Test
    void cyclesOfContinuationsAreDamage() {
        HeaderPrefix prefix = new HeaderPrefix(2, 0, null, null, 1, 0);
        long first = tx.allocate(500, MemoryTransaction.Placement.METADATA);
        long next = tx.allocate(500, MemoryTransaction.Placement.METADATA);
        HeaderMessage toNext = HeaderMessage.of(new Continuation(next, 100), 0, -1, Widths.EIGHT);
        HeaderChunk loop = HeaderEditor.filled(prefix, false, List.of(toNext), 92);
        tx.stage(
                first, HeaderEditor.filled(prefix, true, List.of(toNext), 60), HeaderChunk.first(), Rank.OBJECT_HEADER);
        tx.stage(next, loop, HeaderChunk.continuation(prefix, 100), Rank.HEADER_CONTINUATION);
        assertThatThrownBy(() -> ObjectHeader.load(tx, first))
                .isInstanceOf(H5CorruptException.class)
                .hasMessageContaining("once");
    }

    @Test
    void messagesThatForbidItKeepTheObjectFromBeingReadOrChanged() {
        Message strange = new Unknown(0x60, new byte[8]);
        HeaderPrefix prefix = new HeaderPrefix(2, 0, null, null, 1, 0);
        for (int flag : new int[] {0x80, 0x08}) {
            long address = tx.allocate(200, MemoryTransaction.Placement.METADATA);
            HeaderMessage message = HeaderMessage.of(strange, flag, -1, Widths.EIGHT);
            tx.stage(
                    address,
                    HeaderEditor.filled(prefix, true, List.of(message), 150),
                    HeaderChunk.first(),
                    Rank.OBJECT_HEADER);
            assertThatThrownBy(() -> ObjectHeader.load(tx, address).add(tx, new Comment("x")))
                    .isInstanceOf(H5UnsupportedException.class);
        }
    }

    @Test
    void oldHeadersCountTheirMessages() {
        HeaderPrefix prefix = new HeaderPrefix(1, 0, null, null, 1, 3);
        long first = tx.allocate(500, MemoryTransaction.Placement.METADATA);
        long next = tx.allocate(64, MemoryTransaction.Placement.METADATA);
        HeaderMessage space = HeaderMessage.of(Dataspace.SCALAR, 0, -1, Widths.EIGHT);
        HeaderMessage info = HeaderMessage.of(new LinkInfo(-1, -1, -1, -1, false), 0, -1, Widths.EIGHT);
        HeaderMessage toNext = HeaderMessage.of(new Continuation(next, 64), 0, -1, Widths.EIGHT);
        tx.stage(
                first,
                HeaderEditor.filled(prefix, true, List.of(space, toNext), 104),
                HeaderChunk.first(),
                Rank.OBJECT_HEADER);
        tx.stage(
                next,
                HeaderEditor.filled(prefix, false, List.of(info), 64),
                HeaderChunk.continuation(prefix, 64),
                Rank.HEADER_CONTINUATION);
        ObjectHeader header = ObjectHeader.load(tx, first);
        assertThat(header.version()).isEqualTo(1);
        assertThat(header.messages()).containsExactly(space, info);
        ObjectHeader changed = header.remove(tx, Dataspace.SCALAR);
        assertThat(changed.messages()).containsExactly(info);
        assertThat(changed.prefix().messageCount()).isEqualTo(4); // two of them mere space
    }
}
