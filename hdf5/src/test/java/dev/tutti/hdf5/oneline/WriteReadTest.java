package dev.tutti.hdf5.oneline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.WriteOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteReadTest {
    record Event(double time, int id, String name) {}

    enum Phase {
        REST,
        RUN
    }

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("données.h5");
    }

    @AfterEach
    void isClean() {
        if (H5.exists(file, "/")) {
            assertThat(H5.check(file).problems()).isEmpty();
        }
    }

    private Object again(Object value) {
        H5.write(file, "x", value);
        return H5.read(file, "x");
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(again(1.5)).isEqualTo(1.5);
        assertThat(again(7)).isEqualTo(7);
        assertThat(again((byte) -3)).isEqualTo((byte) -3);
        assertThat(again(true)).isEqualTo(true);
        assertThat(again("grüß €")).isEqualTo("grüß €");
        assertThat(again("")).isEqualTo("");
        assertThat(again(new BigInteger("18446744073709551615"))).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(again(new int[] {1, 2})).isEqualTo(new int[] {1, 2});
        assertThat(again(new Integer[] {1, 2})).isEqualTo(new int[] {1, 2});
        assertThat(again(List.of(1L, 2L))).isEqualTo(new long[] {1, 2});
        assertThat(again(new boolean[] {true, false})).isEqualTo(new boolean[] {true, false});
        assertThat(again(new String[] {"a", "", "日本"})).isEqualTo(new String[] {"a", "", "日本"});
        assertThat(again(new float[][] {{1, 2, 3}, {4, 5, 6}})).isEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(again(new String[][] {{"a"}, {"b"}})).isEqualTo(new String[][] {{"a"}, {"b"}});
        assertThat(again(new short[][][] {{{1}, {2}}, {{3}, {4}}})).isEqualTo(new short[][][] {{{1}, {2}}, {{3}, {4}}});
        assertThat(again(Phase.RUN)).isEqualTo("RUN");
        assertThat(again(new Phase[] {Phase.RUN, Phase.REST})).isEqualTo(new String[] {"RUN", "REST"});
        assertThat(H5.read(file, "x", Phase[].class)).containsExactly(Phase.RUN, Phase.REST);
        assertThat(again(Instant.parse("2026-11-21T10:00:00Z"))).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(again(List.of(Instant.EPOCH))).isEqualTo(new String[] {"1970-01-01T00:00:00Z"});
        assertThat(again(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}))
                .isEqualTo(new double[] {Double.NaN, Double.NEGATIVE_INFINITY});
    }

    @Test
    void emptyValuesStayEmpty() {
        assertThat(again(new double[0])).isEqualTo(new double[0]);
        assertThat(again(new String[0])).isEqualTo(new String[0]);
        assertThat(again(List.of())).isEqualTo(new double[0]);
        assertThat(again(new int[2][0])).isEqualTo(new int[2][0]);
        assertThat(again(Map.of())).isEqualTo(Map.of());
        H5.write(file, "nothing", null);
        assertThat(H5.read(file, "nothing")).isNull();
        assertThat(H5.typeOf(file, "nothing")).isEqualTo(DType.I32);
        H5.write(file, "nothing", null, WriteOptions.as(DType.F64));
        assertThat(H5.typeOf(file, "nothing")).isEqualTo(DType.F64);
    }

    @Test
    void recordsAreATable() {
        List<Event> events = List.of(new Event(0.5, 1, "é"), new Event(1.5, 2, ""));
        H5.write(file, "run/events", events);
        assertThat(H5.typeOf(file, "run/events")).hasToString("compound{time: f64, id: i32, name: string}");
        assertThat(H5.read(file, "run/events", Event[].class)).containsExactlyElementsOf(events);
        List<Map<String, Object>> rows =
                List.of(Map.of("time", 0.5, "id", 1, "name", "é"), Map.of("time", 1.5, "id", 2, "name", ""));
        assertThat(H5.read(file, "run/events")).isEqualTo(rows);
        H5.write(file, "again", H5.read(file, "run/events"));
        assertThat(H5.read(file, "again", Event[].class)).containsExactlyElementsOf(events);
        H5.write(file, "one", events.get(0));
        assertThat(H5.read(file, "one", Event.class)).isEqualTo(events.get(0));
        assertThat(H5.read(file, "one")).isEqualTo(rows.get(0));
        assertThatThrownBy(() -> H5.write(file, "t", List.of(Map.of("a", 1), Map.of("b", 2))))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("row 1 has no value for 'a'");
        assertThatThrownBy(() -> H5.write(file, "t", List.of(Map.of("a", 1), Map.of("a", "x"))))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("'/t'");
        assertThat(H5.exists(file, "t")).isFalse();
    }

    private static Map<String, Object> tree() {
        Map<String, Object> deep = new LinkedHashMap<>();
        deep.put("β", 2);
        deep.put("a b", new double[][] {{1, 2}, {3, 4}});
        deep.put("none", null);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("z", "last");
        tree.put("deep", deep);
        tree.put("empty", Map.of());
        return tree;
    }

    @Test
    void mapsAreGroups() {
        H5.write(file, "config/now", tree());
        assertThat(H5.list(file, "config/now")).containsExactly("deep", "empty", "z");
        Map<String, Object> read = H5.readGroup(file, "config");
        assertThat(read).containsOnlyKeys("now");
        assertThat(((Map<?, ?>) read.get("now")).keySet().stream().map(String::valueOf))
                .containsExactly("deep", "empty", "z");
        Map<?, ?> deep = (Map<?, ?>) H5.read(file, "config/now/deep");
        assertThat(deep.keySet().stream().map(String::valueOf)).containsExactly("a b", "none", "β");
        assertThat(deep.get("none")).isNull();
        assertThat(deep.get("a b")).isEqualTo(new double[][] {{1, 2}, {3, 4}});
        Path copy = folder.resolve("copy.h5");
        H5.write(copy, "/", H5.readGroup(file, "/"));
        assertThat(H5.tree(copy, "/")).isEqualTo(H5.tree(file, "/"));
        H5.write(copy, "/", Map.of("only", 1));
        assertThat(H5.list(copy, "/", dev.tutti.hdf5.Listing.RECURSIVE)).containsExactly("only");
    }

    @Test
    void whatStandsThereIsReplaced() {
        H5.write(file, "x", tree(), WriteOptions.defaults().attr("old", 1));
        H5.write(file, "x", new int[] {1});
        assertThat(H5.isDataset(file, "x")).isTrue();
        assertThat(H5.attrs(file, "x")).isEmpty();
        H5.write(file, "x", tree());
        assertThat(H5.isGroup(file, "x")).isTrue();
        H5.write(file, "x", Map.of("other", 5));
        assertThat(H5.list(file, "x")).containsExactly("other");
        try (var open = H5.open(file, dev.tutti.hdf5.FileOptions.exclusive())) {
            open.softLink("dangling", "/nowhere");
        }
        H5.write(file, "dangling", "now a value");
        assertThat(H5.read(file, "dangling")).isEqualTo("now a value");
        assertThat(H5.exists(file, "nowhere")).isFalse();
    }

    @Test
    void allIsLookedAtBeforeAnythingIsWritten() {
        Map<String, Object> bad = tree();
        bad.put("later", new Object());
        assertThatThrownBy(() -> H5.write(file, "g", bad))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("'/g/later'")
                .hasMessageContaining("nothing was written");
        assertThat(file).doesNotExist();
        H5.write(file, "g", 1);
        assertThatThrownBy(() -> H5.write(file, "g", Map.of("a", 300), WriteOptions.as(DType.U8)))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("'/g/a'");
        assertThatThrownBy(() -> H5.write(file, "g", new double[] {1.5, Double.NaN}, WriteOptions.as(DType.I32)))
                .isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() ->
                        H5.write(file, "g", new int[3], WriteOptions.defaults().chunk(2, 2)))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("chunk names 2 dimensions");
        assertThatThrownBy(() -> H5.write(file, "g", new int[][] {{1, 2}, {3}}))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("rectangular");
        assertThatThrownBy(() -> H5.write(file, "g", new Double[] {1.0, null}))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> H5.write(file, "g", Arrays.asList("a", null)))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> H5.write(file, "g", List.of(1, "a"))).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> H5.write(file, "g", Map.of("a/b", 1)))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("slash");
        assertThatThrownBy(() -> H5.write(file, "g", Map.of("", 1))).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> H5.write(file, "g", Map.of(1, 1))).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> H5.write(file, " ", 1)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> H5.write(file, "/", 1))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("root");
        Map<String, Object> itself = new HashMap<>();
        itself.put("me", itself);
        assertThatThrownBy(() -> H5.write(file, "g", itself))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("itself");
        assertThat(H5.read(file, "g")).isEqualTo(1);
        assertThat(H5.list(file, "/")).containsExactly("g");
    }

    @Test
    void aDatasetIsNoGroupOnTheWay() {
        H5.write(file, "a", new int[] {1, 2, 3});
        assertThatThrownBy(() -> H5.write(file, "a/b", 2))
                .isInstanceOf(H5ExistsException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("is no group");
        assertThat(H5.read(file, "a")).isEqualTo(new int[] {1, 2, 3});
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        Files.writeString(file, "just text");
        assertThatThrownBy(() -> H5.write(file, "x", 1))
                .isInstanceOf(H5ExistsException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("no HDF5 file");
        assertThatThrownBy(() -> H5.createFile(file)).isInstanceOf(H5ExistsException.class);
        assertThat(file).hasContent("just text");
        assertThatThrownBy(() -> H5.write(folder.resolve("no/such/folder.h5"), "x", 1))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContaining("folder");
    }

    @Test
    void optionsSayHowItIsStored() {
        double[] values = new double[400_000];
        Arrays.setAll(values, i -> i / 1000);
        H5.write(
                file,
                "packed",
                values,
                WriteOptions.as(DType.F32).shuffle().deflate(5).fletcher32().attr("units", "mV"));
        var stored = H5.inspect(file, "packed");
        assertThat(stored.type()).isEqualTo(DType.F32);
        assertThat(stored.layout().chunk()).as("halved until 1 MiB at most").containsExactly(200_000);
        assertThat(stored.layout().filters()).extracting("name").containsExactly("shuffle", "deflate", "fletcher32");
        assertThat(stored.plainBytes()).isEqualTo(1_600_000);
        assertThat(stored.ratio()).isGreaterThan(10);
        assertThat(stored.toString()).contains("Type      f32", "Chunks    [200000]", "Pipeline  shuffle");
        assertThat(H5.read(file, "packed", double[].class)).isEqualTo(values);
        assertThat(H5.attr(file, "packed", "units")).isEqualTo("mV");
        H5.write(
                file,
                "flat",
                new int[] {1, 2, 3, 4, 5, 6},
                WriteOptions.defaults().shape(2, 3).chunk(1, 2));
        assertThat(H5.read(file, "flat")).isEqualTo(new int[][] {{1, 2, 3}, {4, 5, 6}});
        H5.write(file, "grows", new int[2][3], WriteOptions.defaults().maxShape(H5.UNLIMITED));
        assertThat(H5.inspect(file, "grows").layout().index()).isEqualTo("extensible array");
        H5.write(file, "z", new double[][] {{1, 2}, {0, -1}}, WriteOptions.as(DType.COMPLEX128));
        assertThat(H5.shape(file, "z")).containsExactly(2);
        assertThat(H5.read(file, "z")).isEqualTo(new double[][] {{1, 2}, {0, -1}});
        H5.write(
                file,
                "tree",
                Map.of("x", new double[] {1, 2}, "deep", Map.of("y", new double[100]), "s", 1.0),
                WriteOptions.defaults()
                        .type("x", DType.F32)
                        .type("deep/y", DType.I16)
                        .deflate(9));
        assertThat(H5.typeOf(file, "tree/x")).isEqualTo(DType.F32);
        assertThat(H5.typeOf(file, "tree/deep/y")).isEqualTo(DType.I16);
        assertThat(H5.typeOf(file, "tree/s")).isEqualTo(DType.F64);
        assertThat(H5.inspect(file, "tree/deep/y").layout().filters()).hasSize(1);
        assertThatThrownBy(() -> WriteOptions.defaults().deflate(10)).isInstanceOf(H5TypeException.class);
    }

    @Test
    void partsAreRead() {
        H5.write(file, "m", new int[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
        assertThat(H5.read(file, "m", Slice.of("1:, ::2"))).isEqualTo(new int[][] {{4, 6}, {7, 9}});
        assertThat(H5.read(file, "m", Slice.of("1"))).isEqualTo(new int[] {4, 5, 6});
        assertThat(H5.read(file, "m", Slice.of("1, 2"))).isEqualTo(6);
        assertThat(H5.read(file, "m", double[].class, Slice.of("0"))).containsExactly(1, 2, 3);
        assertThat(H5.read(file, "m", double[][].class)).isEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
        assertThat(H5.read(file, "m", long[].class)).hasSize(9);
        assertThat(H5.read(file, "m", int.class, Slice.of("2, 2"))).isEqualTo(9);
        assertThatThrownBy(() -> H5.read(file, "m", int[][][].class)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> H5.read(file, "m", Slice.of("5"))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> H5.read(file, "nope"))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("'nope'");
        assertThatThrownBy(() -> H5.read(folder.resolve("none.h5"), "m"))
                .isInstanceOf(H5NotFoundException.class)
                .hasMessageContaining("none.h5");
    }

    @Test
    void groupsThatHoldThemselvesEnd() {
        H5.createGroup(file, "a/b");
        try (var open = H5.open(file, dev.tutti.hdf5.FileOptions.exclusive())) {
            open.softLink("a/b/up", "/a");
            open.hardLink("a/b/loop", "/a");
            open.softLink("a/gone", "/nowhere");
        }
        assertThat(H5.read(file, "a")).isEqualTo(Map.of("b", Map.of()));
        assertThat(H5.list(file, "/", dev.tutti.hdf5.Listing.RECURSIVE))
                .isEqualTo(new ArrayList<>(List.of("a", "a/b", "a/b/loop", "a/b/up", "a/gone")));
        assertThat(H5.tree(file, "/").lines())
                .containsExactly(
                        "/",
                        "└── a/",
                        "    ├── b/",
                        "    │   ├── loop/ (shown above)",
                        "    │   └── up -> /a",
                        "    └── gone -> /nowhere");
        H5.delete(file, "a/b/loop");
    }
}
