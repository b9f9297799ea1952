package dev.tutti.engine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.Message;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random links and attributes against a map. */
class DenseLinksModelTest {
    private static String name(Random random) {
        int length = random.nextInt(20) == 0 ? 300 + random.nextInt(5000) : 1 + random.nextInt(3);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            name.append((char) (random.nextInt(10) == 0 ? 0x3b1 + random.nextInt(20) : 'a' + random.nextInt(20)));
        }
        return name.toString();
    }

    private static Link.Target target(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Link.Soft("/some/where/" + random.nextInt());
            case 1 -> new Link.External("file" + random.nextInt(9), "/x");
            default -> new Link.Hard(random.nextInt(1 << 20));
        };
    }

    /** From time to time what waits is brought into the indexes, or nothing waits any more. */
    private static void sometimes(MemoryTransaction tx, Random random, boolean gathered) {
        tx.gathers(gathered && random.nextInt(100) > 0);
        if (random.nextInt(400) == 0) {
            tx.gathering().settle(tx);
            assertThat(tx.gathering().isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void linksAreFoundByName(boolean ordered, boolean gathered) {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            LinkInfo info = DenseLinks.create(
                    tx,
                    new LinkInfo(
                            ordered ? 0 : -1,
                            ByteSource.UNDEFINED,
                            ByteSource.UNDEFINED,
                            ByteSource.UNDEFINED,
                            ordered));
            DenseLinks links = DenseLinks.open(info);
            Map<String, Link> model = new HashMap<>();
            long order = 0;
            for (int i = 0; i < (gathered ? 1200 : 3000); i++) {
                String name = name(random);
                sometimes(tx, random, gathered);
                if (random.nextInt(gathered ? 300 : 3) > 0) {
                    Link link = new Link(name, target(random), ordered ? order++ : -1, CharacterSet.UTF8);
                    assertThat(links.insert(tx, link)).isEqualTo(model.putIfAbsent(name, link) == null);
                } else {
                    assertThat(links.remove(tx, name)).isEqualTo(model.remove(name));
                }
            }
            for (boolean settled : new boolean[] {false, true}) {
                if (settled) {
                    tx.gathering().settle(tx);
                }
                checkLinks(tx, links, model, ordered);
            }
            links.free(tx);
            assertThat(tx.used()).isEqualTo(48);
        });
    }

    private static void checkLinks(MemoryTransaction tx, DenseLinks links, Map<String, Link> model, boolean ordered) {
        model.forEach((name, link) -> assertThat(links.find(tx, name)).isEqualTo(link));
        assertThat(links.find(tx, "not there")).isNull();
        assertThat(links.count(tx)).isEqualTo(model.size());
        List<Link> all = new ArrayList<>();
        links.forEach(tx, all::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
        List<String> names = new ArrayList<>();
        links.forEachName(tx, names::add);
        assertThat(names).isEqualTo(all.stream().map(Link::name).toList());
        if (ordered) {
            all.clear();
            links.forEachInCreationOrder(tx, all::add);
            assertThat(all)
                    .isEqualTo(model.values().stream()
                            .sorted(Comparator.comparingLong(Link::creationOrder))
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void attributesAreFoundByName(boolean ordered, boolean gathered) {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            AttributeInfo info = DenseAttributes.create(
                    tx,
                    new AttributeInfo(
                            ordered ? 0 : -1,
                            ByteSource.UNDEFINED,
                            ByteSource.UNDEFINED,
                            ByteSource.UNDEFINED,
                            ordered));
            DenseAttributes attributes = DenseAttributes.open(info);
            Map<String, Message> model = new HashMap<>();
            List<String> inOrder = new ArrayList<>();
            int order = 0;
            for (int i = 0; i < (gathered ? 800 : 1500); i++) {
                String name = name(random);
                Attribute attribute = attribute(random, name);
                sometimes(tx, random, gathered);
                switch (random.nextInt(gathered ? 400 : 4)) {
                    case 0 -> {
                        assertThat(attributes.remove(tx, name)).isEqualTo(model.remove(name));
                        inOrder.remove(name);
                    }
                    case 1 -> {
                        assertThat(attributes.replace(tx, attribute)).isEqualTo(model.get(name));
                        model.computeIfPresent(name, (n, old) -> attribute);
                    }
                    default -> {
                        boolean added = attributes.insert(tx, attribute, ordered ? order++ : -1);
                        assertThat(added).isEqualTo(model.putIfAbsent(name, attribute) == null);
                        if (added) {
                            inOrder.add(name);
                        }
                    }
                }
            }
            for (boolean settled : new boolean[] {false, true}) {
                if (settled) {
                    tx.gathering().settle(tx);
                }
                checkAttributes(tx, attributes, model, ordered ? inOrder : null);
            }
            attributes.free(tx);
            assertThat(tx.used()).isEqualTo(48);
        });
    }

    private static void checkAttributes(
            MemoryTransaction tx,
            DenseAttributes attributes,
            Map<String, Message> model,
            @Nullable List<String> inOrder) {
        model.forEach((name, attribute) -> assertThat(attributes.find(tx, name)).isEqualTo(attribute));
        assertThat(attributes.count(tx)).isEqualTo(model.size());
        List<Message> all = new ArrayList<>();
        attributes.forEachInCreationOrder(tx, all::add);
        if (inOrder != null) {
            assertThat(all).isEqualTo(inOrder.stream().map(model::get).toList());
        } else {
            assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
        }
    }

    private static Attribute attribute(Random random, String name) {
        int elements = random.nextInt(20) == 0 ? random.nextInt(9000) : random.nextInt(5);
        return new Attribute(
                name,
                FixedPoint.of(2, Order.LITTLE, true),
                new Dataspace(Dataspace.Kind.SIMPLE, new long[] {elements}, new long[] {elements}),
                Seeds.bytes(random, 2 * elements),
                CharacterSet.UTF8);
    }
}
