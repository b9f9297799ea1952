package dev.tutti.engine.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Comment;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.Message;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random changes of a header against a list, and what a live reader sees between the writes that publish them. */
class ObjectHeaderModelTest {
    /** Messages by the name that stays with them when they are replaced. */
    private final Map<String, Link> model = new TreeMap<>();

    private int names;

    private Link link(Random random, String name) {
        int length = random.nextInt(20) == 0 ? random.nextInt(6000) : random.nextInt(120);
        return new Link(name, new Link.Soft("x".repeat(length) + random.nextInt(10)), -1, CharacterSet.ASCII);
    }

    private static Map<String, Link> read(Widths widths, byte[] image, long address) {
        Map<String, Link> found = new TreeMap<>();
        ObjectHeader header = ObjectHeader.load(new MemoryTransaction(widths, image), address);
        for (Link link : header.all(Link.class)) {
            assertThat(found.put(link.name(), link)).as("a message seen twice").isNull();
        }
        assertThat(header.all(Dataspace.class)).hasSize(1);
        return found;
    }

    private ObjectHeader change(Random random, PublishingTransaction tx, ObjectHeader header) {
        int kind = random.nextInt(model.size() > 60 ? 8 : 5);
        if (kind == 0) {
            List<Link> links = new ArrayList<>();
            for (int i = random.nextInt(random.nextInt(10) == 0 ? 100 : 8); i >= 0; i--) {
                Link link = link(random, "n" + names++);
                links.add(link);
                model.put(link.name(), link);
            }
            return header.addAll(tx, links);
        }
        if (model.isEmpty() || kind == 1) {
            Link link = link(random, "n" + names++);
            model.put(link.name(), link);
            return header.add(tx, link);
        }
        Link old = new ArrayList<>(model.values()).get(random.nextInt(model.size()));
        if (kind < 4) {
            Link changed = link(random, old.name());
            model.put(old.name(), changed);
            return header.replace(tx, old, changed);
        }
        model.remove(old.name());
        return header.remove(tx, old);
    }

    private ObjectHeader foreign(Random random, PublishingTransaction tx) {
        // As other writers leave headers: full to the last byte, or with a gap.
        HeaderPrefix prefix = new HeaderPrefix(2, 1, null, null, 1, 0);
        List<HeaderMessage> messages = new ArrayList<>();
        List<Message> first = List.of(Dataspace.simple(3), link(random, "f1"), link(random, "f2"), link(random, "f3"));
        int bytes = random.nextInt(4);
        for (Message message : first) {
            messages.add(HeaderMessage.of(message, 0, -1, tx.widths()));
            bytes += HeaderChunk.messageLength(
                    prefix, messages.get(messages.size() - 1).body().length);
            if (message instanceof Link link) {
                model.put(link.name(), link);
            }
        }
        HeaderChunk chunk = HeaderEditor.filled(prefix, true, messages, bytes);
        long address = tx.allocate(chunk.length(tx.widths()), MemoryTransaction.Placement.RAW);
        tx.stage(address, chunk, HeaderChunk.first(), Rank.OBJECT_HEADER);
        return ObjectHeader.load(tx, address);
    }

    @Test
    void everyStateBetweenTheWritesIsTheOldOneOrTheNewOne() {
        Seeds.repeat(12, random -> {
            model.clear();
            Widths widths = random.nextInt(4) == 0 ? new Widths(4, 4) : Widths.EIGHT;
            PublishingTransaction tx = new PublishingTransaction(widths, 48);
            ObjectHeader header = random.nextBoolean()
                    ? foreign(random, tx)
                    : ObjectHeader.create(
                            tx,
                            HeaderSpec.of(List.of(Dataspace.simple(3)))
                                    .withSpareBytes(random.nextInt(300))
                                    .withAttributeOrder(HeaderSpec.AttributeOrder.values()[random.nextInt(3)]));
            tx.commit();
            for (int step = 0; step < 150; step++) {
                Map<String, Link> before = new TreeMap<>(model);
                header = change(random, tx, header);
                assertThat(tx.inPlace()).as("blocks changed in place").isEqualTo(1);
                List<byte[]> states = tx.commit();
                for (byte[] state : states) {
                    assertThat(read(widths, state, header.address())).isIn(before, model);
                }
                assertThat(read(widths, tx.content(), header.address())).isEqualTo(model);
                assertThat(header.all(Link.class)).containsExactlyInAnyOrderElementsOf(model.values());
            }
        });
    }

    @Test
    void severalChangesInOneTransactionLoseAndDoubleNothing() {
        Seeds.repeat(12, random -> {
            model.clear();
            PublishingTransaction tx = new PublishingTransaction(Widths.EIGHT, 48);
            ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(List.of(Dataspace.simple(3))));
            tx.commit();
            for (int step = 0; step < 60; step++) {
                Map<String, Link> before = new TreeMap<>(model);
                for (int i = random.nextInt(6); i >= 0; i--) {
                    header = change(random, tx, header);
                }
                for (byte[] state : tx.commit()) {
                    Map<String, Link> seen = read(Widths.EIGHT, state, header.address());
                    for (String name : seen.keySet()) {
                        assertThat(seen.get(name)).isIn(before.get(name), model.get(name));
                    }
                    assertThat(seen.keySet())
                            .containsAll(before.keySet().stream()
                                    .filter(model::containsKey)
                                    .toList());
                }
                assertThat(read(Widths.EIGHT, tx.content(), header.address())).isEqualTo(model);
            }
            header.free(tx);
            tx.commit();
            assertThat(tx.used()).isEqualTo(48);
        });
    }

    @Test
    void aHeaderThatShrinksGivesItsChunksBack() {
        Seeds.repeat(10, random -> {
            PublishingTransaction tx = new PublishingTransaction(Widths.EIGHT, 48);
            ObjectHeader header = ObjectHeader.create(tx, HeaderSpec.of(List.of(new Comment("stays"))));
            List<Link> links = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                links.add(link(random, "l" + i));
                header = header.add(tx, links.get(i));
            }
            while (!links.isEmpty()) {
                header = header.remove(tx, links.remove(random.nextInt(links.size())));
            }
            assertThat(header.extents().size()).isLessThan(4);
            assertThat(header.all(Message.class)).containsExactly(new Comment("stays"));
        });
    }
}
