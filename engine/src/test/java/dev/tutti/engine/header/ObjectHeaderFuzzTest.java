package dev.tutti.engine.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Damaged headers, and headers that are made to cost a reader more than their bytes are worth. */
class ObjectHeaderFuzzTest {
    private static final FixedPoint I4 = FixedPoint.of(4, Order.LITTLE, true);

    private static void read(byte[] image, long address) {
        try {
            ObjectHeader header = ObjectHeader.load(new MemoryTransaction(Widths.EIGHT, image), address);
            assertThat(header.all(Message.class)).hasSameSizeAs(header.messages());
            header.all(Attribute.class);
            header.first(DatatypeMessage.class);
        } catch (H5CorruptException | H5UnsupportedException e) {
            assertThat(e).hasMessageContaining("memory");
        }
    }

    @Test
    void damagedHeadersEndInAClearError() {
        Seeds.repeat(20, random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            long type = ObjectHeader.create(tx, HeaderSpec.of(List.of(new DatatypeMessage(I4))))
                    .address();
            List<Message> messages = new ArrayList<>();
            messages.add(Dataspace.simple(3));
            messages.add(SharedMessageRef.committedDatatype(type));
            for (int i = random.nextInt(100); i >= 0; i--) {
                messages.add(new Link("n" + i, new Link.Hard(48), -1, CharacterSet.UTF8));
                messages.add(new Attribute("a" + i, I4, Dataspace.SCALAR, new byte[4], CharacterSet.UTF8));
            }
            long address = ObjectHeader.create(tx, HeaderSpec.of(messages)).address();
            byte[] image = tx.content();
            read(image, address);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = image.clone();
                damaged[48 + random.nextInt(image.length - 48)] ^= (byte) (1 << random.nextInt(8));
                read(damaged, address);
            }
        });
    }

    /** Version 1 has no checksums: chunks that lead to each other and overlap at every 8th byte. */
    @Test
    void overlappingChunksCostNoMoreThanTheFileIsLong() {
        Seeds.repeat(2, random -> {
            byte[] image = overlapping(random);
            Assertions.assertTimeout(Duration.ofSeconds(10), () -> read(image, 0));
        });
    }

    private static byte[] overlapping(Random random) {
        HeaderPrefix prefix = new HeaderPrefix(1, 0, null, null, 1, 0);
        int count = 5000;
        List<Integer> order = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<HeaderMessage> messages = new ArrayList<>();
        int length = 24 * count;
        for (int next : order) {
            long address = 16 + 24L * next;
            messages.add(HeaderMessage.of(new Continuation(address, length - 24L * next), 0, -1, Widths.EIGHT));
        }
        ByteSink sink = new ByteSink(Widths.EIGHT);
        HeaderChunk.first().encode(HeaderEditor.filled(prefix, true, messages, length), sink);
        return sink.toByteArray();
    }
}
