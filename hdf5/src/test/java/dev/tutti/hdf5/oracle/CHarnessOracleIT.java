package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness against itself: what the C library was given, the canonical reader finds again. */
class CHarnessOracleIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = "V110")
    void readsBackTheMatrix(CFile.Bounds bounds) {
        Path path = directory.resolve("matrix.h5");
        Map<String, List<Object>> written = CMatrix.datasets(path, bounds, new Random(bounds.ordinal()));

        Tree tree = CReader.read(path);

        assertThat(written).hasSizeGreaterThan(1000);
        written.forEach((at, values) -> assertThat(tree.items().get(at))
                .as(at)
                .isInstanceOfSatisfying(
                        Tree.DatasetItem.class, item -> assertThat(item.data().values())
                                .as(at + " " + item.data().type())
                                .isEqualTo(values)));
    }

    @ParameterizedTest
    @EnumSource
    void seesStructures(CFile.Bounds bounds) {
        Path one = directory.resolve("one.h5");
        Path two = directory.resolve("two.h5");
        CMatrix.structures(one, bounds, new Random(1));
        CMatrix.structures(two, bounds, new Random(2));

        Tree tree = CReader.read(one);

        assertThat(tree.items()).hasSizeGreaterThan(600).containsKey("/größe/μ");
        assertThat(tree.items().get("/many/loop")).isEqualTo(new Tree.HardItem("/many"));
        assertThat(tree.differences(CReader.read(one), 10)).isEmpty();
        assertThat(tree.differences(CReader.read(two), 10)).isNotEmpty();
    }
}
