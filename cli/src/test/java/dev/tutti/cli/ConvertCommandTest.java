package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From one format into another; references are read by Zarr. */
final class ConvertCommandTest {
    @TempDir
    Path folder;

    @Test
    void tablesOfNumbersGoBothWays() throws Exception {
        Path file = folder.resolve("f.h5");
        H5.write(file, "x", new double[][] {{1, 2.5}, {3, 4}});
        for (String format : new String[] {"csv", "npy"}) {
            Path out = folder.resolve("x." + format);
            Shell.Outcome there = Shell.run("convert", file + "/x", out.toString());
            assertThat(there.status()).as(there.err()).isZero();
            Path other = folder.resolve(format + ".h5");
            Shell.Outcome back = Shell.run("convert", out.toString(), other + "/y");
            assertThat(back.status()).as(back.err()).isZero();
            assertThat(H5.read(other, "y", double[][].class)).isDeepEqualTo(new double[][] {{1, 2.5}, {3, 4}});
        }
        assertThat(Files.readString(folder.resolve("x.csv"))).isEqualTo("1,2.5\n3,4\n");
        assertThat(Shell.run("convert", "a.csv", "b.csv").status()).isEqualTo(2);
        assertThat(Shell.run("convert", file + "/x", file + "/y").status()).isEqualTo(2);
    }

