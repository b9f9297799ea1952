package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.H5;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Types × layouts × filters × shapes: Tutti reads what the C library wrote, and the C library reads what Tutti wrote. */
class MatrixOracleIT {
    @TempDir
    Path directory;

    /** The two ends of the format's history; those between as well in the long run. */
    static List<CFile.Bounds> bounds() {
        return Seeds.isLong() ? List.of(CFile.Bounds.values()) : List.of(CFile.Bounds.LATEST, CFile.Bounds.EARLIEST);
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void tuttiReadsWhatTheCLibraryWrote(CFile.Bounds bounds) {
        Path path = directory.resolve("c.h5");
        Seeds.once(random -> {
            CMatrix.datasets(path, bounds, random);
            assertThat(CReader.read(path).differences(TuttiReader.read(path), 30))
                    .isEmpty();
            assertNoProblem(path);
        });
    }

    @ParameterizedTest
    @EnumSource
    void tuttiReadsStructuresOfTheCLibrary(CFile.Bounds bounds) {
        Path path = directory.resolve("c.h5");
        Seeds.once(random -> {
            CMatrix.structures(path, bounds, random);
            assertThat(CReader.read(path).differences(TuttiReader.read(path), 30))
                    .isEmpty();
            assertNoProblem(path);
        });
    }

    @Test
    void theCLibraryReadsWhatTuttiWrote() {
        Path original = directory.resolve("c.h5");
        Path copy = directory.resolve("tutti.h5");
        Seeds.once(random -> {
            CMatrix.datasets(original, CFile.Bounds.V110, random);
            TuttiCopy.copy(original, copy);
            assertThat(withoutImplicit(CReader.read(original)).differences(withoutImplicit(CReader.read(copy)), 30))
                    .isEmpty();
            assertNoProblem(copy);
            assertToolsRead(original, copy);
        });
    }

    @Test
    void theCLibraryReadsStructuresOfTutti() {
        Path original = directory.resolve("c.h5");
        Path copy = directory.resolve("tutti.h5");
        Seeds.once(random -> {
            CMatrix.structures(original, CFile.Bounds.V110, random);
            TuttiCopy.copy(original, copy);
            Tree wanted = CReader.read(original);
            Tree found = CReader.read(copy);
            wanted.items().values().removeIf(Tree.TypeItem.class::isInstance);
            assertThat(wanted.differences(found, 30)).isEmpty();
            assertNoProblem(copy);
            assertToolsRead(original, copy);
        });
    }

    /** Tutti never allocates all chunks at once, so it writes a fixed array where the C library was told to do without an index. */
    static Tree withoutImplicit(Tree tree) {
        Map<String, Tree.Item> items = tree.items();
        for (Map.Entry<String, Tree.Item> entry : items.entrySet()) {
            if (entry.getValue() instanceof Tree.DatasetItem item) {
                String layout = item.layout().replace("implicit", "fixed array");
                entry.setValue(new Tree.DatasetItem(
                        item.data(), item.maxShape(), layout, item.chunk(), item.filters(), item.attributes()));
            }
        }
        return tree;
    }

    static void assertNoProblem(Path path) {
        CheckReport report = H5.check(path);
        assertThat(report.problems()).as(report.toString()).isEmpty();
    }

    /** h5dump gets through the whole copy, and h5py reads in it what it reads in the original; both are optional. */
    static void assertToolsRead(Path original, Path copy) throws Exception {
        if (Tools.find("h5dump").isPresent()) {
            assertThat(Tools.run("h5dump", "-o", "/dev/null", copy).status()).isZero();
        }
        if (Tools.python().isPresent()) {
            Set<String> wanted = lines(Tools.python(H5PY, original));
            Set<String> found = lines(Tools.python(H5PY, copy));
            Set<String> extra = new TreeSet<>(found);
            extra.removeAll(wanted);
            wanted.removeAll(found);
            assertThat(wanted.stream().limit(10)).as("only in the original").isEmpty();
            assertThat(extra.stream().limit(10)).as("only in the copy").isEmpty();
        }
    }

    private static Set<String> lines(Tools.Result result) {
        return new TreeSet<>(result.success().lines().toList());
    }

    /** One line for each object; types that h5py does not know are errors in both files, and nested sequences, at which it may crash, are left out. */
    private static final String H5PY =
            """
            import sys, h5py
            def look(read):
                try:
                    value = read()
                    return 'reference' if 'reference' in repr(value) else repr(value).replace('\\n', ' ')
                except Exception:
                    return 'error'
            def nested(name):
                return any(word in name for word in ('arrayvlen', 'vlenvlen', 'vlencompound'))
            def visit(name, node):
                if isinstance(node, h5py.Datatype) or nested(name):
                    return
                for key in sorted(node.attrs):
                    if not nested(key): print(name, '@', key, look(lambda: node.attrs[key]))
                if isinstance(node, h5py.Dataset):
                    print(name, node.shape, node.maxshape, node.dtype, node.chunks, look(lambda: node[()]))
            with h5py.File(sys.argv[1], 'r') as f:
                f.visititems(visit)
            """;
}
