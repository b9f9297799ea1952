package dev.tutti.engine.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.GroupInfo;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.ReferenceCount;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers that were created and changed a lot, read by the C library through h5py, changed by it, and read again. */
class ObjectHeaderOracleIT {
    private static final FixedPoint I4 = FixedPoint.of(4, Order.LITTLE, true);

    private static final String LIST =
            """
            import h5py, sys
            f = h5py.File(sys.argv[1], 'r')
            print('links', ' '.join(sorted(f)))
            print('attrs', ' '.join('%s=%d' % (n, f.attrs[n]) for n in sorted(f.attrs)))
            print('data', list(f[sorted(f)[0]][()]))
            """;

    private static final String CHANGE =
            """
            import h5py, sys
            f = h5py.File(sys.argv[1], 'r+')
            for n in sorted(f)[1::2]:
                del f[n]
            for n in sorted(f.attrs)[::3]:
                f.attrs[n] = 1000
            for i in range(30):
                f.attrs['new%d' % i] = i
            f['soft'] = h5py.SoftLink('/nowhere')
            """;

    @TempDir
    private Path directory;

    private final Map<String, Link> links = new TreeMap<>();
    private final Map<String, Attribute> attributes = new TreeMap<>();

    private static Attribute attribute(String name, int value) {
        byte[] data = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
        return new Attribute(name, I4, Dataspace.SCALAR, data, CharacterSet.ASCII);
    }

    private static int value(Attribute attribute) {
        return ByteBuffer.wrap(attribute.data()).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private ObjectHeader change(Random random, MemoryTransaction tx, ObjectHeader header, long dataset) {
        String name = (random.nextInt(5) == 0 ? "n".repeat(300) : "n") + random.nextInt(400);
        if (random.nextBoolean()) {
            Link old = links.get(name);
            if (old != null) {
                links.remove(name);
                return header.remove(tx, old);
            }
            Link link = new Link(name, new Link.Hard(dataset), -1, CharacterSet.ASCII);
            links.put(name, link);
            return header.add(tx, link);
        }
        Attribute old = attributes.get(name);
        if (old != null && random.nextBoolean()) {
            attributes.remove(name);
            return header.remove(tx, old);
        }
        Attribute changed = attribute(name, random.nextInt());
        attributes.put(name, changed);
        return old == null ? header.add(tx, changed) : header.replace(tx, old, changed);
    }

    private Path write(Random random, HeaderSpec.AttributeOrder order) throws Exception {
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
        long raw = tx.allocate(12, MemoryTransaction.Placement.RAW);
        tx.stageRaw(raw, new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0});
        List<Message> parts = List.of(
                Dataspace.simple(3),
                new DatatypeMessage(I4),
                new FillValue(
                        FillValue.AllocTime.LATE, FillValue.WriteTime.IF_SET, FillValue.State.DEFAULT, new byte[0]),
                new ContiguousLayout(raw, 12));
        ObjectHeader dataset =
                ObjectHeader.create(tx, HeaderSpec.of(parts).withTimes(new HeaderPrefix.Times(1, 2, 3, 4)));
        boolean tracked = order != HeaderSpec.AttributeOrder.NONE;
        AttributeInfo info =
                new AttributeInfo(tracked ? 0 : -1, -1, -1, -1, order == HeaderSpec.AttributeOrder.INDEXED);
        List<Message> group = List.of(new LinkInfo(-1, -1, -1, -1, false), new GroupInfo(65535, 0, -1, -1), info);
        ObjectHeader root = ObjectHeader.create(
                tx, HeaderSpec.of(group).withPhaseChange(65535, 0).withAttributeOrder(order));
        links.clear();
        attributes.clear();
        Link first = new Link("A", new Link.Hard(dataset.address()), -1, CharacterSet.ASCII);
        links.put("A", first);
        root = root.add(tx, first);
        for (int i = 0; i < 600; i++) {
            root = change(random, tx, root, dataset.address());
        }
        dataset.add(tx, new ReferenceCount(links.size()));
        Superblock superblock = Superblock.create(3, tx.endOfAllocation(), root.address());
        tx.stage(0, superblock, Superblock.codec(), Rank.SUPERBLOCK);
        return Files.write(directory.resolve("header-" + order + ".h5"), tx.content());
    }

    @Test
    void theCLibraryReadsAndChangesHeadersAndWeReadThemBack() {
        Tools.assumeH5py();
        Seeds.repeat(3, random -> {
            HeaderSpec.AttributeOrder order = HeaderSpec.AttributeOrder.values()[random.nextInt(3)];
            Path file = write(random, order);
            String expected = "links " + String.join(" ", links.keySet()) + "\nattrs "
                    + attributes.values().stream()
                            .map(attribute -> attribute.name() + "=" + value(attribute))
                            .collect(Collectors.joining(" "))
                    + "\ndata [1, 2, 3]";
            assertThat(Tools.python(LIST, file).success().lines().map(String::strip))
                    .containsExactlyElementsOf(
                            expected.lines().map(String::strip).toList());

            Tools.python(CHANGE, file).success();
            byte[] bytes = Files.readAllBytes(file);
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, bytes);
            Superblock superblock = tx.load(0, Superblock.codec());
            ObjectHeader root = ObjectHeader.load(tx, superblock.rootAddress());
            List<String> names = root.all(Link.class).stream().map(Link::name).toList();
            assertThat(names).hasSize((links.size() + 1) / 2 + 1).contains("A", "soft");
            assertThat(root.all(Attribute.class)).hasSize(attributes.size() + 30);

            // And once more changed by us.
            for (Link link : root.all(Link.class)) {
                if (!link.name().equals("A")) {
                    root = root.remove(tx, link);
                }
            }
            for (Attribute attribute : root.all(Attribute.class)) {
                root = root.remove(tx, attribute);
            }
            root = root.add(tx, attribute("last", 7));
            tx.stage(0, superblock.withEndOfFile(tx.endOfAllocation()), Superblock.codec(), Rank.SUPERBLOCK);
            Files.write(file, tx.content());
            assertThat(Tools.python(LIST, file).success())
                    .isEqualToIgnoringNewLines("links A\nattrs last=7\ndata [1, 2, 3]");
        });
    }
}
