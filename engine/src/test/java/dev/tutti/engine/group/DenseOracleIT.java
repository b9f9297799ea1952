package dev.tutti.engine.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dense links and attributes: what the C library wrote is read, what is written is read and changed by the C library, and read again. */
class DenseOracleIT {
    @TempDir
    private Path directory;

    private static final String MAKE =
            """
            import h5py, numpy as np, sys
            with h5py.File(sys.argv[1], 'w', libver='latest') as f:
                g = f.create_group('soft')
                for i in range(5000):
                    g['link number %d' % i] = h5py.SoftLink('/target/%d' % i)
                for i in range(0, 5000, 3):
                    del g['link number %d' % i]
                t = f.create_group('ordered', track_order=True)
                for i in range(300):
                    t.create_group('child %d' % (i * 7919 % 300))
                t['x' * 3000] = h5py.SoftLink('long')
                t['y' * 9000] = h5py.SoftLink('longer')
                for i in range(400):
                    g.attrs['attribute %d' % i] = np.full(i % 7 + 1, i, dtype='<i4')
                g.attrs['huge'] = np.arange(20000, dtype='<i4')
                for i in range(0, 400, 5):
                    del g.attrs['attribute %d' % i]
            """;

    private static ObjectHeader child(TestFile file, ObjectHeader group, String name) {
        LinkInfo info = group.first(LinkInfo.class);
        assertThat(info).isNotNull();
        for (Link link : group.all(Link.class)) {
            if (link.name().equals(name)) {
                return ObjectHeader.load(file.tx(), ((Link.Hard) link.target()).address());
            }
        }
        Link link = DenseLinks.open(info).find(file.tx(), name);
        assertThat(link).as(name).isNotNull();
        return ObjectHeader.load(file.tx(), ((Link.Hard) link.target()).address());
    }

    private static LinkInfo info(ObjectHeader group) {
        LinkInfo info = group.first(LinkInfo.class);
        assertThat(info).isNotNull();
        return info;
    }