    @Test
    void oneFormatOfFilesGoesIntoAnother() throws Exception {
        Path csv = Files.writeString(folder.resolve("x.csv"), "1,2.5\n3,4\n");
        String npy = folder.resolve("x.npy").toString();
        Path back = folder.resolve("back.csv");
        assertThat(Shell.run("convert", csv.toString(), npy).err()).isEmpty();
        assertThat(Shell.run("convert", npy, back.toString()).err()).isEmpty();
        assertThat(back).hasContent("1,2.5\n3,4\n");
        String file = folder.resolve("f.h5").toString();
        String parquet = folder.resolve("x.parquet").toString();
        String arrow = folder.resolve("x.arrow").toString();
        Path rows = folder.resolve("rows.csv");
        assertThat(Shell.run("convert", npy, file + "/x").status()).isZero();
        assertThat(Shell.run("convert", file + "/x", parquet).status()).isZero();
        assertThat(Shell.run("convert", parquet, arrow).err()).contains("2 rows of c0:double, c1:double");
        assertThat(Shell.run("convert", arrow, rows.toString()).status()).isZero();
        assertThat(rows).hasContent("c0,c1\n1.0,2.5\n3.0,4.0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv x.parquet", "x.csv lake/t", "x.json f.h5/x", "x.csv y.csv", "x.parquet x.npy"})
    void whatCannotBeSaysWhatCan(String line) throws Exception {
        Files.writeString(folder.resolve("x.csv"), "1,2\n");
        Files.writeString(folder.resolve("x.json"), "[1, 2]\n");
        String[] names = line.split(" ");
        Shell.Outcome outcome = Shell.run(
                "convert",
                folder.resolve(names[0]).toString(),
                folder.resolve(names[1]).toString());
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).contains(names[0]);
        assertThat(folder.resolve("f.h5")).doesNotExist();
    }

    @Test
    void rowsGoToParquetAndBack() throws Exception {
        record Event(long id, double value, String name) {}
        Path file = folder.resolve("f.h5");
        try (H5File made = H5.create(file)) {
            made.createTable("events", Event.class)
                    .appendAll(List.of(new Event(1, 0.5, "a"), new Event(2, Double.NaN, "b")));
        }
        String parquet = folder.resolve("events.parquet").toString();
        Shell.Outcome there = Shell.run("convert", file + "/events", parquet, "--json");
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.out()).contains("\"rows\" : 2");
        Path other = folder.resolve("other.h5");
        Shell.Outcome back = Shell.run("convert", parquet, other + "/copy");
        assertThat(back.status()).as(back.err()).isZero();
        try (H5File read = H5.open(other)) {
            assertThat(read.dataset("copy").records(Event.class))
                    .containsExactly(new Event(1, 0.5, "a"), new Event(2, Double.NaN, "b"));
        }
        assertThat(Shell.run("convert", parquet, other + "/copy").status()).isEqualTo(1);
        String table = folder.resolve("tables/events").toString();
        assertThat(Shell.run("convert", file + "/events", table).status()).isZero();
        String second = folder.resolve("second.parquet").toString();
        Shell.Outcome fromTable = Shell.run("convert", table, second);
        assertThat(fromTable.status()).as(fromTable.err()).isZero();
        assertThat(fromTable.err()).contains("2 rows");
        assertThat(Shell.run("convert", folder.resolve("no.parquet").toString(), other + "/x")
                        .status())
                .isEqualTo(3);
        assertThat(Shell.run("convert", parquet, folder + "/out.npy").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events.arrow", "events.arrows"})
    void rowsGoToArrowAndBack(String name) {
        record Event(long id, double value, String name) {}
        Event[] events = {new Event(1, 0.5, "a"), new Event(2, Double.NaN, "größer")};
        Path file = folder.resolve("f.h5");
        try (H5File made = H5.create(file)) {
            made.createTable("events", Event.class).appendAll(List.of(events));
        }
        String arrow = folder.resolve(name).toString();
        Shell.Outcome there = Shell.run("convert", file + "/events", arrow, "--json");
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.out()).contains("\"rows\" : 2").contains("value:double");
        assertThat(Shell.run("convert", file + "/events", arrow).status()).isEqualTo(1);
        Path other = folder.resolve("other.h5");
        Shell.Outcome back = Shell.run("convert", arrow, other + "/copy");
        assertThat(back.status()).as(back.err()).isZero();
        try (H5File read = H5.open(other)) {
            assertThat(read.dataset("copy").records(Event.class)).containsExactly(events);
        }
        String table = folder.resolve("tables/events").toString();
        assertThat(Shell.run("convert", file + "/events", table).status()).isZero();
        Shell.Outcome fromTable =
                Shell.run("convert", table, folder.resolve("second.feather").toString());
        assertThat(fromTable.status()).as(fromTable.err()).isZero();
        assertThat(fromTable.err()).contains("2 rows");
        assertThat(Shell.run("convert", folder.resolve("no.arrow").toString(), other + "/x")
                        .status())
                .isEqualTo(3);
        assertThat(Shell.run("convert", arrow, folder + "/out.npy").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void theColumnsOfAMatrixAreColumns(String format) {
        Path file = folder.resolve("f.h5");
        double[][] values = new double[20_000][3];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[] {i, i / 2.0, -i};
        }
        H5.write(file, "m", values);
        try (H5File made = H5.open(file)) {
            made.put("cube", new double[2][2][2]);
            made.create("wide").type(DType.F64).shape(2, 5000).create();
        }
        String rows = folder.resolve("m." + format).toString();
        Shell.Outcome there = Shell.run("convert", file + "/m", rows);
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.err()).contains("20000 rows of c0:double, c1:double, c2:double");
        Shell.Outcome back = Shell.run("convert", rows, folder.resolve("back.h5") + "/t");
        assertThat(back.status()).as(back.err()).isZero();
        assertThat(Shell.run("get", folder.resolve("back.h5") + "/t[19999:]").out())
                .contains("19999")
                .contains("9999.5")
                .contains("-19999");
        String other = folder.resolve("other." + format).toString();
        Shell.Outcome cube = Shell.run("convert", file + "/cube", other);
        assertThat(cube.status()).isEqualTo(1);
        assertThat(cube.err()).contains("found f64 [2, 2, 2]").contains(".npy");
        assertThat(Shell.run("convert", file + "/wide", other).err()).contains("1 to 1000 columns");
        assertThat(folder.resolve("other." + format)).doesNotExist();
    }

    record Event(double time, int id, String name) {}

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow", "arrows"})
    void whatASliceSelectsIsWritten(String format) {
        Path file = folder.resolve("f.h5");
        double[][] values = new double[20_000][5];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[] {i, i + 0.25, i + 0.5, i + 0.75, -i};
        }
        H5.write(file, "m", values);
        try (H5File made = H5.open(file)) {
            made.put("x", new long[] {0, 1, 4, 9, 16, 25});
            made.put("pair/a", new int[] {1, 2, 3});
            made.put("pair/b", new int[] {10, 20, 30, 40});
            made.put("cube", new double[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}});
            made.createTable("events", Event.class)
                    .appendAll(List.of(new Event(0, 1, "a"), new Event(1, 2, "b"), new Event(2, 3, "c")));
        }
        assertThat(converted(file + "/x[1:4]", format)).containsExactly("x", "1", "4", "9");
        assertThat(converted(file + "/x[[4,0]]", format)).containsExactly("x", "16", "0");
        assertThat(converted(file + "/x[-1]", format)).containsExactly("x", "25");
        assertThat(converted(file + "/x[2:2]", format)).containsExactly("x");
        assertThat(converted(file + "/events[::2]", format)).containsExactly("time,id,name", "0.0,1,a", "2.0,3,c");
        assertThat(converted(file + "/m[-1:, 1:4:2]", format)).containsExactly("c1,c3", "19999.25,19999.75");
        assertThat(converted(file + "/m[7:, [4,0]]", format))
                .hasSize(19_994)
                .contains("c4,c0", "-7.0,7.0", "-19999.0,19999.0");
        assertThat(converted(file + "/m[:3, 4]", format)).containsExactly("m", "0.0", "-1.0", "-2.0");
        assertThat(converted(file + "/cube[:, 1, :]", format)).containsExactly("c0,c1", "3.0,4.0", "7.0,8.0");
        assertThat(converted(file + "/pair[1:]", format)).containsExactly("a,b", "2,20", "3,30");
    }

    /** What stands in a file of rows, as CSV with the names of the columns first. */
    private List<String> converted(String source, String format) {
        String rows = folder.resolve("rows." + format).toString();
        Path back = folder.resolve("back.h5");
        Shell.Outcome there = Shell.run("convert", source, rows);
        assertThat(there.status()).as(there.err()).isZero();
        Shell.Outcome here = Shell.run("convert", rows, back + "/rows");
        assertThat(here.status()).as(here.err()).isZero();
        List<String> lines = new ArrayList<>();
        try (H5File read = H5.open(back)) {
            lines.add(String.join(",", read.dataset("rows").table().columns().keySet()));
            read.dataset("rows")
                    .table()
                    .rows(Slice.all())
                    .forEach(row ->
                            lines.add(row.values().stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        assertThat(back.toFile().delete()).isTrue();
        assertThat(Path.of(rows).toFile().delete()).isTrue();
        return lines;
    }

    @Test
    void slicesThatAreNoRowsAreRefused() {
        Path file = folder.resolve("f.h5");
        try (H5File made = H5.create(file)) {
            made.put("x", new double[10]);
            made.put("cube", new double[2][2][2]);
            made.put("pair/a", new int[3]);
            made.create("wide").type(DType.F64).shape(2, 5000).create();
        }
        Path out = folder.resolve("out.parquet");
        assertRefused("f64 [2, 2, 2], of which [1, 2, 2] is selected", file + "/cube[0:1]", out);
        assertRefused("1 to 1000 columns are expected, found [2, 2500]", file + "/wide[:, ::2]", out);
        assertRefused("names 2 dimensions, the dataset has 1", file + "/x[0:2, 1]", out);
        assertRefused("names 2 dimensions, the dataset has 1", file + "/pair[0:2, 1]", out);
        assertRefused("index 10 of dimension 0", file + "/x[10]", out);
        assertRefused("c1 is chosen more than once", file + "/wide[:, [1,1]]", out);
        assertThat(out).doesNotExist();
        assertThat(Shell.run("convert", file + "/wide[:, 4000:4002]", out.toString())
                        .status())
                .isZero();
    }

    private static void assertRefused(String reason, String source, Path out) {
        Shell.Outcome outcome = Shell.run("convert", source, out.toString());
        assertThat(outcome.status()).as(source).isBetween(1, 2);
        assertThat(outcome.err()).contains(reason).doesNotContain("Exception");
    }

    @Test
    void aTableTakesWhatASliceSelects() {
        Path file = folder.resolve("f.h5");
        H5.write(file, "x", new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        String table = folder.resolve("tables/part").toString();
        assertThat(Shell.run("convert", file + "/x[0:3]", table).err()).contains("3 rows added");
        assertThat(Shell.run("convert", file + "/x[0:3]", table).err()).contains("0 rows added");
        assertThat(Shell.run("convert", file + "/x[3:5]", table).err()).contains("2 rows added");
        assertThat(Shell.run("convert", file + "/x[5::2]", table).err()).contains("3 rows added");
        try (H5File grown = H5.open(file, FileOptions.exclusive())) {
            grown.delete("x");
            grown.put("x", new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
        }
        assertThat(Shell.run("convert", file + "/x[5::2]", table).err()).contains("1 rows added");
        assertThat(Shell.run("table", "scan", table, "--format", "csv").lines())
                .containsExactlyInAnyOrder("x", "0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "7.0", "9.0", "11.0");
        Shell.Outcome fromTheEnd = Shell.run("convert", file + "/x[-3:]", table);
        assertThat(fromTheEnd.status()).isEqualTo(2);
        assertThat(fromTheEnd.err()).contains("from the beginning");
    }

    @Test
    void zarrReadsWhatIsReferredTo() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(
                Files.isExecutable(python)
                        && new ProcessBuilder(python.toString(), "-c", "import zarr, fsspec")
                                        .start()
                                        .waitFor()
                                == 0,
                "no Zarr for Python (Debian: apt-get install python3-zarr python3-fsspec)");
        Path file = folder.resolve("f.h5");
        double[] wave = new double[5000];
        for (int i = 0; i < wave.length; i++) {
            wave[i] = Math.rint(1000 * Math.sin(i / 50.0));
        }
        try (H5File h5 = H5.create(file)) {
            h5.create("g/packed")
                    .type(DType.F64)
                    .shape(5000)
                    .chunk(1024)
                    .shuffle()
                    .deflate(6)
                    .create()
                    .write(wave);
            h5.put("g/block", wave).attrs().set("units", "mV");
            h5.put("small", new short[][] {{1, 2, 3}, {4, 5, 6}});
            h5.create("sparse").type(DType.I32).shape(10, 10).chunk(4, 4).create();
            h5.put("words", new String[] {"left", "out"});
        }
        Path refs = folder.resolve("refs.json");
        Shell.Outcome made = Shell.run("convert", "--refs", file.toString(), refs.toString());
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.err()).contains("left out: /words").contains("4 datasets");
        String script = "import fsspec, zarr\n"
                + "g = zarr.open(fsspec.get_mapper('reference://', fo='" + refs + "'), mode='r')\n"
                + "print(int(g['g/packed'][:].sum()), int(g['g/block'][:].sum()), g['g/packed'][77], g['g/block'].attrs['units'],"
                + " g['small'][1, 2], g['sparse'].shape, g['g/packed'].shape)";
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(python.toString(), "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        long sum = 0;
        for (double value : wave) {
            sum += (long) value;
        }
        assertThat(Files.readString(out, StandardCharsets.UTF_8).strip())
                .isEqualTo(sum + " " + sum + " " + wave[77] + " mV 6 (10, 10) (5000,)");
    }
}
