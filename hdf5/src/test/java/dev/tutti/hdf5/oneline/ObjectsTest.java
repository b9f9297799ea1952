package dev.tutti.hdf5.oneline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Kind;
import dev.tutti.hdf5.Listing;
import dev.tutti.hdf5.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectsTest {
    record Point(double x, float y) {}

    enum Side {
        LEFT,
        RIGHT
    }

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() {
        file = folder.resolve("a.h5");
        H5.write(
                file,
                "run/ex",
                new double[][] {{1, 2, 3}, {4, 5, 6}},
                WriteOptions.defaults().attr("units", "mV"));
        H5.write(file, "run/points", List.of(new Point(1, 2)));
        H5.write(file, "n", 5);
    }

    @AfterEach
    void isClean() {
        assertThat(H5.check(file).problems()).isEmpty();
    }

    @Test
    void objectsAreDescribed() {
        assertThat(H5.shape(file, "run/ex")).containsExactly(2, 3);
        assertThat(H5.shape(file, "n")).isEmpty();
        assertThat(H5.length(file, "run/ex")).isEqualTo(6);
        assertThat(H5.length(file, "run")).isEqualTo(2);
        assertThat(H5.length(file, "n")).isEqualTo(1);
        assertThat(H5.typeOf(file, "n")).isEqualTo(DType.I32);
        assertThat(H5.names(file, "run/points")).containsExactly("x", "y");
        assertThat(H5.names(file, "run")).containsExactly("ex", "points");
        assertThat(H5.names(file, "run/ex")).isEmpty();
        assertThat(H5.tree(file, "/").lines())
                .containsExactly(
                        "/",
                        "├── n <i32 scalar>",
                        "└── run/",
                        "    ├── ex <f64 × 2 × 3>",
                        "    │   └── @units <string scalar>",
                        "    └── points <compound[2] × 1>",
                        "        ├── $x <f64>",
                        "        └── $y <f32>");
        assertThat(H5.tree(file, "n")).isEqualTo("n <i32 scalar>");
        assertThatThrownBy(() -> H5.inspect(file, "run"))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("'run' is no dataset");
        assertThatThrownBy(() -> H5.list(file, "n")).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> H5.tree(file, "none")).isInstanceOf(H5NotFoundException.class);
    }

    @Test
    void kindIsToldByTheType() {
        H5.write(file, "text", "a");
        H5.write(file, "flag", true);
        H5.write(file, "side", Side.LEFT);
        H5.write(file, "empty", null);
        H5.write(file, "z", new double[] {1, 2}, WriteOptions.as(DType.COMPLEX128));
        H5.write(file, "blob", new byte[] {1, 2, 3}, WriteOptions.as(DType.opaque(3, "raw")));
        H5.write(file, "lists", new int[][] {{1}, {2, 3}}, WriteOptions.as(DType.vlen(DType.I32)));
        Map<String, Kind> kinds = Map.of(
                "run", Kind.GROUP,
                "run/ex", Kind.NUMBER,
                "run/points", Kind.TABLE,
                "text", Kind.TEXT,
                "flag", Kind.BOOLEAN,
                "side", Kind.ENUMERATION,
                "empty", Kind.EMPTY,
                "z", Kind.COMPLEX,
                "blob", Kind.BYTES,
                "lists", Kind.OTHER);
        kinds.forEach((name, kind) -> assertThat(H5.kind(file, name)).as(name).isEqualTo(kind));
        assertThat(H5.kind(file, "none")).isEqualTo(Kind.MISSING);
        assertThat(H5.kind(folder.resolve("none.h5"), "/")).isEqualTo(Kind.MISSING);
        assertThat(H5.read(file, "blob")).isEqualTo(new byte[] {1, 2, 3});
        assertThat((Object[]) H5.read(file, "lists")).containsExactly(new int[] {1}, new int[] {2, 3});
        assertThat(H5.length(file, "empty")).isZero();
    }

    @Test
    void missingThingsAreNoErrorWhenAskedFor() throws IOException {
        Path none = folder.resolve("none.h5");
        Path text = folder.resolve("text.h5");
        Files.writeString(text, "text");
        Path blank = Files.createFile(folder.resolve("blank.h5"));
        for (Path other : List.of(none, text, blank, folder)) {
            assertThat(H5.exists(other, "/")).isFalse();
        }
        for (Path other : List.of(none, text, blank)) {
            assertThat(H5.exists(other, "x")).isFalse();
            assertThat(H5.exists(other, "x", "a")).isFalse();
            assertThat(H5.isGroup(other, "/")).isFalse();
            assertThat(H5.isDataset(other, "x")).isFalse();
        }
        assertThat(H5.exists(file, "/")).isTrue();
        assertThat(H5.exists(file, "run/ex")).isTrue();
        assertThat(H5.exists(file, "run/ex/below")).isFalse();
        assertThat(H5.exists(file, "run/ex", "units")).isTrue();
        assertThat(H5.exists(file, "run/ex", "nope")).isFalse();
        assertThat(H5.isGroup(file, "/")).isTrue();
        assertThat(H5.isGroup(file, "run")).isTrue();
        assertThat(H5.isGroup(file, "run/ex")).isFalse();
        assertThat(H5.isDataset(file, "run/ex")).isTrue();
        assertThat(H5.isDataset(file, "run")).isFalse();
    }

    @Test
    void attributesComeAndGo() {
        H5.writeAttr(file, "run", "größe", 3);
        H5.writeAttr(file, "run", "size", new double[] {1, 2}, DType.F32);
        H5.writeAttr(file, "run", "none", null);
        H5.writeAttr(file, "/", "title", "a file");
        assertThat(H5.attrNames(file, "run")).containsExactly("größe", "none", "size");
        assertThat(H5.attr(file, "run", "größe")).isEqualTo(3);
        assertThat(H5.attr(file, "run", "größe", Double.class)).isEqualTo(3.0);
        assertThat(H5.attr(file, "run", "none")).isNull();
        assertThat(H5.attrInfo(file, "run", "size").type()).isEqualTo(DType.F32);
        assertThat(H5.attrInfo(file, "run", "size").shape()).containsExactly(2L);
        assertThat(H5.attrs(file, "run")).containsOnlyKeys("größe", "none", "size");
        H5.writeAttr(file, "run", "größe", "text now");
        assertThat(H5.attr(file, "run", "größe", String.class)).isEqualTo("text now");
        assertThat(H5.deleteAttr(file, "run", "größe")).isTrue();
        assertThat(H5.deleteAttr(file, "run", "größe")).isFalse();
        assertThat(H5.deleteAttr(file, "nope", "a")).isFalse();
        assertThatThrownBy(() -> H5.attr(file, "run", "gone"))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContainingAll(file.toString(), "/run", "'gone'");
        assertThatThrownBy(() -> H5.writeAttr(file, "nope", "a", 1))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContainingAll(file.toString(), "'a'", "'nope'");
        assertThatThrownBy(() -> H5.writeAttr(file, "run", "a", new Object())).isInstanceOf(H5TypeException.class);
        Path none = folder.resolve("none.h5");
        assertThatThrownBy(() -> H5.writeAttr(none, "/", "a", 1)).isInstanceOf(H5NotFoundException.class);
        assertThatThrownBy(() -> H5.deleteAttr(none, "/", "a")).isInstanceOf(H5NotFoundException.class);
        assertThat(none).doesNotExist();
    }

    @Test
    void listingsHaveManyForms() {
        assertThat(H5.list(file, "/")).containsExactly("n", "run");
        assertThat(H5.list(file, "run", Listing.FULL_NAMES)).containsExactly("/run/ex", "/run/points");
        assertThat(H5.list(file, "/", Listing.RECURSIVE)).containsExactly("n", "run", "run/ex", "run/points");
        assertThat(H5.list(file, "/", Listing.RECURSIVE, Listing.FULL_NAMES))
                .containsExactly("/n", "/run", "/run/ex", "/run/points");
        H5.writeAttr(file, "n", "CLASS", "DIMENSION_SCALE");
        assertThat(H5.list(file, "/")).containsExactly("run");
        assertThat(H5.list(file, "/", Listing.SCALES)).containsExactly("n", "run");
    }

    @Test
    void filesAndGroupsAreMadeOnce() throws IOException {
        Path made = folder.resolve("made.h5");
        H5.createFile(made);
        H5.createGroup(made, "a/b");
        H5.createGroup(made, "a/b");
        H5.createFile(made);
        assertThat(H5.isGroup(made, "a/b")).isTrue();
        assertThatThrownBy(() -> H5.createGroup(file, "n/below"))
                .isInstanceOf(H5ExistsException.class)
                .hasMessageContaining(file.toString());
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "text");
        assertThatThrownBy(() -> H5.createFile(text))
                .isInstanceOf(H5ExistsException.class)
                .hasMessageContaining("no HDF5 file");
    }

    @Test
    void objectsMoveAndGo() {
        H5.move(file, "run/ex", "new/place/ex");
        assertThat(H5.attr(file, "new/place/ex", "units")).isEqualTo("mV");
        assertThat(H5.exists(file, "run/ex")).isFalse();
        assertThatThrownBy(() -> H5.move(file, "n", "new")).isInstanceOf(H5ExistsException.class);
        assertThatThrownBy(() -> H5.move(file, "nope", "b"))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContainingAll(file.toString(), "'nope'");
        assertThatThrownBy(() -> H5.move(file, "new", "new/below")).isInstanceOf(H5ExistsException.class);
        assertThat(H5.delete(file, "new")).isTrue();
        assertThat(H5.delete(file, "new")).isFalse();
        assertThat(H5.delete(file, "no/such/path")).isFalse();
        assertThat(H5.list(file, "/", Listing.RECURSIVE)).containsExactly("n", "run", "run/points");
        Path none = folder.resolve("none.h5");
        assertThatThrownBy(() -> H5.delete(none, "x"))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContaining("none.h5");
        assertThatThrownBy(() -> H5.move(none, "x", "y")).isInstanceOf(H5NotFoundException.class);
        assertThat(none).doesNotExist();
    }

    @Test
    void groupsAreFoldersToWorkIn() {
        try (H5File open = H5.open(file)) {
            Group run = open.group("run");
            assertThat(run.dataset("ex").parent().path()).isEqualTo("/run");
            assertThat(run.get("ex").parent().get("points").path()).isEqualTo("/run/points");
            assertThat(run.parent().path()).isEqualTo("/");
            assertThat(run.parent().parent().path()).isEqualTo("/");
        }
    }

    @Test
    void objectsAreCopied() throws IOException {
        Path other = folder.resolve("other.h5");
        assertThatThrownBy(() -> H5.copy(file, "nope", other, "x")).isInstanceOf(H5NotFoundException.class);
        assertThat(other).doesNotExist();
        H5.copy(file, "run", other, "from/a");
        assertThat(H5.tree(other, "from/a").lines().skip(1).toList())
                .isEqualTo(H5.tree(file, "run").lines().skip(1).toList());
        assertThat(H5.read(other, "from/a/ex")).isEqualTo(H5.read(file, "run/ex"));
        H5.copy(file, "run", "twice");
        H5.copy(file, "run", folder.resolve("./a.h5"), "thrice");
        assertThat(H5.list(file, "/")).containsExactly("n", "run", "thrice", "twice");
        assertThatThrownBy(() -> H5.copy(file, "n", other, "from")).isInstanceOf(H5ExistsException.class);
        assertThatThrownBy(() -> H5.copy(file, "run", "run/below")).isInstanceOf(H5ExistsException.class);
        byte[] before = Files.readAllBytes(other);
        assertThatThrownBy(() -> H5.copy(folder.resolve("none.h5"), "n", other, "x"))
                .isInstanceOf(H5NotFoundException.class);
        assertThat(Arrays.equals(before, Files.readAllBytes(other))).isTrue();
        assertThat(H5.check(other).problems()).isEmpty();
    }
}
