package dev.tutti.engine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Dense links with a wrong byte under a right checksum: every call ends soon, with a result or with a declared error. */
class DenseFuzzTest {
    /** Signatures of blocks of fixed length, whose checksum can be put right, and that length. */
    private static final Map<String, Integer> FIXED = Map.of("BTHD", 38, "FRHP", 146, "FSHD", 82);

    private record Made(byte[] content, LinkInfo info) {}

    private static Made make(Random random) {
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 96);
        LinkInfo info = DenseLinks.create(
                tx, new LinkInfo(0, ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED, true));
        DenseLinks links = DenseLinks.open(info);
        for (int i = 0; i < 400; i++) {
            String path = "p".repeat(i % 100 == 7 ? 5000 : random.nextInt(60));
            links.insert(tx, new Link("link " + i, new Link.Soft(path), i, CharacterSet.ASCII));
        }
        for (int i = 0; i < 60; i++) {
            links.remove(tx, "link " + random.nextInt(400));
        }
        return new Made(tx.content(), info);
    }

    private static void damage(byte[] content, Random random) {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i + 200 < content.length; i++) {
            if (FIXED.containsKey(signature(content, i))) {
                blocks.add(i);
            }
        }
        int at = blocks.get(random.nextInt(blocks.size()));
        int length = FIXED.get(signature(content, at));
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int victim = at + 5 + random.nextInt(length - 9);
            content[victim] = (byte) (random.nextInt(3) == 0 ? 0xff : content[victim] ^ (1 << random.nextInt(8)));
        }
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(at + length - 4, Lookup3.hash(bytes, at, length - 4));
    }

    private static String signature(byte[] content, int at) {
        return new String(content, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (H5Exception | IllegalArgumentException e) {
            // Space that damage says is given back twice is an IllegalArgumentException of the free space itself.
            assertThat(e instanceof H5Exception
                            || e.getStackTrace()[0].getClassName().endsWith("FreeSpace"))
                    .as("%s", e)
                    .isTrue();
        }
    }

    @Test
    void damageIsAnErrorOrHarmless() {
        Seeds.once(random -> {
            Made made = make(random);
            for (int round = Seeds.scaled(150); round > 0; round--) {
                byte[] content = made.content().clone();
                damage(content, random);
                Assertions.assertTimeout(Duration.ofSeconds(10), () -> use(made.info(), content, random));
            }
        });
    }

    private static void use(LinkInfo info, byte[] content, Random random) {
        DenseLinks links = DenseLinks.open(info);
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, content);
        attempt(() -> links.forEach(tx, link -> assertThat(link.name()).isNotEmpty()));
        attempt(() ->
                links.forEachInCreationOrder(tx, link -> assertThat(link.name()).isNotEmpty()));
        for (int i = 0; i < 20; i++) {
            String name = "link " + random.nextInt(400);
            attempt(() -> links.find(tx, name));
            attempt(() -> links.remove(tx, name));
            attempt(() -> links.insert(tx, new Link(name, new Link.Soft("x"), 1, CharacterSet.ASCII)));
        }
        attempt(() -> links.free(tx));
    }

    /** Blocks without a checksum: anything may stand in them. */
    @Test
    void bytesThatMeanNothingAreErrors() {
        Seeds.repeat(200, random -> {
            byte[] content = Seeds.bytes(random, 8192);
            System.arraycopy("GCOL\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1), 0, content, 0, 8);
            ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(8, random.nextInt(12_000));
            ByteBuffer tree = ByteBuffer.wrap(content, 4096, 2048).order(ByteOrder.LITTLE_ENDIAN);
            tree.put("TREE\0".getBytes(StandardCharsets.ISO_8859_1));
            tree.put((byte) random.nextInt(3)).putShort((short) (1 + random.nextInt(30)));
            tree.putLong(-1).putLong(-1);
            while (tree.remaining() >= 16) {
                tree.putLong(random.nextInt(200)).putLong(random.nextBoolean() ? 4096 : 4096 + random.nextInt(4096));
            }
            ByteBuffer heap = ByteBuffer.wrap(content, 6144, 64).order(ByteOrder.LITTLE_ENDIAN);
            heap.put("HEAP\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
            heap.putLong(random.nextInt(3000)).putLong(1).putLong(random.nextInt(9000));
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, content);
            Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
                attempt(() -> GlobalHeap.read(tx, 0, random.nextInt(4)));
                SymbolTableLinks links = SymbolTableLinks.open(new SymbolTable(4096, 6144));
                attempt(() -> links.find(tx, "name"));
                attempt(() -> links.forEach(tx, link -> assertThat(link).isNotNull()));
            });
        });
    }
}