    private static Attribute integers(String name, int... values) {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            data.putInt(value);
        }
        long[] shape = {values.length};
        return new Attribute(
                name,
                FixedPoint.of(4, Order.LITTLE, true),
                new Dataspace(Dataspace.Kind.SIMPLE, shape, shape),
                data.array(),
                CharacterSet.ASCII);
    }

    private static int[] repeated(int count, int value) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void readsWhatTheLibraryWrote() throws IOException {
        Path path = directory.resolve("made.h5");
        Tools.python(MAKE, path).success();
        TestFile file = TestFile.open(path);
        ObjectHeader soft = child(file, file.root(), "soft");
        DenseLinks links = DenseLinks.open(info(soft));
        for (int i = 0; i < 5000; i++) {
            Link link = links.find(file.tx(), "link number " + i);
            if (i % 3 == 0) {
                assertThat(link).isNull();
            } else {
                assertThat(link).isNotNull();
                assertThat(link.target()).isEqualTo(new Link.Soft("/target/" + i));
            }
        }
        List<Link> all = new ArrayList<>();
        links.forEach(file.tx(), all::add);
        assertThat(all).hasSize(3333).doesNotHaveDuplicates();
        assertThat(links.count(file.tx())).isEqualTo(3333);

        DenseLinks ordered = DenseLinks.open(info(child(file, file.root(), "ordered")));
        List<String> names = new ArrayList<>();
        ordered.forEachInCreationOrder(file.tx(), link -> names.add(link.name()));
        assertThat(names).hasSize(302).startsWith("child 0", "child 119").endsWith("x".repeat(3000), "y".repeat(9000));
        assertThat(ordered.find(file.tx(), "y".repeat(9000))).isNotNull();

        AttributeInfo attributeInfo = soft.first(AttributeInfo.class);
        assertThat(attributeInfo).isNotNull();
        DenseAttributes attributes = DenseAttributes.open(attributeInfo);
        assertThat(attributes.count(file.tx())).isEqualTo(321);
        for (int i = 0; i < 400; i++) {
            String name = "attribute " + i;
            assertThat(attributes.find(file.tx(), name))
                    .isEqualTo(i % 5 == 0 ? null : integers(name, repeated(i % 7 + 1, i)));
        }
        Attribute huge = (Attribute) attributes.find(file.tx(), "huge");
        assertThat(huge).isNotNull();
        assertThat(huge.data()).hasSize(80_000);
    }

    private static final String CHECK =
            """
            import h5py, numpy as np, sys
            with h5py.File(sys.argv[1], 'r+') as f:
                g = f['many']
                n = int(sys.argv[2])
                assert len(g) == n, len(g)
                assert sorted(g) == sorted('link %d' % i for i in range(n))
                for i in range(n):
                    if i % 50 == 0:
                        assert len(g['link %d' % i]) == 0
                    else:
                        assert g.get('link %d' % i, getlink=True).path == '/to/%d' % i
                assert len(g.attrs) == n // 10
                for i in range(n // 10):
                    assert list(g.attrs['attribute %d' % i]) == [i] * (i % 9 + 1), i
                for i in range(100):
                    g['added %d' % i] = h5py.SoftLink('/new/%d' % i)
                    g.attrs['added %d' % i] = np.int32([i])
                for i in range(0, n, 2):
                    del g['link %d' % i]
                for i in range(0, n // 10, 3):
                    del g.attrs['attribute %d' % i]
                for i in range(100, 200):
                    g['added %d' % i] = h5py.SoftLink('/new/%d' % i)
                    g.attrs['added %d' % i] = np.int32([i])
            with h5py.File(sys.argv[1], 'r') as f:
                assert len(f['many']) == n - (n + 1) // 2 + 200
            """;

    private static void fill(TestFile file, DenseLinks links, DenseAttributes attributes, int count, boolean ordered) {
        for (int i = 0; i < count; i++) {
            Link.Target target =
                    i % 50 == 0 ? new Link.Hard(file.group(TestFile.compact()).address()) : new Link.Soft("/to/" + i);
            assertThat(links.insert(file.tx(), new Link("link " + i, target, ordered ? i : -1, CharacterSet.UTF8)))
                    .isTrue();
            if (i % 10 == 0) {
                int at = i / 10;
                Attribute attribute = integers("attribute " + at, repeated(at % 9 + 1, at));
                assertThat(attributes.insert(file.tx(), attribute, ordered ? at : -1))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 1000, 3000})
    void theLibraryReadsAndGoesOn(int count) throws IOException {
        boolean ordered = count == 1000;
        TestFile file = TestFile.create();
        LinkInfo info = DenseLinks.create(
                file.tx(),
                new LinkInfo(
                        ordered ? count : -1,
                        ByteSource.UNDEFINED,
                        ByteSource.UNDEFINED,
                        ByteSource.UNDEFINED,
                        ordered));
        AttributeInfo attributeInfo = DenseAttributes.create(
                file.tx(),
                new AttributeInfo(
                        ordered ? count / 10 : -1,
                        ByteSource.UNDEFINED,
                        ByteSource.UNDEFINED,
                        ByteSource.UNDEFINED,
                        ordered));
        DenseLinks links = DenseLinks.open(info);
        DenseAttributes attributes = DenseAttributes.open(attributeInfo);
        fill(file, links, attributes, count, ordered);
        for (int i = 0; i < 30; i++) {
            links.insert(
                    file.tx(),
                    new Link(
                            "gone " + i,
                            new Link.Soft("x".repeat(50 * i)),
                            ordered ? count + i : -1,
                            CharacterSet.ASCII));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(links.remove(file.tx(), "gone " + i)).isNotNull();
        }
        ObjectHeader many = file.group(info, attributeInfo);
        Link link = new Link("many", new Link.Hard(many.address()), -1, CharacterSet.ASCII);
        Path path = directory.resolve("written.h5");
        file.save(path, file.group(TestFile.compact(), link));

        Tools.python(CHECK, path, count).success();
        if (Tools.find("h5dump").isPresent()) {
            Tools.run("h5dump", "-H", path).success();
        }

        TestFile again = TestFile.open(path);
        ObjectHeader group = child(again, again.root(), "many");
        List<String> names = new ArrayList<>();
        DenseLinks.open(info(group)).forEach(again.tx(), found -> names.add(found.name()));
        List<String> expected = new ArrayList<>();
        for (int i = 1; i < count; i += 2) {
            expected.add("link " + i);
        }
        for (int i = 0; i < 200; i++) {
            expected.add("added " + i);
        }
        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
        goOn(again, path, group, count);
    }

    /** Changes what the library changed, so that its free space is used up here, and asks it once more. */
    private static void goOn(TestFile file, Path path, ObjectHeader group, int count) throws IOException {
        DenseLinks links = DenseLinks.open(info(group));
        AttributeInfo attributeInfo = group.first(AttributeInfo.class);
        assertThat(attributeInfo).isNotNull();
        DenseAttributes attributes = DenseAttributes.open(attributeInfo);
        boolean ordered = info(group).indexed();
        for (int i = 0; i < 200; i++) {
            assertThat(links.remove(file.tx(), "added " + i)).isNotNull();
            assertThat(attributes.remove(file.tx(), "added " + i)).isNotNull();
        }
        for (int i = 0; i < count; i += 2) {
            long order = ordered ? 10_000 + i : -1;
            Link link = new Link("link " + i, new Link.Soft("/again/" + i), order, CharacterSet.ASCII);
            assertThat(links.insert(file.tx(), link)).isTrue();
        }
        file.save(path);
        Tools.python(
                        """
                        import h5py, sys
                        with h5py.File(sys.argv[1], 'r+') as f:
                            g = f['many']
                            n = int(sys.argv[2])
                            assert sorted(g) == sorted('link %d' % i for i in range(n))
                            for i in range(0, n, 2):
                                assert g.get('link %d' % i, getlink=True).path == '/again/%d' % i
                            for i in range(100):
                                g['more %d' % i] = h5py.SoftLink('/more')
                            for name in list(g.attrs):
                                del g.attrs[name]
                            del f['many']
                        """,
                        path, count)
                .success();
        assertThatCode(() -> TestFile.open(path).root()).doesNotThrowAnyException();
    }
}
