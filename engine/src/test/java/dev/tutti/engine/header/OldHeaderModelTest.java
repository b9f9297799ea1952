package dev.tutti.engine.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random changes of object headers of version 1 against a map: nothing is lost, and every byte is where the C library wants it. */
class OldHeaderModelTest {
    private static Link link(Random random, String name) {
        int length = random.nextInt(15) == 0 ? random.nextInt(9000) : random.nextInt(90);
        return new Link(name, new Link.Soft("x".repeat(length) + random.nextInt(10)), -1, CharacterSet.ASCII);
    }

    /** As the C library leaves the header of a group: its one message fills it. */
    private static ObjectHeader foreign(MemoryTransaction tx) {
        HeaderMessage message = HeaderMessage.old(new SymbolTable(8, 16), 0, tx.widths());
        HeaderPrefix prefix = HeaderPrefix.old(1, 0);
        int capacity = Math.max(24, HeaderChunk.messageLength(prefix, message.body().length));
        HeaderChunk filled = HeaderEditor.filled(prefix, true, List.of(message), capacity);
        HeaderChunk chunk =
                new HeaderChunk(HeaderPrefix.old(1, filled.messages().size()), filled.messages(), filled.gap());
        long address = tx.allocate(chunk.length(tx.widths()), MemoryTransaction.Placement.METADATA);
        tx.stage(address, chunk, HeaderChunk.first(), Rank.OBJECT_HEADER);
        return ObjectHeader.load(tx, address);
    }

    private static void check(MemoryTransaction tx, long address, Map<String, Link> model, long references) {
        ObjectHeader header = ObjectHeader.load(new MemoryTransaction(tx.widths(), tx.content()), address);
        assertThat(header.all(Link.class)).containsExactlyInAnyOrderElementsOf(model.values());
        assertThat(header.prefix().referenceCount()).isEqualTo(references);
        int count = 0;
        for (HeaderPart part : HeaderLoader.load(tx, address)) {
            assertThat(part.length() % 8).isZero();
            assertThat(part.chunk().gap()).isZero();
            for (HeaderMessage message : part.chunk().messages()) {
                assertThat(message.body().length % 8).isZero();
                count++;
            }
        }
        assertThat(header.prefix().messageCount()).isEqualTo(count);
    }

    @Test
    void messagesComeAndGo() {
        Seeds.repeat(30, random -> {
            Widths widths = Seeds.pick(random, List.of(Widths.EIGHT, new Widths(4, 4), new Widths(4, 8)));
            MemoryTransaction tx = new MemoryTransaction(widths, 48);
            ObjectHeader header = random.nextBoolean()
                    ? foreign(tx)
                    : ObjectHeader.create(tx, HeaderSpec.old(List.of(Dataspace.simple(3)), random.nextInt(300)));
            Map<String, Link> model = new TreeMap<>();
            long references = 1;
            for (int step = 0; step < 120; step++) {
                int kind = random.nextInt(model.size() > 40 ? 9 : 6);
                if (kind == 0) {
                    references = random.nextInt(1000);
                    header = header.withReferences(tx, references);
                } else if (model.isEmpty() || kind < 3) {
                    Link added = link(random, "n" + step);
                    model.put(added.name(), added);
                    header = header.add(tx, added);
                } else {
                    Link old = new ArrayList<>(model.values()).get(random.nextInt(model.size()));
                    if (kind < 5) {
                        Link changed = link(random, old.name());
                        model.put(old.name(), changed);
                        header = header.replace(tx, old, changed);
                    } else {
                        model.remove(old.name());
                        header = header.remove(tx, old);
                    }
                }
                check(tx, header.address(), model, references);
            }
            assertThat(header.all(Dataspace.class).size()
                            + header.all(SymbolTable.class).size())
                    .isEqualTo(1);
            header.free(tx);
            assertThat(tx.used()).isEqualTo(48);
        });
    }
}
