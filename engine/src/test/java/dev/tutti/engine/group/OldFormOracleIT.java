package dev.tutti.engine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.heap.GlobalHeapId;
import dev.tutti.engine.heap.GlobalHeapWriter;
import dev.tutti.engine.heap.GlobalHeapWriter.Existing;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.Padding;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of the old form and texts of variable length, with the C library as oracle. */
class OldFormOracleIT {
    @TempDir
    private Path directory;

    @Test
    void readsGroupsOfTheOldForm() throws IOException {
        Path path = directory.resolve("old.h5");
        Tools.python(
                        """
                        import h5py, sys
                        with h5py.File(sys.argv[1], 'w', libver='earliest') as f:
                            g = f.create_group('many')
                            for i in range(3000):
                                if i % 7:
                                    g['soft %d' % i] = h5py.SoftLink('/to/%d' % i)
                                else:
                                    g.create_group('group %d' % i)
                            f.create_group('empty')
                        """,
                        path)
                .success();
        TestFile file = TestFile.open(path);
        MemoryTransaction tx = file.tx();
        SymbolTableLinks root = links(file.root());
        Link many = root.find(tx, "many");
        assertThat(many).isNotNull();
        SymbolTableLinks links = links(ObjectHeader.load(tx, ((Link.Hard) many.target()).address()));
        List<String> names = new ArrayList<>();
        links.forEach(tx, link -> names.add(link.name()));
        assertThat(names).hasSize(3000).doesNotHaveDuplicates().isSorted();
        for (int i = 0; i < 3000; i++) {
            Link link = links.find(tx, (i % 7 == 0 ? "group " : "soft ") + i);
            assertThat(link).isNotNull();
            if (i % 7 == 0) {
                ObjectHeader group = ObjectHeader.load(tx, ((Link.Hard) link.target()).address());
                assertThat(group.first(SymbolTable.class)).isNotNull();
            } else {
                assertThat(link.target()).isEqualTo(new Link.Soft("/to/" + i));
            }
        }
        for (String absent : List.of("", "a", "group 1", "soft 0", "zzz")) {
            assertThat(links.find(tx, absent)).isNull();
        }
        Link empty = root.find(tx, "empty");
        assertThat(empty).isNotNull();
        SymbolTableLinks none = links(ObjectHeader.load(tx, ((Link.Hard) empty.target()).address()));
        assertThat(none.find(tx, "x")).isNull();
        none.forEach(tx, link -> assertThat(link).isNull());
    }

    private static SymbolTableLinks links(ObjectHeader group) {
        SymbolTable table = group.first(SymbolTable.class);
        assertThat(table).isNotNull();
        return SymbolTableLinks.open(table);
    }

    @Test
    void readsTextsOfTheLibrary() throws IOException {
        Path path = directory.resolve("texts.h5");
        Tools.python(
                        """
                        import h5py, sys
                        with h5py.File(sys.argv[1], 'w', libver='latest') as f:
                            f.attrs['texts'] = ['text %d ' % i + 'x' * (i * i) for i in range(200)]
                        """,
                        path)
                .success();
        TestFile file = TestFile.open(path);
        Attribute texts = file.root().first(Attribute.class);
        if (texts == null) {
            AttributeInfo info = file.root().first(AttributeInfo.class);
            assertThat(info).isNotNull();
            texts = (Attribute) DenseAttributes.open(info).find(file.tx(), "texts");
        }
        assertThat(texts).isNotNull();
        ByteSource elements = ByteSource.of("element", Widths.EIGHT, texts.data());
        for (int i = 0; i < 200; i++) {
            int length = elements.i32();
            byte[] bytes = GlobalHeap.read(file.tx(), elements.address(), elements.i32());
            assertThat(new String(bytes, 0, length, StandardCharsets.UTF_8))
                    .isEqualTo("text " + i + " " + "x".repeat(i * i));
        }
    }

    @Test
    void theLibraryReadsOurTextsAndChangesThem() throws IOException {
        TestFile file = TestFile.create();
        GlobalHeapWriter writer = new GlobalHeapWriter(file.tx(), Existing.CHANGED);
        ByteSink elements = new ByteSink(Widths.EIGHT);
        List<GlobalHeapId> spare = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] text = ("text " + i + " " + "y".repeat(i * 3)).getBytes(StandardCharsets.UTF_8);
            GlobalHeapId id = writer.put(text);
            elements.u32(text.length).address(id.collection()).u32(id.index());
            spare.add(writer.put(new byte[i % 40 + 1]));
        }
        spare.forEach(writer::remove);
        writer.flush();
        VariableLength type = new VariableLength(
                16,
                VariableLength.Kind.STRING,
                Padding.NULL_TERMINATED,
                CharacterSet.UTF8,
                new FixedString(1, Padding.NULL_TERMINATED, CharacterSet.UTF8));
        Attribute texts = new Attribute(
                "texts",
                type,
                new Dataspace(Dataspace.Kind.SIMPLE, new long[] {300}, new long[] {300}),
                elements.toByteArray(),
                CharacterSet.UTF8);
        Path path = directory.resolve("written.h5");
        file.save(path, file.group(TestFile.compact(), texts));
        Tools.python(
                        """
                        import h5py, sys
                        with h5py.File(sys.argv[1], 'r+') as f:
                            expected = ['text %d ' % i + 'y' * (3 * i) for i in range(300)]
                            assert list(f.attrs['texts']) == expected
                            f['more'] = expected
                            f.attrs.modify('texts', ['z' * (i * 5) for i in range(300)])
                        with h5py.File(sys.argv[1], 'r') as f:
                            assert list(f.attrs['texts']) == ['z' * (i * 5) for i in range(300)]
                            assert [s.decode() for s in f['more']] == expected
                        """,
                        path)
                .success();
    }
}
